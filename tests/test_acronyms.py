"""A name is the same whether a question gives its acronym or its long form."""

import pytest

from assistant.acronyms import Acronyms, acronyms_of, spelled_out

TEXTS = (
    "The Harbor Office for Boats (HOB) works with the Canal Guard.",
    "Members of the Institute for Innovation in Manufacturing Sails (NIIMS) meet (MEET).",
    "National Institute for Innovation in Manufacturing Sails (NIIMS)",
    "It is a Boat Repair Agreement (BRA) (see part 2) of the Northern Water Police.",
)
NAMES = ("Northern Water Police", "Canal Guard", "Harbor Office for Boats")
WORDS = frozenset("the hob niims bra meet canal guard northern water police boat".split())
KNOWN = frozenset("what is the who runs did do".split())


@pytest.fixture
def acronyms() -> Acronyms:
    return acronyms_of(TEXTS, NAMES)


def test_long_forms_are_found_by_their_initials(acronyms: Acronyms) -> None:
    assert acronyms.defined == {
        "harbor office for boats": "HOB",
        "national institute for innovation in manufacturing sails": "NIIMS",
        "boat repair agreement": "BRA",
    }


def test_names_without_an_acronym_have_their_initials(acronyms: Acronyms) -> None:
    assert acronyms.implied == {"nwp": "Northern Water Police"}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who runs the harbor office for boats?", "Who runs the harbor office for boats (HOB)?"),
        ("Who runs the Harbor Office for Boats (HOB)?",
         "Who runs the Harbor Office for Boats (HOB)?"),
        ("What is HOB?", "What is HOB?"),
        ("What did the NWP do?", "What did the Northern Water Police do?"),
        ("what did the n.w.p do", "what did the Northern Water Police do"),
        ("What is XYZ?", "What is XYZ?"),
    ],
)  # fmt: skip
def test_a_question_names_things_as_the_pages_do(
    acronyms: Acronyms, question: str, expected: str
) -> None:
    assert acronyms.resolve(question, WORDS, KNOWN) == expected


def test_initials_of_two_names_name_neither() -> None:
    found = acronyms_of((), ("Northern Water Police", "New Wine Press"))
    assert found.resolve("Who is NWP?", WORDS, KNOWN) == "Who is NWP?"


def test_names_joined_by_and_have_initials_of_their_own() -> None:
    found = acronyms_of((), ("FDA and the Northern Water Police",))
    assert found.implied["nwp"] == "Northern Water Police"
    assert found.implied["fnwp"] == "FDA and the Northern Water Police"


def test_initials_that_are_a_word_are_left_alone() -> None:
    found = acronyms_of((), ("Water Harbor Office",))
    assert found.resolve("who is it", WORDS, KNOWN) == "who is it"


@pytest.mark.parametrize(
    ("acronym", "text"),
    [
        ("HOB", "run by the Harbor Office for Boats since 1999"),
        ("MOU", "a memorandum of understanding with the guard"),
        ("BioFab", "Biomedical Fabrication is one of them"),
        ("NIIMS", "the National Institute for Innovation in Manufacturing Sails"),
    ],
)
def test_an_acronym_is_spelled_out_by_words_in_a_row(acronym: str, text: str) -> None:
    assert spelled_out(acronym, text)


@pytest.mark.parametrize(
    ("acronym", "text"),
    [
        ("FDA", "a study by the FDA and the guard"),
        ("FDA", "in the field of advanced sails"),
        ("FDA", "FDA’s new rules"),
        ("HOB", "boats of Harbor"),
        ("&", "a boat"),
        ("HOB", ""),
    ],
)
def test_an_acronym_is_not_spelled_out_by_itself_or_by_letters_in_words(
    acronym: str, text: str
) -> None:
    assert not spelled_out(acronym, text)
