"""What is said of one body is not said of another whose name is of the same sort."""

from pathlib import Path

import numpy as np
import pytest

from assistant.features import Query
from assistant.index import SentenceRef
from assistant.kinds import wanted
from assistant.namesakes import on_namesake
from tests.fakes import index_of

SNOW = "The Institute for Snow Research (ISR), led by Ada Lind, is in Garnock."


def another(folder: Path, question: str, *sentences: str, heading: str = "Institutes") -> bool:
    page = index_of(folder, f"# Page\n\n## {heading}\n\n{' '.join(sentences)}\n").snapshot.pages[0]
    chosen = [
        SentenceRef(page, number)
        for number, each in enumerate(page.sentences)
        if each.kind == "prose"
    ]
    assert [ref.quote for ref in chosen] == list(sentences)
    return on_namesake(
        Query(question, np.zeros(3), {}, frozenset(), wanted(question)), chosen
    )  # fmt: skip


@pytest.mark.parametrize(
    "question",
    [
        "Where is the Institute for Living Reefs?",
        "Where is the Living Reef Institute?",
        "In which city is the Institute for Living Reefs (ILR) based?",
    ],
)
def test_a_sentence_on_a_namesake_is_told(tmp_path: Path, question: str) -> None:
    assert another(tmp_path, question, SNOW)


@pytest.mark.parametrize(
    "question",
    [
        "Where is the Institute for Snow Research?",
        "Where is ISR?",
        "Where is the institute?",
        "Where is the National Office for Snow?",
        "Where is the Snow Research Institute?",
        "Which body does Garnock house, and is it the Reef Institute or the ISR?",
    ],
)
def test_a_sentence_on_what_is_asked_about_is_not(tmp_path: Path, question: str) -> None:
    assert not another(tmp_path, question, SNOW)


def test_a_heading_or_the_sentence_itself_may_name_what_is_asked_about(tmp_path: Path) -> None:
    question = "Who leads the Institute for Living Reefs?"
    assert not another(tmp_path / "a", question, SNOW, heading="Institute for Living Reefs")
    both = "The Institute for Snow Research led the Institute for Living Reefs until 2014."
    assert not another(tmp_path / "b", question, both)


def test_each_quote_that_shows_what_is_asked_for_must_be_on_another(tmp_path: Path) -> None:
    question = "Who directs the Institute for Living Reefs?"
    own = "The Institute for Living Reefs counts fish."
    assert another(tmp_path / "a", question, own, SNOW)
    assert not another(tmp_path / "b", question, own, SNOW, "It is directed by Bo Ek.")


def test_a_sentence_that_opens_with_no_name_is_on_no_other(tmp_path: Path) -> None:
    assert not another(tmp_path, "Where is the Institute for Living Reefs?", "It is in Garnock.")
