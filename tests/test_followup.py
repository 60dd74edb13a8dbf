"""Follow-ups are resolved against the user's own earlier questions."""

import pytest

from assistant.answer import Turn
from assistant.followup import Standalone, depends, standalone, strip_courtesy
from assistant.names import Names

NAMES = Names(["America Makes grows. BioFab USA grows. NIIMBL grows. ARMI grows. FDA grows."])


def resolve(question: str, *before: str) -> Standalone:
    history = [
        turn
        for each in before
        for turn in (Turn(role="user", content=each), Turn(role="assistant", content="NIST says."))
    ]
    return standalone(question, history, NAMES)


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("What is BioFab USA?", "Who runs it?", "Who runs BioFab USA?"),
        ("What is NIIMBL?", "What are its goals?", "What are NIIMBL’s goals?"),
        ("Who runs BioFab USA?", "And America Makes?", "Who runs America Makes?"),
        ("Who runs BioFab USA?", "What about NIIMBL?", "Who runs NIIMBL?"),
        ("What is NIIMBL?", "Thanks! Who funds it?", "Who funds NIIMBL?"),
        ("When did FDA fund the study by ARMI?", "What did it show?",
         "What did the study by ARMI show?"),
        ("who paid for the new footbridge", "how long is it", "how long is the new footbridge"),
        ("How many boats did ARMI buy in 2024?", "And in 2023?",
         "How many boats did ARMI buy in 2023?"),
        ("How many boats did ARMI buy in 2024?", "what about the year before",
         "How many boats did ARMI buy in 2023?"),
        ("Who chairs the board of ARMI?", "and that of NIIMBL?", "Who chairs the board of NIIMBL?"),
        ("Who chairs ARMI?", "No, I meant NIIMBL", "Who chairs NIIMBL?"),
        ("When was the old school built?", "sorry, the new one",
         "When was the old school built (the new one)?"),
        ("When was the old school built?", "I was asking about the roof",
         "When was the old school built (the roof)?"),
        ("Which boats does ARMI own?", "Which of them are blue?",
         "Which of them are blue (boats does ARMI own)?"),
        ("When was the bridge closed?", "Who closed it?", "Who closed the bridge?"),
        ("When did the new plan by ARMI start?", "Who runs it?", "Who runs the new plan by ARMI?"),
        ("When was the school a mill?", "Who ran it?", "Who ran it (the school a mill)?"),
        ("What study did FDA fund?", "Where can I read it?", "Where can I read the study?"),
        ("Which old boats has ARMI sold?", "Who bought them?", "Who bought the old boats?"),
        ("How many small boats does ARMI have?", "Who built them?", "Who built the small boats?"),
        ("How many boats are there?", "What are their names?", "What are the boats’ names?"),
        ("How many years does ARMI plan for?", "Who runs it?", "Who runs ARMI?"),
        ("What aim does NIIMBL have?", "Who runs it?", "Who runs NIIMBL?"),
        ("In what year did ARMI start?", "Who runs it?", "Who runs ARMI?"),
        ("What year did ARMI start?", "Who runs it?", "Who runs ARMI?"),
    ],
)  # fmt: skip
def test_follow_up_is_made_to_stand_alone(before: str, question: str, expected: str) -> None:
    assert resolve(question, before).text == expected


def test_first_question_stands_as_it_is() -> None:
    assert resolve("Who runs it?") == Standalone("Who runs it?", "Who runs it?")


def test_question_of_its_own_is_left_alone_and_knows_the_one_before() -> None:
    found = resolve("How many drugs are on the FDA shortage list?", "What is BioFab USA?")
    assert found.text == found.asked == "How many drugs are on the FDA shortage list?"
    assert found.context == "What is BioFab USA?"


def test_at_most_two_questions_are_added() -> None:
    found = resolve("Why?", "Which boats are blue?", "Who paints them?", "With brushes?")
    assert found.text == "Why (With brushes (paints them))?"
    assert (found.bare, found.context) == ("", "With brushes (paints them)?")


