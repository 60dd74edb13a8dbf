"""The likeliest sentences are read again by the larger reader."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.crossencoder import OnnxReader, Reader, packaged_readers, second_reader
from assistant.features import HOPELESS, NAMES, NOT_READ, Candidate
from assistant.find import Finder
from assistant.followup import Standalone
from assistant.index import SentenceRef
from assistant.read import packaged_weights
from assistant.rereading import IN_REACH, READ_AGAIN, Rereader, likeliest
from assistant.retrieve import Hit, QueryEmbedder
from corpus.errors import ModelError
from tests.fakes import HashEmbedder, index_of

AS_EXPECTED = np.array([0.5, 0.4, 0.7])  # offset, slope, share
PAGE = " ".join(f"Pier {number} was built by the harbour office." for number in range(10))


class Second:
    """A reader that says `surprise` more than expected of whatever has `word`."""

    def __init__(self, word: str = "", surprise: float = 0.0, first: float = 2.0) -> None:
        self.word, self.surprise, self.first = word, surprise, first
        self.read: list[str] = []

    def logits(self, question: str, sentences: Sequence[str]) -> NDArray[np.float64]:
        self.read += sentences
        expected = AS_EXPECTED[0] + AS_EXPECTED[1] * self.first
        return np.array([expected + self.surprise * (self.word in each) for each in sentences])


@pytest.fixture
def found(tmp_path: Path) -> list[Candidate]:
    """Ten candidates whose logit is 2; the last two were not read."""
    index = index_of(tmp_path, PAGE)
    page, hit = index.snapshot.pages[0], Hit(index.snapshot.passages[0], 0.5, 0.5, 0.5)
    read = [Candidate(SentenceRef(page, n), hit, np.zeros(len(NAMES)), 2.0) for n in range(10)]
    return [*read[:8], *(replace(each, logit=NOT_READ) for each in read[8:])]


def test_a_second_logit_as_expected_changes_nothing(found: list[Candidate]) -> None:
    corrected = Rereader(Second(), AS_EXPECTED)("Who built pier 1?", found)
    assert [each.logit for each in corrected] == pytest.approx([each.logit for each in found])


def test_what_the_second_reader_likes_better_than_expected_rises(found: list[Candidate]) -> None:
    corrected = Rereader(Second("Pier 1 ", 3.0), AS_EXPECTED)("Who built pier 1?", found)
    assert corrected[1].logit == pytest.approx(2.0 + 0.7 * 3.0)
    assert [each.ref for each in corrected] == [each.ref for each in found]


def test_only_the_likeliest_are_read_again(found: list[Candidate]) -> None:
    second = Second()
    found[7] = replace(found[7], logit=5.0)
    Rereader(second, AS_EXPECTED)("Who built pier 7?", found)
    assert len(second.read) == READ_AGAIN
    assert "Pier 7" in second.read[0]


def test_what_is_far_below_the_best_is_not_read_again(found: list[Candidate]) -> None:
    best, near, far = 4.0, 4.0 - IN_REACH + 0.1, 4.0 - IN_REACH - 0.1
    logits = [best, far, near, *[far] * 7]
    read = [replace(each, logit=logit) for each, logit in zip(found, logits, strict=True)]
    assert likeliest(read) == [0, 2]


def test_what_was_not_read_is_not_read_again(found: list[Candidate]) -> None:
    unread = [replace(each, logit=NOT_READ) for each in found]
    assert likeliest(unread) == []
    assert Rereader(Second(), AS_EXPECTED)("Who built pier 1?", unread) == unread


def test_nothing_is_read_again_where_all_is_hopeless(found: list[Candidate]) -> None:
    assert likeliest([replace(each, logit=HOPELESS - 0.1) for each in found]) == []
    near = [replace(each, logit=HOPELESS + 0.1) for each in found[:2]]
    assert likeliest([*near, *(replace(each, logit=HOPELESS) for each in found)]) == [0, 1]


def test_a_finder_gives_the_corrected_logits(tmp_path: Path) -> None:
    index = index_of(tmp_path, PAGE)

    def best(again: Rereader | None) -> float:
        finder = Finder(
            QueryEmbedder(HashEmbedder()), Second(first=0.0), packaged_weights(), 10, again=again
        )
        found = finder.find(index, Standalone("Who built it?", "Who built it?"))
        return max(each.logit for each in found.candidates)

    other = Rereader(Second("Pier", 4.0, first=AS_EXPECTED[0]), AS_EXPECTED)
    assert best(other) == pytest.approx(best(None) + 0.7 * 4.0)


def test_the_packaged_second_reader_prefers_the_answer() -> None:
    reader = second_reader()
    assert isinstance(reader, Reader)
    answer, other = reader.logits(
        "When was the club founded?",
        ["Boat club: The club was founded in 1952.", "Boat club: It has 40 boats."],
    )
    assert answer > 0 > other
    assert reader.logits("Anything?", []).shape == (0,)


def test_a_missing_tokenizer_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"gone\.json.*reinstall"):
        OnnxReader(words=tmp_path / "gone.json").logits("Why?", ["Because."])


def test_assistants_of_a_process_share_the_readers() -> None:
    assert packaged_readers(1) is packaged_readers(1)
    assert packaged_readers(1) is not packaged_readers(2)
