"""Answers as text for a terminal."""

import pytest

from assistant.answer import Answer, Dropped
from assistant.chain import Assistant
from assistant.render import failure_note, render, visible
from corpus.snapshot import Snapshot


@pytest.fixture
def snapshot(assistant: Assistant) -> Snapshot:
    """The snapshot that the assistant serves."""
    return assistant.library.current().snapshot


def test_answer_shows_marks_then_title_section_quote_and_link(
    assistant: Assistant, snapshot: Snapshot
) -> None:
    answer = assistant.invoke("What is BioFab USA?")
    blocks = render(answer, snapshot).split("\n\n")
    assert blocks[0] == answer.text
    assert len(blocks) == 1 + len(answer.citations)
    first, citation = blocks[1].split("\n"), answer.citations[0]
    assert first[0].startswith("[1] Public-Private Partnerships › ")
    assert first[0].endswith(" › BioFab USA")
    assert first[1:] == [f"    “{citation.quote}”", f"    {citation.link}"]


def test_refusal_lists_the_nearest_passages_as_not_answering(
    assistant: Assistant, snapshot: Snapshot
) -> None:
    answer = assistant.invoke("What is the capital of Mongolia?")
    assert answer.refused
    text = render(answer, snapshot)
    assert text.startswith(f"{answer.text}\n\nNearest passages (they do not answer the question):")
    assert text.count("    https://www.fda.gov/") == len(answer.nearest) > 0
    assert "#" not in text.replace("#:~:", "")


def test_nearest_of_another_snapshot_are_shown_without_words(
    assistant: Assistant, snapshot: Snapshot
) -> None:
    answer = assistant.invoke("What is the capital of Mongolia?")
    other = answer.model_copy(update={"snapshot": "other"})
    assert "›" not in render(other, snapshot)
    assert answer.nearest[0].url in render(other, snapshot)


@pytest.mark.parametrize("character", ["\x1b", "\x9b", "\r", "\x07", "\u202e", "\u2067", "\x7f"])
def test_characters_that_steer_a_terminal_are_made_visible(character: str) -> None:
    assert visible(f"a{character}b") == "a\ufffdb"


def test_text_of_any_script_stays_as_it_is() -> None:
    text = "tab\tline\nÜnïcödé 什么 می‌خواهم 👨‍👩‍👧 “quote” ›"
    assert visible(text) == text


def answer_without(dropped: Dropped) -> Answer:
    return Answer(
        question="q", standalone_question="q", refused=False, text="t", confidence=1.0,
        snapshot="s", model="openai:small", dropped=[dropped],
    )  # fmt: skip


def test_a_failed_model_is_told() -> None:
    failed = Dropped(text="", why="the model failed: no answer within 60 s")
    note = failure_note(answer_without(failed))
    assert note is not None
    assert note.startswith("openai:small: the model failed: no answer within 60 s")


def test_other_dropped_sentences_are_no_failure() -> None:
    dropped = Dropped(text="It is 7.", why="7 is in no quote")
    assert failure_note(answer_without(dropped)) is None
