"""Things that are counted: which they are, and how many."""

import pytest

from assistant.counted import (
    asked_members,
    counted_noun,
    counts,
    is_group,
    names_members,
    speaks_of,
)


@pytest.mark.parametrize(
    ("question", "noun"),
    [
        ("Which nine hospitals founded it?", "hospitals"),
        ("What are the 16 regional institutes?", "institutes"),
        ("Can you give me the names of all the institutes in the network?", "institutes"),
        ("Name the two test stands.", "stands"),
        ("Which hospitals founded it?", ""),
        ("How many hospitals founded it?", ""),
        ("What is the name of its director?", ""),
        ("What is the name of the programme for small firms?", ""),
        ("Name the body that has tests.", ""),
        ("List all partners.", "partners"),
        ("Name all sixteen Manufacturing USA institutes.", "institutes"),
        ("What is it?", ""),
    ],
)
def test_members_are_asked_for_where_their_number_is_known_or_names_are_wanted(
    question: str, noun: str
) -> None:
    assert asked_members(question) == noun


@pytest.mark.parametrize(
    "sentence",
    [
        "Nine hospitals founded it: Garnock, Limmer and seven others.",
        "It was founded by nine hospitals, among others Limmer; nine hospitals, the Limmer first.",
        "Garnock, Limmer and Harl are the nine hospitals.",
        "Garnock and Limmer, the two teaching hospitals, founded it.",
        "The nine founding hospitals are listed here.",
        "The hospitals of Garnock founded it.",
        "Garnock founded it.",
    ],
)
def test_a_sentence_may_name_the_members(sentence: str) -> None:
    assert names_members(sentence, "hospitals")


@pytest.mark.parametrize(
    "sentence",
    [
        "Founded by the Board and nine hospitals after the reactor at Grennoch was shut.",
        "It is a network of 9 teaching hospitals.",
        "More than 20 hospitals have joined.",
    ],
)
def test_a_sentence_that_only_counts_the_members_names_none(sentence: str) -> None:
    assert not names_members(sentence, "hospitals")


@pytest.mark.parametrize(
    ("question", "noun"),
    [
        ("How many sharks lived on?", "sharks"),
        ("How many of the sharks lived on?", "sharks"),
        ("how many taxi drivers have joined", "drivers"),
        ("How many people work there?", "people"),
        ("How much is it?", ""),
        ("How many?", ""),
        ("How many does NIIMBL have?", ""),
        ("How many have joined the schemes?", ""),
        ("How many kinds of boats are there?", "kinds"),
    ],
)
def test_a_number_is_wanted_of_a_thing(question: str, noun: str) -> None:
    assert counted_noun(question) == noun


@pytest.mark.parametrize(
    "sentence",
    [
        "Sixty sharks were fitted with transmitters.",
        "60 of the larger and older sharks lived on.",
        "In 2000 no fewer than 12 sharks died.",
        "Animal | sharks | 60",
        "It led in sharks (60).",
        "It led in sharks with 60.",
        "There were 1,388 (0.9%) larger sharks.",
    ],
)
def test_a_sentence_counts_a_thing_by_a_number_near_it(sentence: str) -> None:
    assert counts(sentence, "sharks") and speaks_of(sentence, "sharks")


@pytest.mark.parametrize(
    "sentence",
    [
        "Sharks were fitted with 60 transmitters.",
        "The boat has 60 berths; its crew releases sharks.",
        "A shark was released.",
    ],
)
def test_a_number_of_something_else_counts_no_sharks(sentence: str) -> None:
    assert speaks_of(sentence, "sharks") and not counts(sentence, "sharks")


def test_a_number_beside_another_word_may_count_the_same_thing() -> None:
    assert not speaks_of("60 of the animals lived on.", "sharks")
    assert counts("60 of the animals lived on.", "sharks")
    assert not counts("The animals lived on.", "sharks")


@pytest.mark.parametrize("plural", ["ponies", "boxes", "berths"])
def test_a_plural_is_known_by_its_singular(plural: str) -> None:
    singular = {"ponies": "pony", "boxes": "box", "berths": "berth"}[plural]
    assert speaks_of(f"One {singular} was left.", plural)
    assert counts(f"One {singular} was left.", plural)


@pytest.mark.parametrize(
    ("sentence", "only"),
    [
        ("Any of the nine major allergens.", True),
        ("The nine allergens", True),
        ("Milk, of the nine allergens.", False),
        ("The nine allergens are milk and eight others.", False),
        ("Any of the allergens.", False),
    ],
)
def test_a_group_may_be_all_that_an_item_has(sentence: str, only: bool) -> None:
    assert is_group(sentence, "allergens") is only
