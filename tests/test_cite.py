"""Citations quote exactly and link to their sentence."""

from dataclasses import replace
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.cite import cite, retrieved, sentence_link
from assistant.retrieve import Hit
from ingest.blocks import Block, Document
from ingest.canonical import Facts, build_page
from ingest.markdown import read_markdown
from ingest.passages import split_page
from tests.documents import markdown

URL = "https://example.org/a"
LONG = "one two three four five six seven eight nine ten eleven twelve thirteen"


@settings(deadline=None, max_examples=50)
@given(markdown())
def test_quote_of_a_citation_is_the_text_of_its_span(text: str) -> None:
    page = build_page(read_markdown(text), Facts(URL, "T"))
    for number, sentence in enumerate(page.sentences, start=1):
        found = cite(page, sentence.start, sentence.end, number, 0.5)
        assert page.text[found.start : found.end] == found.quote
        assert (found.n, found.page_version) == (number, page.version)
        assert found.section == list(page.section_at(found.start))
        assert found.link.startswith(f"{URL}#:~:text=")


def test_citation_says_when_the_page_was_fetched_and_of_when_it_is() -> None:
    facts = Facts(URL, "T", fetched_at="2026-11-22", current_as_of="2023-05-31")
    page = build_page(Document((Block("prose", "Words.", 1),)), facts)
    found = cite(page, 0, 6, 1, 0.123456)
    assert (found.title, found.fetched_at, found.current_as_of) == ("T", "2026-11-22", "2023-05-31")
    assert found.score == 0.1235


@pytest.mark.parametrize(
    ("quote", "directive"),
    [
        ("Public-private, A & B", "Public%2Dprivate%2C%20A%20%26%20B"),
        ("Größe “x” #1 100%", "Gr%C3%B6%C3%9Fe%20%E2%80%9Cx%E2%80%9D%20%231%20100%25"),
        ("😀 中文", "%F0%9F%98%80%20%E4%B8%AD%E6%96%87"),
        (LONG, "one%20two%20three%20four%20five,nine%20ten%20eleven%20twelve%20thirteen"),
    ],
)
def test_link_selects_the_quote(quote: str, directive: str) -> None:
    assert sentence_link(URL, quote) == f"{URL}#:~:text={directive}"


def test_anchor_of_the_url_stays_before_the_directive() -> None:
    assert sentence_link(f"{URL}#part", "x") == f"{URL}#part:~:text=x"


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_directive_has_no_character_with_a_meaning_of_its_own(quote: str) -> None:
    directive = sentence_link(URL, quote).partition("text=")[2]
    words = quote.split()
    assert not set(directive) & set("-&#<>\"' ")
    if len(words) <= 12:
        assert "," not in directive
        assert unquote(directive) == " ".join(words)


def test_hit_is_listed_by_its_span_and_fused_score() -> None:
    page = build_page(Document((Block("prose", "Words.", 1),)), Facts(URL, "T"))
    (passage,) = split_page(page, 500)
    hit = Hit(passage=passage, dense=0.5, lexical=2.0, fused=0.654321)
    found = retrieved(hit)
    assert (found.url, found.start, found.end, found.score) == (URL, 0, 6, 0.6543)
    assert retrieved(replace(hit, fused=1.0)).score == 1.0
