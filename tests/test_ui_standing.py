"""Notes on pages that have changed since, as the chat asks for them."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import lxml.html
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.library import Library
from corpus.impact import Cited
from corpus.standing import Standing
from tests.fakes import HARBOUR, Bench, harbour_bench
from ui.problems import explain_errors
from ui.sized import MOST_BYTES
from ui.source_route import source_router
from ui.standing_route import Quote, Quotes, notes_of, standing_router
from ui.standing_view import Numbered, answer_note, quote_note

HOSTILE = '"><script>alert(1)</script><img src=x onerror=y>'
URL = "file:harbour.md"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return harbour_bench(tmp_path)


def quote(bench: Bench, words: str, n: int = 1) -> Quote:
    page = bench.store.open().page_of[URL]
    start = page.text.index(words)
    return Quote(n=n, url=URL, version=page.version, quote=words, start=start)


def change(bench: Bench) -> None:
    bench.write("harbour.md", HARBOUR.replace("40", "44"))
    bench.ingest()


def client(bench: Bench) -> TestClient:
    app = FastAPI()
    explain_errors(app)
    library = Library(bench.store)
    app.include_router(standing_router(library))
    app.include_router(source_router(library))
    return TestClient(app)


def test_nothing_is_said_while_a_page_is_as_it_was(bench: Bench) -> None:
    (got,) = notes_of(Library(bench.store), [Quotes(quotes=[quote(bench, "It has 40 berths.")])])
    assert got.answer == "" and got.quotes == [""]


def test_a_changed_page_is_told_with_the_fate_of_each_quote(bench: Bench) -> None:
    given = Quotes(
        quotes=[quote(bench, "It has 40 berths."), quote(bench, "The harbour opens at six.", 2)]
    )
    change(bench)
    (got,) = notes_of(Library(bench.store), [given])
    assert "This page has changed since " in got.answer
    assert "[1] changed, [2] unchanged." in got.answer
    changed, unchanged = got.quotes
    assert "was changed. It now reads: <q>It has 44 berths.</q>" in changed
    assert "is unchanged in the present version" in unchanged


def test_a_large_body_is_refused(bench: Bench) -> None:
    got = client(bench).post("/standing", content=b"[" * (MOST_BYTES + 1))
    assert got.status_code == 413 and str(MOST_BYTES) in got.json()["error"]


def test_an_open_library_notices_a_new_snapshot(bench: Bench) -> None:
    library = Library(bench.store)
    given = Quotes(quotes=[quote(bench, "It has 40 berths.")])
    assert notes_of(library, [given])[0].answer == ""
    change(bench)
    assert "has changed since" in notes_of(library, [given])[0].answer


def test_the_note_leads_to_the_comparison_of_both_versions(bench: Bench) -> None:
    given = quote(bench, "It has 40 berths.")
    change(bench)
    site = client(bench)
    (got,) = site.post("/standing", json=[{"quotes": [given.model_dump()]}]).json()
    (link,) = lxml.html.fromstring(got["answer"]).xpath(".//a/@href")
    asked = parse_qs(urlsplit(link).query)
    assert asked["from"] == [given.version]
    assert asked["to"] == [bench.store.open().page_of[URL].version]
    page = lxml.html.fromstring(site.get(f"/{link}").text)
    assert [each.text for each in page.xpath("//del|//ins")] == ["40", "44"]
    assert page.xpath("//@src|//link|//script") == []


def test_pages_of_an_answer_are_named_where_there_are_several() -> None:
    def numbered(n: int, url: str, standing: Standing) -> Numbered:
        return Numbered(n, Cited("", url, "a" * 64, "Words.", 0), standing)

    gone = Standing("changed", "vanished", "A <b>", "2026-11-22", served="b" * 64)
    got = answer_note([
        numbered(1, "file:a.md", gone),
        numbered(2, "file:b.md", Standing("same")),
        numbered(3, "file:c.md", Standing("gone", "vanished", "C")),
        numbered(4, "file:a.md", replace(gone, fate="moved")),
    ])  # fmt: skip
    first, second = (each.text_content() for each in lxml.html.fromstring(f"<div>{got}</div>"))
    assert first.startswith("“A <b>” has changed since 22 November 2026.")
    assert first.endswith("[1] gone, [4] moved, but unchanged.")
    assert second == "“C” is no longer among the pages that are served."


def test_words_of_pages_are_escaped() -> None:
    cited = Cited("", f"https://e.org/{HOSTILE}", "a" * 64, HOSTILE, 0)
    standing = Standing("changed", "changed", HOSTILE, HOSTILE, HOSTILE, "b" * 64, comparable=True)
    other = Numbered(2, Cited("", "file:b.md", "c" * 64, "x", 0), Standing("same"))
    for note in (quote_note(Numbered(1, cited, standing)),
                 answer_note([Numbered(1, cited, standing), other])):  # fmt: skip
        page = lxml.html.fromstring(f"<div>{note}</div>")
        assert page.xpath("//script|//img|//@onerror") == []
        assert HOSTILE in page.text_content()


@pytest.mark.parametrize(
    "wrong", [{"version": "x"}, {"quote": ""}, {"start": -1}, {"more": 1}, {"url": "u" * 4001}]
)
def test_what_is_no_quote_is_refused(bench: Bench, wrong: dict[str, object]) -> None:
    body = [{"quotes": [{**quote(bench, "It has 40 berths.").model_dump(), **wrong}]}]
    assert client(bench).post("/standing", json=body).status_code == 422


def test_where_nothing_is_served_the_chat_is_told(tmp_path: Path) -> None:
    assert client(Bench(tmp_path)).post("/standing", json=[]).status_code == 503
