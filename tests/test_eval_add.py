"""Marked answers become cases whose gold stands in the pages."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.index import Index
from corpus.errors import SettingsError
from evals.add import Added, add_cases, read_feedback
from evals.cases import load_cases
from tests.fakes import index_of
from tests.judged import answer

PAGE = "# Boat club\n\nThe club was founded in 1952. It owns 40 boats.\n"


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return index_of(tmp_path, PAGE)


def line(question: str, verdict: str = "wrong", **more: object) -> str:
    given = answer("no", refused=True).model_copy(
        update={"question": question, "standalone_question": question}
    )
    return json.dumps({"verdict": verdict, "answer": given.model_dump(), **more})


def feedback(folder: Path, *lines: str) -> Path:
    path = folder / "feedback.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    return path


def walk(index: Index, path: Path, feedback_path: Path, *replies: str) -> tuple[Added, list[str]]:
    waiting: Iterator[str] = iter(replies)
    told: list[str] = []
    added = add_cases(
        read_feedback(feedback_path), index, path, lambda _: next(waiting), told.append
    )
    assert next(waiting, None) is None, "not everything was asked"
    return added, told


def test_a_marked_answer_becomes_a_case(index: Index, tmp_path: Path) -> None:
    given = feedback(tmp_path, line("How many boats?", note="it says so!"), line("Hi", "right"))
    path = tmp_path / "own.jsonl"
    added, told = walk(index, path, given, "yes", "1", "sails; 40|forty", "40|forty", "number")
    assert added == Added(1, 0)
    assert any("it says so!" in each for each in told)
    assert any("not in the chosen sentences: ('sails',)" in each for each in told)
    (case,) = load_cases(path)
    assert case.answerable
    assert [each.quote for each in case.gold] == ["It owns 40 boats."]
    assert case.must == (("40", "forty"),)
    assert case.tags == ("number", "from-use")


def test_other_words_search_again(index: Index, tmp_path: Path) -> None:
    given = feedback(tmp_path, line("How old is it?"))
    walk(index, tmp_path / "own.jsonl", given, "y", "founded", "1", "1952", "")
    assert load_cases(tmp_path / "own.jsonl")[0].gold[0].quote == "The club was founded in 1952."


def test_an_unanswerable_question_needs_no_gold(index: Index, tmp_path: Path) -> None:
    given = feedback(tmp_path, line("Who is the cook?", "missing"))
    walk(index, tmp_path / "own.jsonl", given, "no", "near-topic, person")
    (case,) = load_cases(tmp_path / "own.jsonl")
    assert (case.answerable, case.gold, case.must) == (False, (), ())
    assert case.tags == ("near-topic", "person", "from-use")


def test_what_is_there_already_or_skipped_is_left_out(index: Index, tmp_path: Path) -> None:
    given = feedback(tmp_path, line("Who?"), line("Why?"), line("How?"))
    path = tmp_path / "own.jsonl"
    added, _ = walk(index, path, given, "no", "", "skip", "what", "yes", "")
    assert added == Added(1, 2)  # "what" is no reply; no gold, no case
    again, told = walk(index, path, feedback(tmp_path, line("Who?")))
    assert again == Added(0, 1)
    assert told == ["already there: Who?"]


def test_feedback_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"gone\.jsonl"):
        read_feedback(tmp_path / "gone.jsonl")
    with pytest.raises(SettingsError, match=r"feedback\.jsonl:2"):
        read_feedback(feedback(tmp_path, line("Who?"), '{"verdict": "wrong"}'))
