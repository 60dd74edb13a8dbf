import re

import pytest

from assistant.answer import Answer, AnswerSentence, Citation, Dropped
from assistant.chain import Assistant
from ui.answer_view import answer_html, error_html, excerpt, pending_html, question_html
from ui.asking import converse
from ui.conversation import Conversation

HOSTILE = "<script>alert(1)</script>![x](http://evil.test/x.png) <img src=x onerror=y> $$a$$ **b**"


def citation(n: int, quote: str, **changes: object) -> Citation:
    given = dict(
        n=n, url="https://example.org/a", title="A page", section=["A page", "Part"], quote=quote,
        start=0, end=len(quote), page_version="0" * 64, fetched_at="2026-11-22",
        current_as_of=None, link="https://example.org/a#:~:text=x", score=1.0,
    )  # fmt: skip
    return Citation(**{**given, **changes})


def answer(texts: list[str], text: str, **changes: object) -> Answer:
    sentences = [
        AnswerSentence(text=each, citations=[n], support="quote")
        for n, each in enumerate(texts, start=1)
    ]
    given = dict(
        question="Q?", standalone_question="Q?", refused=False, text=text, sentences=sentences,
        citations=[citation(n, each) for n, each in enumerate(texts, start=1)],
        confidence=0.9, snapshot="abc",
    )  # fmt: skip
    return Answer(**{**given, **changes})


def test_marks_link_to_the_citations_of_their_turn() -> None:
    got = answer_html(answer(["One.", "Two."], "One. [1] Two. [2]"), turn=3)
    assert re.findall(r'href="([^"]+)">(\[\d+\])', got) == [
        ("#cite-3-1", "[1]"),
        ("#cite-3-2", "[2]"),
    ]


def test_list_items_of_an_answer_make_a_list() -> None:
    got = answer_html(
        answer(["It seeks to:", "a, and", "b."], "It seeks to: [1]\n- a, and [2]\n- b. [3]"), 0
    )
    assert got.count("<ul>") == 1 and got.count("<li>") == 2 and got.count("<p>") == 1


def test_a_mark_quoted_from_the_page_is_no_link() -> None:
    got = answer_html(answer(["As shown [7] there."], "As shown [7] there. [1]"), 0)
    assert got.count("<a ") == 1


def test_messages_are_one_line_without_markdown_or_foreign_tags() -> None:
    hostile = answer([HOSTILE], f"{HOSTILE} [1]", standalone_question=HOSTILE)
    nearest = [citation(1, HOSTILE, title=HOSTILE, section=[HOSTILE])]
    refusal = answer([], HOSTILE, refused=True, reason="not_in_sources", citations=[])
    for got in (
        question_html(HOSTILE), error_html(HOSTILE), pending_html(),
        answer_html(hostile, 0), answer_html(refusal, 0, nearest),
    ):  # fmt: skip
        assert "\n" not in got and got.startswith("<div")
        assert not re.search(r"<(script|img)|!\[|\*\*|\$\$|http:", got)


def test_the_footnote_tells_how_and_from_what() -> None:
    got = answer_html(answer(["One."], "One. [1]"), 0)
    assert "Quoted word for word from A page &#40;fetched 22 November 2026&#41;" in got


def test_the_footnote_tells_what_the_checks_removed() -> None:
    dropped = [Dropped(text="False.", why="number 3 is in no quote")]
    got = answer_html(
        answer(["One."], "One. [1]", dropped=dropped, mode="generative", model="m"), 0
    )
    assert "1 unsupported sentence removed" in got and "Written by m" in got


def test_the_footnote_tells_that_the_model_failed() -> None:
    dropped = [Dropped(text="", why="the model failed: timeout")]
    got = answer_html(answer(["One."], "One. [1]", dropped=dropped, model="m"), 0)
    assert "the language model failed" in got and "timeout" not in got


def test_a_rewritten_question_is_shown() -> None:
    got = answer_html(answer(["One."], "One. [1]", standalone_question="Who runs X?"), 0)
    assert "Understood as: Who runs X&#63;" in got


@pytest.mark.parametrize("heading", ["", "Part"])
def test_excerpts_are_short_and_without_signs(heading: str) -> None:
    got = excerpt("## Part\n\n- one\n- two " + "word " * 100, heading)
    assert "#" not in got and "- " not in got and len(got) < 250 and got.endswith("…")


def test_a_refusal_lists_nearest_passages_and_no_citation(assistant: Assistant) -> None:
    *_, last = converse(assistant, "Who is the CEO of Apple?", Conversation())
    got = last.messages()[1]["content"]
    assert "The sources do not answer this question" in got
    assert "Nearest passages (they do not answer the question)" in got
    assert 'class="ppp-cite"' not in got and got.count('class="ppp-near"') == 3


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (0.97, "Very likely answers your question"),
        (0.8, "Very likely answers your question"),
        (0.79, "Likely answers your question"),
        (0.26, "May not answer your question: check the quote"),
    ],
)
def test_an_answer_says_in_words_how_sure_it_is_and_opens_to_the_figure(
    confidence: float, words: str
) -> None:
    got = answer_html(answer(["One."], "One. [1]", confidence=confidence), 0)
    assert f"<summary>{words}</summary>" in got
    assert f"{confidence:.0%}" in got


def test_a_refusal_says_nothing_of_how_sure_it_is() -> None:
    refusal = answer([], "Not in the sources.", refused=True, reason="not_in_sources", citations=[])
    assert "ppp-sure" not in answer_html(refusal, 0)
