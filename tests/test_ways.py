"""How to join or apply, and what may tell it."""

import pytest

from assistant.ways import asks_to_join, may_tell_way


@pytest.mark.parametrize(
    "question",
    [
        "How can our company join the consortium?",
        "how do i apply",
        "How could a small firm sign up?",
        "How can companies get involved?",
        "How do I become a member?",
        "Tell me how to register.",
    ],
)
def test_a_way_to_join_is_asked_for(question: str) -> None:
    assert asks_to_join(question)


@pytest.mark.parametrize(
    "question",
    [
        "How many schools take part?",
        "How did the army get involved?",
        "When can we join?",
        "How does NIIMBL join cells and tissue?",
        "Who may apply?",
    ],
)
def test_no_way_to_join_is_asked_for(question: str) -> None:
    assert not asks_to_join(question)


@pytest.mark.parametrize(
    "sentence",
    ["Membership is open to all.", "Contact the office.", "To apply, write to us.", "Fill in R7."],
)
def test_a_sentence_may_tell_a_way(sentence: str) -> None:
    assert may_tell_way(sentence)


def test_looking_forward_to_something_is_no_way_to_join() -> None:
    assert not may_tell_way("We look forward to working together to build a supply chain.")
