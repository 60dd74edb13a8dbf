import pytest

from assistant.things import last_thing, thing_asked_of


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("When did it fund the study by ARMI?", "the study by ARMI"),
        ("who paid for the new footbridge", "the new footbridge"),
        ("When was the bridge closed?", "the bridge"),
        ("And since when has the plan been funded?", "the plan"),
        ("In what year did the club start?", "the club"),
        ("When was the school a mill?", ""),
        ("Who runs ARMI?", ""),
        ("", ""),
    ],
)
def test_the_thing_that_a_question_ends_with(question: str, thing: str) -> None:
    assert last_thing(question) == thing


@pytest.mark.parametrize(
    ("question", "pronoun", "thing"),
    [
        ("What study did FDA fund?", "it", "the study"),
        ("What study did FDA fund?", "them", ""),
        ("Which old boats has ARMI sold?", "them", "the old boats"),
        ("Which old boats has ARMI sold?", "they", ""),
        ("How many small boats does ARMI have?", "They", "the small boats"),
        ("How many boats are there?", "their", "the boats"),
        ("How many boats are there?", "it", ""),
        ("How many years has it run?", "they", ""),
        ("What year did it start?", "it", ""),
    ],
)
def test_what_was_asked_of_is_what_a_pronoun_of_its_number_stands_for(
    question: str, pronoun: str, thing: str
) -> None:
    assert thing_asked_of(question, pronoun) == thing
