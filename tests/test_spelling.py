"""Only words that nobody knows are mended, and only with words of the pages."""

import pytest

from assistant.spelling import repair

PAGES = frozenset("manufacturing biofabrication pandemic niimbl consortium shortage".split())
KNOWN = frozenset("what is the drug institute moderna make cost".split())


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is manufactring?", "What is manufacturing?"),
        ("the pandemc  shortge!", "the pandemic  shortage!"),
        ("Niimlb", "niimbl"),
        ("What is the institutes drug?", "What is the institutes drug?"),
        ("What is the moderna drug?", "What is the moderna drug?"),
        ("how mcuh does waht cost", "how much does what cost"),
        ("qwertyuiop zzzzzz", "qwertyuiop zzzzzz"),
        ("abc 3D-x pandemic2 COVID-19", "abc 3D-x pandemic2 COVID-19"),
        ("пандемия パンデミック pandémic", "пандемия パンデミック pandémic"),
        ("", ""),
    ],
)
def test_question_is_mended_where_it_must_be(question: str, expected: str) -> None:
    assert repair(question, PAGES, KNOWN) == expected


def test_words_that_questions_are_made_of_need_no_mending() -> None:
    assert repair("What is much?", frozenset(), frozenset()) == "What is much?"


def test_pages_without_words_mend_nothing() -> None:
    assert repair("What is manufactring?", frozenset(), KNOWN) == "What is manufactring?"


def test_nearest_word_does_not_depend_on_the_order_of_a_set() -> None:
    pages = {"shortages", "shortaged"}
    assert repair("shortagex", pages, KNOWN) == "shortaged"


@pytest.mark.parametrize("ending", ["'s", "’s"])
def test_possessive_of_a_mended_word_stays(ending: str) -> None:
    mended = repair(f"What is the cnsortium{ending} goal?", {"consortium", "goal"}, {"what"})
    assert mended == f"What is the consortium{ending} goal?"
