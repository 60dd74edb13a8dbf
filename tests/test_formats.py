"""All formats side by side: one folder, one ingest, exact citations; and the same over HTTP."""

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from docx.document import Document as WordDocument

from assistant.cite import cite
from assistant.index import Index
from ingest.fetch import Fetcher
from ingest.sources import Source, Sources
from ppp_settings import Settings
from tests.fakes import Bench
from tests.httpserver import QuietHandler, running
from tests.pdfs import Paper, pdf
from tests.test_docx import word

SAID = "The consortium was founded in 2014."
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def paper(page: Paper) -> None:
    page.heading("Founding")
    page.prose(SAID)


def letter(document: WordDocument) -> None:
    document.add_heading("Founding", 1)
    document.add_paragraph(SAID)


BODIES = {
    "a.pdf": pdf(paper),
    "b.docx": word(letter),
    "c.html": f"<h1>Founding</h1><p>{SAID}</p>".encode(),
    "d.md": f"# Founding\n\n{SAID}\n".encode(),
    "e.txt": f"Founding\n========\n\n{SAID}\n".encode(),
}
TYPES = {"/a.pdf": "application/pdf", "/b.docx": WORD_TYPE, "/c.html": "text/html"}


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    found = Bench(tmp_path)
    for name, body in BODIES.items():
        (found.pages / name).write_bytes(body)
    return found


def test_every_format_gives_the_same_page_and_exact_spans(bench: Bench) -> None:
    report = bench.ingest()
    assert {each.url: each.status for each in report.pages} == {
        f"file:{name}": "new" for name in BODIES
    }
    index = Index(bench.store.open())
    refs = [ref for passage in index.snapshot.passages for ref in index.sentences_of(passage)]
    cited = [cite(ref.page, ref.sentence.start, ref.sentence.end, n, 1.0)
             for n, ref in enumerate(refs, 1) if ref.quote == SAID]  # fmt: skip
    assert {each.url for each in cited} == {f"file:{name}" for name in BODIES}
    for each in cited:
        text = index.snapshot.page_of[each.url].text
        assert text[each.start : each.end] == each.quote == SAID
        assert (each.title, each.section) == ("Founding", ["Founding"])


def test_second_ingest_of_every_format_finds_nothing_new(bench: Bench) -> None:
    bench.ingest()
    bench.embedded()
    report = bench.ingest()
    assert {each.status for each in report.pages} == {"unchanged"} and not bench.embedded()


def test_broken_file_is_named_and_the_others_are_served(bench: Bench) -> None:
    (bench.pages / "a.pdf").write_bytes(b"%PDF-1.7 broken")
    (bench.pages / "b.docx").write_bytes(b"PK broken")
    failed = {each.url: each.reason for each in bench.ingest().pages if each.status == "failed"}
    assert set(failed) == {str(bench.pages / "a.pdf"), str(bench.pages / "b.docx")}
    assert f"{bench.pages / 'a.pdf'}: is a broken PDF" in failed[str(bench.pages / "a.pdf")]
    assert "is no Word document" in failed[str(bench.pages / "b.docx")]
    assert len(bench.store.open().pages) == 3


class Handler(QuietHandler):
    types: ClassVar[dict[str, str]] = TYPES

    def do_GET(self) -> None:
        body = BODIES.get(self.path[1:])
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Type", self.types.get(self.path, "text/plain"))
        self.end_headers()
        self.wfile.write(body or b"")


@pytest.fixture
def server() -> Iterator[str]:
    with running(Handler) as found:
        yield found.base


def test_fetched_documents_are_read_like_files(tmp_path: Path, server: str) -> None:
    bench = Bench(tmp_path, fetcher=Fetcher(Settings(store=tmp_path / "store")))
    urls = [server + path for path in TYPES]
    report = bench.ingest(Sources(tuple(Source(url=url) for url in urls)))
    assert [(each.url, each.status) for each in report.pages] == [(url, "new") for url in urls]
    texts = {page.text for page in bench.store.open().pages}
    assert texts == {f"# Founding\n\n{SAID}\n"}