@pytest.mark.parametrize("question", ["Since when?", "What for?", "how?", "by whom", "And why?"])
def test_a_question_without_words_of_its_own_is_no_topic(question: str) -> None:
    first = "Is FDA a member of NIIMBL?"
    found = resolve("where?", first, question)
    assert found.text == "where (FDA a member of NIIMBL)?"
    assert found == resolve("where?", first)


def test_a_topic_gives_way_to_what_the_question_before_ends_with() -> None:
    found = resolve("How do I use them?", "How does ARMI work?", "Tell me about the new commands")
    assert found.text == "How do I use the new commands?"


def test_new_topic_leaves_the_history_behind() -> None:
    found = resolve("New topic: what is ARMI?", "What is NIIMBL?")
    assert (found.text, found.context) == ("what is ARMI?", "")


def test_topic_is_carried_through_several_turns() -> None:
    found = resolve("Who runs it?", "What is BioFab USA?", "Where does it work?")
    assert found.text == "Who runs BioFab USA?"


def test_words_of_the_assistant_are_never_taken_as_the_topic() -> None:
    assert "NIST" not in resolve("Who runs it?", "What is BioFab USA?").text


def test_same_history_gives_the_same_question() -> None:
    assert resolve("And it?", "What is NIIMBL?") == resolve("And it?", "What is NIIMBL?")


@pytest.mark.parametrize(
    "question", ["Who runs it?", "Why?", "And ARMI?", "What about their goals?", "Since when?"]
)
def test_question_leans_on_the_one_before(question: str) -> None:
    assert depends(question, NAMES)


@pytest.mark.parametrize(
    "question",
    ["Are there any drugs on the shortage list?", "Is it true that the FDA funds BioFab USA?",
     "Which drugs that are short are made by ARMI?", "Something else: what is it?",
     "Can the western depot repair blue boats when they leak?", "What is ARMI?"],
)  # fmt: skip
def test_question_stands_on_its_own(question: str) -> None:
    assert not depends(question, NAMES)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Thanks so much! What is ARMI?", "What is ARMI?"),
        ("Hi, ok. What is ARMI?", "What is ARMI?"),
        ("thanks", "thanks"),
        ("", ""),
    ],
)
def test_courtesy_is_taken_off_and_nothing_else(question: str, expected: str) -> None:
    assert strip_courtesy(question) == expected


def test_a_question_that_leans_knows_the_answer_before() -> None:
    history = [
        Turn(role="user", content="What is BioFab USA?"),
        Turn(role="assistant", content="BioFab USA is an institute. [1]"),
    ]
    assert standalone("What did it show?", history, NAMES).said == "BioFab USA is an institute. [1]"
    assert standalone("How many drugs are short in 2023?", history, NAMES).said == ""


PAIR = "The office has two depots, the western depot at Cull and the eastern depot at Orr. [1]"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When was the latter built?", "When was the eastern depot at Orr built?"),
        ("when was the first one built", "when was the western depot at Cull built"),
        ("And the second one?", "And the eastern depot at Orr (depots does the office have)?"),
    ],
)
def test_the_latter_is_what_the_answer_before_named_last(question: str, expected: str) -> None:
    history = [
        Turn(role="user", content="Which depots does the office have?"),
        Turn(role="assistant", content=PAIR),
    ]
    assert standalone(question, history, NAMES).text == expected


def test_a_pronoun_stands_for_the_whole_thing_not_for_a_name_inside_it() -> None:
    names = Names(["NIIMBL", "the 3D printing of it"])
    funded = [Turn(role="user", content="Who funded the 3D study?")]
    assert standalone("When was it?", funded, names).text == "When was the 3D study?"
    did = [Turn(role="user", content="Who did the 3D study?")]
    assert standalone("When was it?", did, names).text == "When was it (the 3D study)?"


