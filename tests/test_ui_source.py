"""Permalinks: a stored page version as a page of its own, and what changed between two."""

import re
from pathlib import Path

import lxml.html
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from test_ui_answer_view import citation

from assistant.cite import cite
from assistant.library import Library
from corpus.models import Page
from corpus.snapshot import About
from tests.fakes import Bench
from ui.citation_text import citation_text, opening_words, source_address
from ui.page_view import Span
from ui.problems import explain_errors
from ui.source_route import source_router
from ui.source_view import STORED, source_page

HOSTILE = '"><script>alert(1)</script><img src=x onerror=y>'
URL = "https://example.org/harbour"
TEXT = f"""---
title: Harbour office
url: {URL}
current_as_of: 2026-10-02
---
# Harbour

## Berths

The harbour opens at six. It has 40 berths.
"""


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    made = Bench(tmp_path)
    made.write("harbour.md", TEXT)
    made.ingest()
    return made


@pytest.fixture
def site(bench: Bench) -> TestClient:
    app = FastAPI()
    explain_errors(app)
    app.include_router(source_router(Library(bench.store)))
    return TestClient(app)


def address(bench: Bench, quote: str = "It has 40 berths.") -> str:
    page = bench.store.open().page_of[URL]
    start = page.text.index(quote)
    return f"/{source_address(cite(page, start, start + len(quote), 3, 1.0))}"


def test_a_permalink_opens_the_stored_version_at_its_quote(bench: Bench, site: TestClient) -> None:
    where = address(bench)
    page = lxml.html.fromstring(site.get(where).text)
    (mark,) = page.xpath("//mark")
    assert where.endswith(f"#{mark.get('id')}") and mark.get("class") == "focus"
    assert mark.text == "It has 40 berths."


def test_it_names_page_section_dates_version_and_the_live_page(
    bench: Bench, site: TestClient
) -> None:
    page = lxml.html.fromstring(site.get(address(bench)).text)
    (link,) = page.xpath("//p[@class='live']/a")
    assert link.get("href").startswith(f"{URL}#:~:text=It%20has")
    assert link.text == "Open on example.org at this sentence"
    words = page.text_content()
    for each in ("Harbour office", "Harbour › Berths", "2 October 2026", STORED,
                 bench.store.open().page_of[URL].version):  # fmt: skip
        assert each in words, each


def test_it_needs_no_script_and_asks_no_host(bench: Bench, site: TestClient) -> None:
    text = site.get(address(bench)).text
    page = lxml.html.fromstring(text)
    assert page.xpath("//script|//link|//img|//iframe|//@src") == []
    assert "default-src 'none'" in text and "url(" not in text and "@import" not in text
    assert page.xpath("//html/@lang") == ["en"] and len(page.xpath("//h1")) == 1


def test_it_says_that_the_page_has_changed_since(bench: Bench, site: TestClient) -> None:
    where = address(bench)
    assert "has changed" not in site.get(where).text
    bench.write("harbour.md", TEXT.replace("40", "44"))
    bench.ingest()
    page = lxml.html.fromstring(site.get(where).text)
    (note,) = page.xpath("//*[@class='note']")
    assert "It now reads: It has 44 berths." in note.text_content()
    (link,) = note.xpath(".//a/@href")
    compared = lxml.html.fromstring(site.get(f"/source/{link}").text)
    assert [each.text for each in compared.xpath("//del|//ins")] == ["40", "44"]
    assert page.xpath("//mark")[0].text == "It has 40 berths."


def test_it_opens_also_while_nothing_is_served(bench: Bench, site: TestClient) -> None:
    where = address(bench)
    (bench.store.root / "current").unlink()
    got = site.get(where)
    assert got.status_code == 200 and ">It has 40 berths.</mark>" in got.text


def test_an_address_that_the_page_never_had_is_not_linked(bench: Bench, site: TestClient) -> None:
    version = bench.store.open().page_of[URL].version
    got = site.get(f"/source/{version}", params={"url": "https://evil.test/", "spans": "1:0-9"})
    assert got.status_code == 200 and "evil.test" not in got.text and URL in got.text


@pytest.mark.parametrize("version", ["0" * 64, "5d6e", "..%2f..%2fetc%2fpasswd"])
def test_a_version_that_is_not_kept_is_explained(site: TestClient, version: str) -> None:
    got = site.get(f"/source/{version}")
    assert got.status_code == 404 and "etc" not in got.text


def test_spans_that_are_none_are_refused(bench: Bench, site: TestClient) -> None:
    version = bench.store.open().page_of[URL].version
    assert site.get(f"/source/{version}?spans=1:2").status_code == 422
    assert site.get(f"/source/{version}?spans=1:9999-99999").status_code == 200


@pytest.mark.parametrize(
    "asked", [{"url": f"https://none.test/{HOSTILE}"}, {"url": URL, "from": HOSTILE}]
)
def test_versions_that_cannot_be_compared_are_explained(
    site: TestClient, asked: dict[str, str]
) -> None:
    got = site.get("/page-diff", params=asked)
    assert got.status_code == 404
    assert lxml.html.fromstring(got.text).xpath("//script|//img") == []


def test_everything_of_a_page_is_escaped() -> None:
    page = Page(URL, HOSTILE, HOSTILE, f"# {HOSTILE}\n", fetched_at=HOSTILE, current_as_of=HOSTILE)
    got = source_page(page, [Span(1, 2, 40)], About(name=HOSTILE, notice=HOSTILE))
    read = lxml.html.fromstring(got)
    assert read.xpath("//script|//img|//@onerror") == []
    assert read.text_content().count(HOSTILE) >= 6


def test_a_page_that_is_no_web_page_is_named_without_a_link() -> None:
    for url in ("file:notes.md", "javascript:alert(1)"):
        got = source_page(Page(url, "T", "v", "Words.\n"), [Span(1, 0, 6)], About())
        assert not re.search("<a ", got) and url in got


def test_the_copied_text_leads_back_to_the_sentence() -> None:
    given = citation(2, "Quote.", current_as_of="2023-05-04", page_version="ab" * 32)
    assert citation_text(given) == "\n".join((
        "“Quote.”",
        "A page › Part",
        f"Content current as of 4 May 2023; page version {'ab' * 32}",
        "https://example.org/a#:~:text=x",
    ))  # fmt: skip
    assert "No date known" in citation_text(citation(1, "q", fetched_at=None))


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("https://www.fda.gov/a#:~:text=b", "Open on www.fda.gov at this sentence"),
        ("https://[bad/a", "Open the live page at this sentence"),
        ("file:a.md", "Open the live page at this sentence"),
    ],
)
def test_the_link_says_where_it_leads(link: str, words: str) -> None:
    assert opening_words(link) == words
