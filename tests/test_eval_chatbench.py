"""Times of the chat: taken in a real browser of the real chat; what does not start is told."""

from pathlib import Path

import pytest

from corpus.errors import SettingsError
from evals.bench import single_questions
from evals.cases import Case
from evals.chatbench import LOADS, ChatTimes, chat_lines, chat_times, running
from tests.browser import chromium


def case(question: str, answerable: bool = True, history: tuple[dict[str, str], ...] = ()) -> Case:
    return Case("1", question, history, answerable, (), (), (), None)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_question_and_mark_is_timed(fda_store: Path) -> None:
    with chromium():  # skips where there is none
        pass
    questions = ["What is BioFab USA?", "Who manages America Makes?", "Who is the CEO of Apple?"]
    times = chat_times(fda_store, questions, long=4)
    assert (len(times.words), len(times.marks), len(times.ready)) == (3, 2, LOADS)
    assert all(0 < each < 600_000 for each in (*times.words, *times.marks, *times.ready))
    assert len(times.long) == 4
    assert times.start > times.ready[0]


def test_a_chat_that_does_not_start_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with (
        pytest.raises(SettingsError, match="ended with code"),
        running(tmp_path / "file"),
    ):
        pass


def test_the_table_has_a_bar_for_each_wait() -> None:
    words, long = [400.0, 100.0, 200.0, 300.0], [1.0] * 80 + [2.0] * 20
    lines = chat_lines(ChatTimes(9000.0, [900.0], words, [], long)).split("\n")
    assert [line.split()[-4:] for line in lines[2:]] == [
        ["900", "900", "1", "2000"], ["once", "400", "400", "1"], ["200", "290", "3", "300"],
        ["-", "-", "0", "200"],
        ["1", "1", "20", "300"], ["2", "2", "20", "300"],
    ]  # fmt: skip


def test_only_answerable_questions_without_a_history_are_asked_once() -> None:
    turn = ({"role": "user", "content": "Hello"},)
    cases = [case("a"), case("b", answerable=False), case("c", history=turn), case("a"), case("d")]
    assert single_questions(cases) == ["a", "d"]