def test_a_date_is_none_of_the_two_things_that_the_answer_before_named() -> None:
    said = "BioFab USA has worked with America Makes since 9 May 2011."
    names = Names([said])
    assert "9 May 2011" in list(names)
    history = [
        Turn(role="user", content="Who works together?"), Turn(role="assistant", content=said)
    ]  # fmt: skip
    assert standalone("Who funds the latter?", history, names).text == "Who funds America Makes?"


def test_the_other_one_is_the_one_not_asked_about() -> None:
    history = [
        Turn(role="user", content="How big is the eastern depot?"),
        Turn(role="assistant", content=PAIR),
    ]
    found = standalone("How big is the other one?", history, NAMES)
    assert "the western depot at Cull" in found.text


@pytest.mark.parametrize(
    "question", ["When was the latter built?", "Is the first time free?", "Who was the last king?"]
)
def test_a_pointer_at_nothing_is_left_alone(question: str) -> None:
    assert question.rstrip("?") in resolve(question, "What is NIIMBL?").text


@pytest.mark.parametrize(
    "question",
    ["thanks", "Thank you so much!", "ok great, thanks", "hi", "Good morning", "got it."],
)
def test_small_talk_asks_nothing_whatever_was_asked_before(question: str) -> None:
    assert resolve(question, "Who runs BioFab USA?") == Standalone(question, question)


@pytest.mark.parametrize("talk", ["hi", "thanks", "what can you do?", "why?"])
def test_what_says_nothing_is_left_out_of_the_history(talk: str) -> None:
    assert resolve("tell me about 3D printing", talk).text == "tell me about 3D printing"
    assert resolve("Who runs it?", "What is NIIMBL?", "thanks").text == "Who runs NIIMBL?"


def test_the_answer_to_small_talk_is_none_to_lean_on() -> None:
    history = [
        Turn(role="user", content="Who runs BioFab USA?"),
        Turn(role="assistant", content="ARMI and NIIMBL do. [1]"),
        Turn(role="user", content="thanks"),
        Turn(role="assistant", content="Please ask a full question."),
    ]
    assert standalone("What else?", history, NAMES).said == "ARMI and NIIMBL do. [1]"
    assert standalone("Who funds the latter?", history, NAMES).text == "Who funds NIIMBL?"


def test_a_thing_asked_about_as_a_whole_leans_on_nothing() -> None:
    assert not depends("tell me about 3D printing", NAMES)
    assert depends("tell me about it", NAMES)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What's the difference between them?",
         "What's the difference between NIIMBL and America Makes?"),
        ("compare the two", "compare NIIMBL and America Makes"),
        ("What lies between the two of them?", "What lies between NIIMBL and America Makes?"),
    ],
)  # fmt: skip
def test_both_are_the_two_things_asked_about_last(question: str, expected: str) -> None:
    before = ("Who runs ARMI?", "Who funds NIIMBL?", "And America Makes?")
    assert resolve(question, *before).text == expected


def test_both_of_one_thing_are_left_alone() -> None:
    found = resolve("What's the difference between them?", "Who runs ARMI?")
    assert "between them" in found.text


def test_a_month_is_nothing_that_it_stands_for() -> None:
    asked = "Does it cover drugs?"
    assert resolve(asked, "What happened in May 2023?").text.startswith("Does it cover drugs (")
    assert (
        resolve(asked, "What happened at the Moor Fair?").text == "Does the Moor Fair cover drugs?"
    )


def test_the_details_of_an_overview_may_be_quoted_from_it_again() -> None:
    assert resolve("Who runs it?", "Tell me about NIIMBL").said == ""
    assert resolve("What else?", "Tell me about NIIMBL").said == "NIST says."
    assert resolve("Who runs it?", "What is NIIMBL?").said == "NIST says."


def test_there_is_no_part_of_what_was_asked_about() -> None:
    assert resolve("Since when?", "Are there boats?").text == "Since when (boats)?"
