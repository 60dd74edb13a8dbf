"""What watchers of an assistant are told, and its search for passages alone."""

from pathlib import Path

import pytest

from assistant.chain import Assistant
from assistant.library import Library
from assistant.watch import Ended
from corpus.errors import NoSnapshotError, QuestionError
from corpus.store import Store
from ppp_settings import Settings
from tests.fakes import Bench, HashEmbedder

QUESTION = "How many berths are there?"
PAGES = {
    "harbour.md": "# Harbour\n\nThe harbour opens at six. It has 40 berths.\n",
    "quay.md": "# Quay\n\nThe quay is long. It is made of stone.\n",
}


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    bench = Bench(tmp_path)
    for name, text in PAGES.items():
        bench.write(name, text)
    bench.ingest()
    return bench


@pytest.fixture
def assistant(bench: Bench) -> Assistant:
    own = Settings(store=bench.store.root, min_confidence=0.0)
    return Assistant(own, Library(Store(own.store)), HashEmbedder())


def test_every_watcher_is_told_of_the_whole_answer_once(assistant: Assistant) -> None:
    first: list[Ended] = []
    second: list[Ended] = []
    answer = assistant.watched(first.append).watched(second.append).invoke(QUESTION)
    assert first == second
    assert [each.answer for each in first] == [answer]
    (ended,) = first
    assert ended.error is None and ended.began <= ended.ended
    assert {each.name for each in ended.parts} == set(answer.timings_ms) - {"total"}


def test_the_assistant_itself_stays_unwatched(assistant: Assistant) -> None:
    told: list[Ended] = []
    assistant.watched(told.append)
    assistant.invoke(QUESTION)
    assert told == []


def test_an_error_is_told_and_raised(assistant: Assistant) -> None:
    told: list[Ended] = []
    with pytest.raises(QuestionError) as caught:
        assistant.watched(told.append).invoke(" ")
    assert [each.error for each in told] == [caught.value] and told[0].answer is None


def test_search_gives_the_passages_that_an_answer_is_made_from(assistant: Assistant) -> None:
    found = assistant.search(QUESTION)
    answer = assistant.invoke(QUESTION)
    assert [(each.url, each.start, each.end, each.score) for each in found.passages] == [
        (each.url, each.start, each.end, each.score) for each in answer.retrieved
    ]
    assert found.snapshot == answer.snapshot
    assert [each.n for each in found.passages] == [1, 2]


def test_passages_are_exact_quotes_of_their_version(assistant: Assistant, bench: Bench) -> None:
    for each in assistant.search("stone").passages:
        assert bench.store.version_text(each.page_version)[each.start : each.end] == each.quote


def test_search_gives_as_many_as_are_asked_for(assistant: Assistant) -> None:
    assert len(assistant.search(QUESTION, top_k=1).passages) == 1


def test_search_refuses_what_cannot_be_asked(assistant: Assistant, tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="empty"):
        assistant.search(" ")
    empty = Library(Store(tmp_path / "none"))
    with pytest.raises(NoSnapshotError):
        Assistant(assistant.settings, empty, HashEmbedder()).search(QUESTION)
