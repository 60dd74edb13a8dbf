"""What a question asks for, and sentences that hold such a thing."""

import pytest

from assistant.kinds import Kind, Wanted, wanted


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What does NIIMBL stand for?", "expansion"),
        ("What does MOU mean?", "expansion"),
        ("What is the phone number of FDA?", "contact"),
        ("How much does membership cost?", "money"),
        ("How long does it take?", "duration"),
        ("How many drugs are short?", "number"),
        ("What percentage of drugs is short?", "percent"),
        ("When was the study funded?", "date"),
        ("In what year was the MOU signed?", "date"),
        ("And when does it open?", "date"),
        ("NIIMBL founding year", "date"),
        ("publication date of the report", "date"),
        ("the date of the opening", "date"),
        ("founder of NIIMBL", "other"),
        ("What happens when supplies get low?", "other"),
        ("Can I go when my club is shut?", "yesno"),
        ("What would a small firm pay to join?", "money"),
        ("What is the yearly fee?", "money"),
        ("What does the fee pay for?", "other"),
        ("What are the letters in NIIMBL?", "expansion"),
        ("What do letters in the archive say?", "other"),
        ("Where is BioFab USA located?", "place"),
        ("Who is the director of ARMI?", "person"),
        ("Who manages America Makes?", "organisation"),
        ("Which agency funds it?", "organisation"),
        ("Why did FDA fund a study?", "reason"),
        ("Name two partners", "list"),
        ("What are the goals?", "list"),
        ("What is BioFab USA?", "definition"),
        ("Is FDA a member?", "yesno"),
        ("Tell me more.", "other"),
        ("", "other"),
    ],
)
def test_question_asks_for_its_kind(question: str, kind: Kind) -> None:
    assert wanted(question).kind == kind


@pytest.mark.parametrize(
    ("kind", "shows", "lacks"),
    [
        ("date", "In May 2023, FDA acted.", "FDA acted at once."),
        ("date", "Reports come within four weeks.", "Reports come in four parts."),
        ("date", "It is counted every fifth year.", "It is counted by each member."),
        ("number", "A network of 16 institutes.", "A network of institutes."),
        ("number", "It has 2000 boats.", "It was in 2000 as well."),
        ("number", "The institutes share one goal.", "The institutes share goals."),
        ("money", "It costs $5 a month.", "It costs a lot of 5."),
        ("duration", "It takes three years.", "It takes a while."),
        ("percent", "Some 10% of drugs.", "Some of 10 drugs."),
        ("contact", "Write to a@b.org.", "Write to us."),
        ("expansion", "A Memorandum of Understanding (MOU).", "A memorandum (note)."),
        ("place", "It is in Maryland.", "It is far away."),
        ("person", "It is led by Jane Smith.", "it is led by people."),
        ("person", "Ada O’Neill-McCoy led it.", "It was led by BoatFab USA."),
        ("person", "Ada B. Holm leads it.", "The Advanced Rowing Institute leads it."),
        ("organisation", "It is run by ARMI.", "it is run by people."),
    ],
)
def test_sentence_shows_the_kind_or_lacks_it(kind: Kind, shows: str, lacks: str) -> None:
    assert Wanted(kind).checkable
    assert Wanted(kind).shown_in(shows)
    assert not Wanted(kind).shown_in(lacks)


@pytest.mark.parametrize("kind", ["definition", "reason", "list", "yesno", "other"])
def test_kind_that_no_pattern_can_tell_is_never_denied(kind: Kind) -> None:
    assert not Wanted(kind).checkable
    assert Wanted(kind).shown_in("anything")


@pytest.mark.parametrize(
    ("question", "shows", "lacks"),
    [
        ("How many boats are there?", "It owns 1,950 boats.", "It made 3D boats in 1950."),
        ("How many people fell ill?", "40 people fell ill.", "COVID-19 came in March 2020."),
        ("Who is the director of America Makes?", "Its director is Ada Wing.",
         "Run by the National Center, America Makes grew."),
        ("Who runs BioFab USA?", "BioFab USA is run by ARMI.", "The network holds BioFab USA."),
        ("Where is BioFab USA based?", "It is in Manchester.", "People at BioFab USA know."),
        ("What does the term biofabrication mean?", "Biofabrication means growing tissue.",
         "Read our report on biofabrication"),
    ],
)  # fmt: skip
def test_what_the_question_has_already_does_not_answer_it(
    question: str, shows: str, lacks: str
) -> None:
    assert wanted(question).checkable
    assert wanted(question).shown_in(shows)
    assert not wanted(question).shown_in(lacks)
