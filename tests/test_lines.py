"""Hard wraps are undone, short lines stay apart, bullets typed by hand are seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.lines import clean, logical_lines, split_bullet
from tests.documents import LINE

WRAPPED = """\
Manufacturing USA is a network of regional institutes, each
with a specialized technology focus. The institutes share one
goal: to secure the future of manufacturing in the country
through innovation, collaboration, and education."""


def test_hard_wrapped_paragraph_becomes_one_line() -> None:
    assert logical_lines(WRAPPED) == [WRAPPED.replace("\n", " ")]


def test_short_lines_stay_apart() -> None:
    address = "Food and Drug Administration\n10903 New Hampshire Ave\nSilver Spring, MD"
    assert logical_lines(address) == address.split("\n")


def test_line_continued_in_lower_case_is_joined() -> None:
    assert logical_lines("This is\ncontinued. Yes:\nthis is not") == [
        "This is continued. Yes:",
        "this is not",
    ]


def test_wrapped_items_are_joined_each_by_itself() -> None:
    text = """\
- Accelerate the translation and adoption of innovations in
biopharmaceutical manufacturing that will positively impact
- Support the development of standards and regulatory science
that will ensure consistent, high quality products, and"""
    assert [each[:12] for each in logical_lines(text)] == ["- Accelerate", "- Support th"]


@pytest.mark.parametrize("begin", ["– in fact –", "5. of May,", "p. 7 says", "(a) or"])
def test_mark_that_wrapped_prose_happens_to_begin_a_line_with_is_no_bullet(begin: str) -> None:
    text = f"The institute was founded a long time ago by people\n{begin} who lived there."
    assert logical_lines(text) == [text.replace("\n", " ")]


@pytest.mark.parametrize(
    ("line", "mark", "words"),
    [
        ("- one", "-", "one"),
        ("* one", "-", "one"),
        ("• one", "-", "one"),
        ("— one", "-", "one"),
        ("5. five", "5.", "five"),
        ("(12) twelve", "(12)", "twelve"),
        ("a) first", "a)", "first"),
    ],
)
def test_bullet_is_parted_from_its_words(line: str, mark: str, words: str) -> None:
    assert split_bullet(line) == (mark, words)


@pytest.mark.parametrize(
    "line",
    ["A. Smith went home", "I. Introduction", "2020. What a year", "-5 degrees", "3.5 percent",
     "e.g. this", "*emphasis*", "-", "a", "", "3D printing", "1,000 people", "U.S. law"],
)  # fmt: skip
def test_ordinary_line_is_no_item(line: str) -> None:
    assert split_bullet(line) is None


@given(st.lists(LINE, min_size=1, max_size=6).map("\n".join))
def test_words_are_never_lost_or_moved(text: str) -> None:
    assert " ".join(logical_lines(text)).split() == clean(text).split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\u00a0b\u2003c\u3000d\u2028e\x85f\tg\x0ch", "a b c d e f g h"),
        ("re\u00adgu\u200bla\ufefftory\x00", "regulatory"),
        ("in\u200dvis\u200cible", "invisible"),
        ("👩\u200d🔬", "👩\u200d🔬"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\ud800lone", "lone"),
        ("  \n ", ""),
    ],
)
def test_clean_keeps_what_is_seen_and_drops_what_is_not(text: str, expected: str) -> None:
    assert clean(text) == expected
