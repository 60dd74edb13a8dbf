import pytest

from assistant.chain import Assistant
from assistant.frames import of_whole_page, unframed


@pytest.mark.parametrize(
    ("framed", "bare"),
    [
        ("According to this page, who runs it?", "Who runs it?"),
        ("Who runs it, according to the FDA page?", "Who runs it?"),
        ("Does the page say who runs it?", "Who runs it?"),
        ("Do the sources mention how many there are?", "How many there are?"),
        ("I would like to know when it opens", "When it opens"),
        ("please tell me which of them is older", "Which of them is older"),
        ("Could you please tell me why it was built?", "Why it was built?"),
        ("What does the FDA page say about the institutes?", "Tell me about the institutes."),
        ("Is there anything about the harbor here?", "Tell me about the harbor."),
        ("Two quick ones: who runs it, and why?", "Who runs it, and why?"),
        ("For our newsletter: is it free?", "Is it free?"),
        ("<p>Who <b>runs</b> it?</p>", "Who runs it?"),
        ("<img src=x onerror=alert(1)>Who runs it?", "Who runs it?"),
        ("where's it based?", "where is it based?"),
        ("whats it for, and when're they due", "what is it for, and when are they due"),
    ],
)
def test_a_frame_that_speaks_of_the_pages_or_the_asking_is_taken_off(
    framed: str, bare: str
) -> None:
    assert unframed(framed) == bare


@pytest.mark.parametrize(
    "question",
    [
        "Tell me about the harbor",
        "Who told the agency about it?",
        "What does the report say about the harbor?",
        "What is on this page?",
        "Do you know the harbor?",
        "According to the agreement, who pays?",
        "Is there a fee?",
        "What does the manager say about the pages?",
        "The harbor club: who runs it?",
        "For the harbor: who pays?",
        "One thing: the harbor",
        "Is the fee < 5 and > 3?",
        "<script>",
        "Whose idea was it, whatsoever?",
    ],
)
def test_a_question_without_such_a_frame_stays_as_it_is(question: str) -> None:
    assert unframed(question) == question


@pytest.mark.parametrize(
    "question",
    [
        "According to this page, who manages America Makes?",
        "Does the page say who manages America Makes?",
        "I'd like to know who manages America Makes",
        "Who manages America Makes, according to the page?",
    ],
)
def test_a_framed_question_is_answered_as_the_bare_one_is(
    assistant: Assistant, question: str
) -> None:
    bare = assistant.invoke("Who manages America Makes?")
    framed = assistant.invoke(question)
    assert framed.citations == bare.citations
    assert framed.confidence == pytest.approx(bare.confidence, abs=0.03)


def test_what_the_page_says_about_a_thing_is_answered_and_about_another_refused(
    assistant: Assistant,
) -> None:
    assert not assistant.invoke("What does the page say about NIIMBL?").refused
    assert assistant.invoke("What does the page say about vaccines for cats?").refused


def test_a_list_of_the_pages_own_headings_is_quoted_only_for_a_question_on_the_page(
    assistant: Assistant,
) -> None:
    about = assistant.invoke("Tell me about partnering for pandemic response.")
    assert not any(each.quote.startswith("On this page") for each in about.citations)
    listed = assistant.invoke("Which sections are on this page?")
    assert any(each.quote.startswith("On this page") for each in listed.citations)


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("What is this page about?", True),
        ("what's the site all about", True),
        ("Please summarize this page.", True),
        ("Give me a short overview of the FDA page", True),
        ("What does this page cover?", True),
        ("What does this page say about NIIMBL?", False),
        ("What is the consortium about?", False),
        ("Which page is about NIIMBL?", False),
    ],
)
def test_a_question_about_a_page_as_such_is_told_from_others(question: str, whole: bool) -> None:
    assert of_whole_page(question) == whole
