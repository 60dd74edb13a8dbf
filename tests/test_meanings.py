"""Terms whose meaning is asked for, and sentences that may give it."""

import pytest

from assistant.meanings import asked_term, asked_thing, may_define, named_in_passing


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("What is meant by distributed manufacturing?", "distributed manufacturing"),
        ("What does the law mean by a “digital map”?", "digital map"),
        ("What does the term “Valley of Death” mean?", "Valley of Death"),
        ("meaning of SoH", "SoH"),
        ("Define the stockpile.", "stockpile"),
        ("What does NIIMBL do?", ""),
        ("What do you mean to do about it?", ""),
    ],
)
def test_the_term_is_what_the_question_wants_explained(question: str, term: str) -> None:
    assert asked_term(question) == term


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("What exactly is a digital stockpile?", "digital stockpile"),
        ("whats geomatics", "geomatics"),
        ("What is norovirus?", "norovirus"),
        ("What are the stray lines?", ""),
        ("What is needed?", ""),
        ("What is the aim?", ""),
        ("What is NIIMBL?", ""),
        ("What is available for small firms in town?", ""),
    ],
)
def test_a_thing_without_a_name_is_to_be_explained(question: str, thing: str) -> None:
    assert asked_thing(question) == thing


@pytest.mark.parametrize(
    "sentence",
    [
        "A stockpile is a store for emergencies.",
        "Digital stockpiles, in this plan, are files of designs.",
        "Stockpile: a store for emergencies",
        "A stockpile (a store for emergencies) was built.",
        "Stores for emergencies, called stockpiles, were built.",
        "Stockpile | a store for emergencies",
        "The law defines a stockpile by its size.",
        "It has stockpiles, stores of goods that are kept for emergencies.",
    ],
)
def test_a_sentence_may_give_the_meaning(sentence: str) -> None:
    assert may_define(sentence, "stockpile")


@pytest.mark.parametrize(
    "sentence",
    [
        "Networks enable the use of digital stockpiles.",
        "It is dear.",
        "Bridging the ‘Valley’ (2020)",
    ],
)
def test_a_sentence_that_only_uses_a_term_gives_no_meaning(sentence: str) -> None:
    assert not may_define(sentence, "stockpile")


@pytest.mark.parametrize(
    "sentence",
    [
        "The club takes part in the Open Boat Week.",
        "It was shown at the Open Boat Week and in town, and after the “Open Boat Week” too.",
        "Ask at the Open Boat Week for a form.",
        "The Regatta and the open boat week, but no race.",
    ],
)
def test_a_name_behind_a_preposition_alone_is_named_in_passing(sentence: str) -> None:
    assert named_in_passing(sentence, "Open Boat Week")


@pytest.mark.parametrize(
    "sentence",
    [
        "The Open Boat Week is in May.",
        "It is part of the Open Boat Week (OBW).",
        "It is part of the Open Boat Week, a meeting of rowers.",
        "The aim of the Open Boat Week is peace.",
        "Boats of the Open Boat Weekend.",
        "Come to the Open Boat Week. The Open Boat Week takes place in May.",
        "Nothing of it.",
    ],
)
def test_a_name_of_which_something_may_be_told_is_not_named_in_passing(sentence: str) -> None:
    assert not named_in_passing(sentence, "Open Boat Week")
