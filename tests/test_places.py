"""Where something is asked to be, and what may say so."""

import pytest

from assistant.places import asks_where, may_say_where


@pytest.mark.parametrize(
    "question",
    [
        "Where is NIIMBL?",
        "and where are they",
        "Tell me where ARMI is headquartered",
        "where was it?",
        "Which states are the institutes in?",
    ],
)
def test_a_place_is_asked_for(question: str) -> None:
    assert asks_where(question)


@pytest.mark.parametrize(
    "question",
    [
        "Where does the money go?",
        "Where can I read it?",
        "Who is where it burns?",
        "What is NIIMBL?",
        "Which states pay for it?",
    ],
)
def test_no_place_of_a_thing_is_asked_for(question: str) -> None:
    assert not asks_where(question)


@pytest.mark.parametrize(
    "sentence",
    [
        "The club meets in Carrick.",
        "The club meets at the Federal School.",
        "It has rooms in the old mill.",
        "Storage takes place at two sites.",
        "Hill | Carrick | 95",
        "The institute is in Newark, Delaware.",
        "Main office: Building 5",
        "Write to https://example.org",
    ],
)
def test_a_place_may_be_told(sentence: str) -> None:
    assert may_say_where(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "It is funded by the National Institute of Standards in the U.S. Department of Commerce.",
        "The FDA is involved in Manufacturing USA Institutes.",
        "The club was founded by 40 members and grows.",
    ],
)
def test_a_body_is_no_place(sentence: str) -> None:
    assert not may_say_where(sentence)
