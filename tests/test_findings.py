"""What a report or a test showed, and what may tell it."""

import pytest

from assistant.findings import asks_for_findings, may_tell_findings


@pytest.mark.parametrize(
    "question",
    ["What did the study show?", "what does the bill say", "What did the poll of 2016 reveal?"],
)
def test_findings_are_asked_for(question: str) -> None:
    assert asks_for_findings(question)


@pytest.mark.parametrize(
    "question", ["What did FDA fund?", "Who says so?", "What shows that it works?", ""]
)
def test_no_findings_are_asked_for(question: str) -> None:
    assert not asks_for_findings(question)


@pytest.mark.parametrize(
    "sentence",
    [
        "The study shows successes and key lessons learned.",
        "Nine in ten of the answers were given at once: the trial has paid for itself.",
        "It found no virus.",
    ],
)
def test_a_sentence_may_tell_findings(sentence: str) -> None:
    assert may_tell_findings(sentence)


@pytest.mark.parametrize(
    "sentence", ["A poll was taken in 2016.", "A further bill, on lettings, was tabled."]
)
def test_that_there_was_a_poll_tells_none(sentence: str) -> None:
    assert not may_tell_findings(sentence)
