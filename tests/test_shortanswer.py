"""The words that answer are marked inside their quote where there is no doubt which they are."""

import pytest

from assistant.answer import Answer, AnswerSentence
from assistant.shortanswer import short_answer
from tests.test_ui_answer_view import answer, citation
from ui.answer_view import answer_html


def quoted(question: str, *quotes: str) -> Answer:
    text = " ".join(f"{each} [{n}]" for n, each in enumerate(quotes, 1))
    made = answer(list(quotes), text, question=question, standalone_question=question)
    scored = [
        each.model_copy(update={"score": 1 / (place + 1)})
        for place, each in enumerate(made.citations)
    ]
    return made.model_copy(update={"citations": scored})


@pytest.mark.parametrize(
    ("question", "quote", "marked"),
    [
        ("When was the club founded?", "It was founded in May 1952 by two sailors.", "May 1952"),
        ("When did it open?", "The pier opened on June 3, 2019.", "June 3, 2019"),
        ("When did it open?", "The pier opened on 3 June 2019.", "3 June 2019"),
        ("How many boats are there?", "In May 2019 the club had 40 boats.", "40"),
        ("How many members are there?", "There are twelve members of COVID-19 teams.", "twelve"),
        ("How many people live there?", "About 1.2 million people live there.", "1.2 million"),
        ("How much does it cost?", "A day costs $12.50 for two boats.", "$12.50"),
        ("What percentage of boats is new?", "In 2020, 45 percent were new.", "45 percent"),
        ("How long does it last?", "A course lasts six weeks.", "six weeks"),
        ("What is the phone number?", "Call 555-123-4567 before noon.", "555-123-4567"),
        ("What is the email address?", "Write to pier@club.example.", "pier@club.example"),
    ],
)
def test_the_one_thing_asked_for_is_marked(question: str, quote: str, marked: str) -> None:
    found = short_answer(quoted(question, quote))
    assert found is not None
    assert quote[found.start : found.end] == marked
    assert '<strong class="ppp-short">' in answer_html(quoted(question, quote), 0)


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("When was it founded?", "It was planned in 1950 and founded in 1952."),
        ("How many boats are there?", "There are 40 boats and 12 cars."),
        ("How many boats are there?", "One of them left in 2019."),
        ("Why was it founded?", "It was founded in 1952 to teach."),
        ("When was it founded?", "It was founded long ago."),
    ],
)
def test_nothing_is_marked_where_there_is_doubt(question: str, quote: str) -> None:
    assert short_answer(quoted(question, quote)) is None
    assert "ppp-short" not in answer_html(quoted(question, quote), 0)


def test_only_the_best_quote_is_marked() -> None:
    found = short_answer(quoted("When was it founded?", "In 1952.", "Others in 1960."))
    assert found is not None
    assert found.citation == 1


def test_refusals_and_written_sentences_have_none() -> None:
    made = quoted("When was it founded?", "It was founded in 1952.")
    assert short_answer(made.model_copy(update={"mode": "generative"})) is None
    refused = made.model_copy(update={"refused": True, "citations": []})
    assert short_answer(refused) is None


def test_the_words_around_stay_as_they_are() -> None:
    quote = "Founded in 1952, it has <b>40</b> boats."
    html = answer_html(quoted("When was it founded?", quote), 0)
    assert 'Founded in <strong class="ppp-short">1952</strong>&#44; it has' in html
    assert "<b>" not in html


def test_a_sentence_of_two_citations_is_left_alone() -> None:
    made = quoted("When was it founded?", "In 1952.")
    two = AnswerSentence(text="In 1952.", citations=[1, 2], support="quote")
    both = made.model_copy(
        update={"sentences": [two], "citations": [*made.citations, citation(2, "x", score=0.1)]}
    )
    assert "ppp-short" not in answer_html(both, 0)
