"""Messages with several questions are taken apart, others are left whole."""

import pytest

from assistant.parts import MOST_PARTS, compared, parts


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("What is BioFab USA? Who runs it today?", ["What is BioFab USA?", "Who runs it today?"]),
        ("What is BioFab USA and who manages America Makes?",
         ["What is BioFab USA", "who manages America Makes?"]),
        ("Who ran the study & where is it kept?", ["Who ran the study", "where is it kept?"]),
        ("When was the study funded, and why was the MOU signed?",
         ["When was the study funded", "why was the MOU signed?"]),
        ("Which body runs BioFab USA, and with which techniques does it work?",
         ["Which body runs BioFab USA", "with which techniques does it work?"]),
        ("I read about BioFab USA. Who runs it, and what does it make?",
         ["I read about BioFab USA. Who runs it",
          "I read about BioFab USA. what does it make?"]),
    ],
)  # fmt: skip
def test_each_question_becomes_a_part_in_order(message: str, expected: list[str]) -> None:
    assert parts(message) == expected


@pytest.mark.parametrize(
    "message",
    [
        "What is BioFab USA?",
        "Which institutes serve industry and academia?",
        "What are the safety and quality goals?",
        "Tell me about NIIMBL and which groups fund it.",
        "BioFab USA is new. Who runs BioFab USA?",
        "Who is it? Tell me more.",
        "",
        " ",
        "?",
    ],
)
def test_message_that_asks_one_thing_stays_whole(message: str) -> None:
    assert parts(message) == [message]


def test_message_with_too_many_questions_stays_whole() -> None:
    message = " ".join(f"What is institute {n}?" for n in range(MOST_PARTS + 1))
    assert parts(message) == [message]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What's the difference between BioFab USA and NIIMBL?", ["BioFab USA", "NIIMBL"]),
        ("Whats the difference between a MOU and a CRADA", ["a MOU", "a CRADA"]),
        ("Is there any difference between NIST and the National Ocean Bureau?",
         ["NIST", "the National Ocean Bureau"]),
        ("How is NIIMBL different from America Makes?", ["NIIMBL", "America Makes"]),
        ("How does ARMI differ from NCDMM?", ["ARMI", "NCDMM"]),
        ("America Makes vs. NIIMBL", ["America Makes", "NIIMBL"]),
        ("Compare BioFab USA with America Makes.", ["BioFab USA", "America Makes"]),
    ],
)  # fmt: skip
def test_a_difference_is_told_by_what_each_of_two_named_things_is(
    question: str, names: list[str]
) -> None:
    assert compared(question) == [f"What is {name}?" for name in names]


@pytest.mark.parametrize(
    "question",
    [
        "What is the difference between the cheaper and the dearer product?",
        "How is NIIMBL different from before?",
        "how many calls came in 2010 vs 2020",
        "What does NIIMBL do compared with America Makes?",
        "Is the difference between NIIMBL and America Makes large, and why?",
        "What is NIIMBL?",
        "",
    ],
)
def test_other_questions_compare_no_two_named_things(question: str) -> None:
    assert compared(question) == []
