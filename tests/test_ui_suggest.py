from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.chain import Assistant
from assistant.library import Library
from corpus.embedder import Embedder
from corpus.store import Store
from ingest.run import Ingest
from ingest.sources import collect
from ppp_settings import Settings
from ui.asking import converse, nearest_quotes
from ui.conversation import Conversation
from ui.suggest import suggestions


@pytest.mark.parametrize(
    "question", ["How many employees does NIIMBL have?", "What is the capital of France?"]
)
def test_what_is_suggested_beside_a_refusal_is_answered(
    assistant: Assistant, question: str
) -> None:
    refusal = assistant.invoke(question)
    assert refusal.refused
    offered = suggestions(assistant, refusal, nearest_quotes(assistant, refusal))
    assert 1 <= len(offered) <= 3 and len(set(offered)) == len(offered)
    assert not any(assistant.invoke(each).refused for each in offered)


def test_the_section_that_came_nearest_is_suggested_first(assistant: Assistant) -> None:
    refusal = assistant.invoke("How many employees does NIIMBL have?")
    offered = suggestions(assistant, refusal, nearest_quotes(assistant, refusal))
    assert offered[0] == "What do the pages say about NIIMBL?"


def test_the_question_that_was_refused_is_not_suggested(assistant: Assistant) -> None:
    refusal = assistant.invoke("How many employees does NIIMBL have?")
    asked = refusal.model_copy(update={"question": "what do the pages say about niimbl?"})
    assert "What do the pages say about NIIMBL?" not in suggestions(
        assistant, asked, nearest_quotes(assistant, refusal)
    )


def test_a_section_that_says_nothing_is_not_suggested(tmp_path: Path, embedder: Embedder) -> None:
    (tmp_path / "club.md").write_text(
        "# Rowing club\n\n## Opening hours\n\nThe boathouse is open from six to nine.\n\n"
        "## Contact\n\nBack to top.\n",
        "utf-8",
    )
    store = Store(tmp_path / "store")
    settings = Settings(store=tmp_path / "store")
    Ingest(settings, store, embedder).run(collect([str(tmp_path / "club.md")]))
    club = Assistant(settings, Library(store), embedder)
    refusal = club.invoke("What does a membership cost?")
    assert refusal.refused
    offered = suggestions(club, refusal, nearest_quotes(club, refusal))
    assert offered == ["What do the pages say about Opening hours?"]


def test_suggestions_are_asked_unseen_by_watchers(
    assistant: Assistant,
) -> None:
    seen: list[object] = []
    watched = assistant.watched(seen.append)
    refusal = watched.invoke("How many employees does NIIMBL have?")
    assert suggestions(watched, refusal, nearest_quotes(watched, refusal))
    assert len(seen) == 1


class Vanishing(Assistant):
    """The real assistant, whose snapshot goes as soon as it has answered."""

    def stream(self, *given: object) -> Iterator[Answer]:
        yield from super().stream(*given)
        (self.library.store.root / "current").unlink(missing_ok=True)


def club(folder: Path, embedder: Embedder, text: str, **settings: object) -> Assistant:
    (folder / "club.md").write_text(text, "utf-8")
    store = Store(folder / "store")
    given = Settings(store=folder / "store", **settings)
    Ingest(given, store, embedder).run(collect([str(folder / "club.md")]))
    return Assistant(given, Library(store), embedder)


HOURS = "# Rowing club\n\n## {}\n\nThe boathouse is open from six to nine.\n"


def test_a_refusal_is_shown_also_when_the_snapshot_vanishes_after_it(
    tmp_path: Path, embedder: Embedder
) -> None:
    vanishing = club(tmp_path, embedder, HOURS.format("Opening hours"))
    vanishing.__class__ = Vanishing
    *_, talk = converse(vanishing, "What does a membership cost?", Conversation())
    last = talk.exchanges[-1]
    assert last.error is None and last.answer is not None and last.answer.refused
    assert last.nearest and last.suggested == () and not last.growing


def test_nearest_passages_of_a_vanished_snapshot_are_left_out(
    tmp_path: Path, embedder: Embedder
) -> None:
    rowing = club(tmp_path, embedder, HOURS.format("Opening hours"))
    refusal = rowing.invoke("What does a membership cost?")
    (rowing.library.store.root / "current").unlink()
    assert refusal.nearest and nearest_quotes(rowing, refusal) == []


def test_a_heading_too_long_to_ask_about_is_not_suggested(
    tmp_path: Path, embedder: Embedder
) -> None:
    text = HOURS.format("Opening hours of the boathouse, " * 4)
    rowing = club(tmp_path, embedder, text, max_question_chars=100)
    refusal = rowing.invoke("What does a membership cost?")
    assert refusal.refused
    assert suggestions(rowing, refusal, nearest_quotes(rowing, refusal)) == []
