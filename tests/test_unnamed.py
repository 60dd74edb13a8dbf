"""Which thing it was, and sentences that leave it without a name."""

import pytest

from assistant.unnamed import asked_which, leaves_unnamed


@pytest.mark.parametrize(
    ("question", "words", "other"),
    [
        ("Which newspaper revealed it?", "newspaper revealed it", False),
        ("From which other ports do they come?", "ports do they", True),
        ("What technology does it use?", "technology does it", False),
        ("Which is it?", "", False),
        ("What kinds of boats are there?", "", False),
        ("Who runs it?", "", False),
    ],
)
def test_the_words_behind_which(question: str, words: str, other: bool) -> None:
    assert asked_which(question) == (words, other)


@pytest.mark.parametrize(
    ("sentence", "words", "other"),
    [
        ("It came out after a newspaper revealed it in 2021.", "newspaper revealed it", False),
        ("They were brought back from an island colony.", "island were the", False),
        ("He could have drawn with a rook move on move 33.", "rook move would", False),
        ("It will be compared with schemes in other ports.", "ports will be", True),
    ],
)
def test_a_thing_among_others_is_left_unnamed(sentence: str, words: str, other: bool) -> None:
    assert leaves_unnamed([sentence], words, other)


@pytest.mark.parametrize(
    ("sentence", "words", "other"),
    [
        ("The newspaper revealed it.", "newspaper revealed it", False),
        ("It was revealed by a newspaper, the Post.", "newspaper revealed it", False),
        ("It was revealed by a newspaper called the Post.", "newspaper revealed it", False),
        ("It was measured on a global scale.", "scale would scientists", False),
        ("The Post is a newspaper of the coast.", "newspaper revealed it", False),
        ("The Post, a newspaper of the coast, revealed it.", "newspaper revealed it", False),
        ("It provides loans at an interest rate of 1.5 per cent.", "interest rate does", False),
        ("It was a colony on an island of Hulm.", "island were the", False),
        ("It has schemes in other ports, Limmen and Harl.", "ports will be", True),
        ("The Post revealed it.", "newspaper revealed it", False),
        ("An act was passed.", "act", False),
    ],
)
def test_a_known_or_named_thing_is_not(sentence: str, words: str, other: bool) -> None:
    assert not leaves_unnamed([sentence], words, other)


def test_one_sentence_that_names_it_is_enough() -> None:
    told = ["A newspaper revealed it.", "The newspaper was the Post."]
    assert not leaves_unnamed(told, "newspaper revealed it", False)
