"""Ingest: what is embedded, published, kept and reported, run after run."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from corpus.errors import NoSnapshotError, SourceError, StoreError
from corpus.models import text_version
from corpus.snapshot import file_hash
from corpus.store import Store
from ingest.fetch import Fetcher
from ingest.fetched import Fetched, Result, Validators
from ingest.report import IngestReport
from ingest.run import Ingest
from ingest.sources import Source, Sources
from ppp_settings import Settings
from tests.fakes import Bench, HashEmbedder, Listening, hashes

ONE = "# One\n\nThe first page is on manufacturing.\n\n## Goals\n\nIt seeks to:\n\n- grow\n- last\n"
TWO = "# Two\n\nThe second page speaks of medicines. It is short.\n"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    found = Bench(tmp_path)
    found.write("one.md", ONE)
    found.write("two.md", TWO)
    return found


def statuses(report: IngestReport) -> dict[str, str]:
    return {each.url: each.status for each in report.pages}


class Web:
    """Pages of a web that exists only here; a status instead of a body is an error."""

    def __init__(self, **pages: str | int) -> None:
        self.pages = pages

    def fetcher(self) -> Fetcher:
        return Fetcher(Settings(), httpx.MockTransport(self._answer))

    def sources(self) -> Sources:
        return Sources(tuple(Source(url=f"https://e.org/{name}") for name in self.pages))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        page = self.pages.get(request.url.path.strip("/"), 404)
        if isinstance(page, int):
            return httpx.Response(page)
        return httpx.Response(200, html=page)


def test_first_run_publishes_everything_as_new(bench: Bench) -> None:
    report = bench.ingest()
    assert statuses(report) == {"file:one.md": "new", "file:two.md": "new"}
    assert (report.added, report.kept, report.removed) == (3, 0, 0)
    assert report.published
    snapshot = bench.store.open()
    assert snapshot.id == report.snapshot
    assert report.embedded == len(bench.embedded()) == len(snapshot.contents.keys)


def test_same_input_twice_embeds_nothing_and_publishes_nothing(bench: Bench) -> None:
    bench.ingest()
    before = hashes(bench.store.snapshots)
    bench.embedded()
    report = bench.ingest()
    assert set(statuses(report).values()) == {"unchanged"}
    assert (report.added, report.kept, report.removed, report.embedded) == (0, 3, 0, 0)
    assert not report.published
    assert bench.embedded() == []
    assert hashes(bench.store.snapshots) == before


def test_files_whose_keys_are_lost_are_read_again_and_nothing_changes(bench: Bench) -> None:
    first = bench.ingest()
    (bench.store.root / "http.json").write_text("{", "utf-8")
    report = bench.ingest()
    assert (report.snapshot, report.published) == (first.snapshot, False)
    assert set(json.loads((bench.store.root / "http.json").read_text("utf-8"))) == {
        "file:one.md", "file:two.md",
    }  # fmt: skip


def test_one_changed_sentence_embeds_only_the_texts_it_is_in(bench: Bench) -> None:
    bench.ingest()
    bench.embedded()
    bench.write("two.md", TWO.replace("It is short.", "It is long."))
    report = bench.ingest()
    assert statuses(report) == {"file:one.md": "unchanged", "file:two.md": "changed"}
    assert (report.added, report.kept, report.removed) == (1, 2, 1)
    embedded = bench.embedded()
    assert len(embedded) == report.embedded == 2  # the sentence and its passage
    assert all("It is long." in text for text in embedded)


def test_text_that_comes_back_in_another_page_is_not_embedded_again(bench: Bench) -> None:
    bench.ingest()
    bench.embedded()
    bench.write("three.md", "The second page speaks of medicines.")
    bench.ingest()
    assert "The second page speaks of medicines." not in bench.embedded()


def test_incremental_build_equals_one_from_nothing(bench: Bench, tmp_path: Path) -> None:
    bench.ingest()
    bench.write("two.md", TWO + "\nMore of it.\n")
    bench.write("three.md", "A third page.")
    bench.ingest()
    fresh = Bench(tmp_path / "fresh")
    fresh.write("one.md", ONE)
    fresh.write("two.md", TWO + "\nMore of it.\n")
    fresh.write("three.md", "A third page.")
    fresh.ingest()
    ours, theirs = bench.store.open(), fresh.store.open()
    assert ours.id == theirs.id
    assert ours.manifest.files == theirs.manifest.files


def test_removed_page_is_no_longer_served(bench: Bench) -> None:
    bench.ingest()
    (bench.pages / "two.md").unlink()
    report = bench.ingest()
    assert statuses(report) == {"file:one.md": "unchanged", "file:two.md": "removed"}
    assert (report.added, report.kept, report.removed) == (0, 2, 1)
    snapshot = bench.store.open()
    assert [each.url for each in snapshot.pages] == ["file:one.md"]
    assert bench.store.checks().keys() == {"file:one.md"}


def test_full_embeds_everything_again_and_serves_the_same_id(bench: Bench) -> None:
    first = bench.ingest()
    folder = bench.store.current_folder()
    bench.embedded()
    report = bench.ingest(full=True)
    assert report.snapshot == first.snapshot
    assert report.embedded == first.embedded == len(bench.embedded())
    assert bench.store.current_folder() != folder
    assert report.published


@pytest.mark.parametrize("earlier", [False, True])
def test_dry_run_reports_and_writes_nothing(bench: Bench, earlier: bool) -> None:
    if earlier:
        bench.ingest()
        bench.write("two.md", "Other words.")
    before = hashes(bench.store.root)
    bench.embedded()
    report = bench.ingest(dry_run=True)
    assert statuses(report)["file:two.md"] == ("changed" if earlier else "new")
    assert report.added > 0
    assert not report.published
    assert bench.embedded() == []
    assert hashes(bench.store.root) == before
    assert bench.store.root.exists() == earlier


def test_another_embedder_embeds_everything_and_never_mixes(bench: Bench) -> None:
    first = bench.ingest()
    old = bench.store.open().contents
    bench.embedder = HashEmbedder("hash/2")
    report = bench.ingest()
    assert report.snapshot != first.snapshot
    assert report.embedded == first.embedded == len(bench.embedded())
    new = bench.store.open()
    assert new.manifest.embedder == "hash/2"
    assert new.contents.keys == old.keys
    assert not (new.contents.vectors == old.vectors).all(axis=1).any()


def test_longer_passages_split_anew_and_embed_only_what_is_new(bench: Bench) -> None:
    bench.write("two.md", "\n\n".join(f"Sentence number {n} of page two." for n in range(30)))
    bench.passage_chars = 300
    first = bench.ingest()
    bench.embedded()
    bench.passage_chars = 600
    report = bench.ingest()
    assert report.snapshot != first.snapshot
    assert len(bench.store.open().passages) < first.added
    assert report.added == len(bench.embedded())  # passages; all sentences are known
    assert bench.store.open().manifest.splitter.endswith("/600")


def test_id_depends_on_contents_not_on_time_or_place(bench: Bench, tmp_path: Path) -> None:
    other = Bench(tmp_path / "elsewhere")
    other.write("two.md", TWO)
    other.write("one.md", ONE)
    assert bench.ingest().snapshot == other.ingest().snapshot


@pytest.mark.parametrize(
    "change",
    [
        lambda bench: bench.write("two.md", TWO.replace("short", "long")),
        lambda bench: bench.write("two.md", f"---\ntitle: Other\n---\n{TWO}"),
        lambda bench: bench.write("two.md", f"---\ncurrent_as_of: 2023-05-31\n---\n{TWO}"),
        lambda bench: bench.write("two.md", TWO.replace("medicines", "[medicines](https://e.org)")),
        lambda bench: (bench.pages / "two.md").rename(bench.pages / "zwei.md"),
    ],
    ids=["text", "title", "date", "link", "url"],
)
def test_anything_that_an_answer_shows_changes_the_id(
    bench: Bench, change: Callable[[Bench], object]
) -> None:
    first = bench.ingest()
    change(bench)
    second = bench.ingest()
    assert second.snapshot != first.snapshot
    assert bench.store.open().id == second.snapshot


def test_two_files_of_one_url_serve_the_first_and_name_both(bench: Bench) -> None:
    bench.write("a.md", "---\nurl: https://e.org/x\n---\nFirst words.")
    bench.write("b.md", "---\nurl: https://e.org/x\n---\nSecond words.")
    report = bench.ingest()
    (failed,) = [each for each in report.pages if each.status == "failed"]
    assert report.failed == 1
    assert failed.reason.startswith(f"{bench.pages / 'b.md'}: has the url https://e.org/x of ")
    assert str(bench.pages / "a.md") in failed.reason
    assert bench.store.open().page_of["https://e.org/x"].text == "First words.\n"


def test_broken_file_keeps_its_last_good_version_and_the_others_go_on(bench: Bench) -> None:
    bench.ingest()
    bench.write("one.md", "---\ntitle: [\n---\nNew words.")
    bench.write("two.md", "Changed words.")
    report = bench.ingest()
    assert statuses(report) == {"file:one.md": "failed", "file:two.md": "changed"}
    reason = next(each.reason for each in report.pages if each.status == "failed")
    assert "one.md: broken front matter" in reason
    assert reason.endswith("its last good version is served")
    snapshot = bench.store.open()
    assert "manufacturing" in snapshot.page_of["file:one.md"].text
    assert snapshot.page_of["file:two.md"].text == "Changed words.\n"


def test_broken_file_with_a_url_of_its_own_keeps_its_last_good_version(bench: Bench) -> None:
    bench.write("one.md", f"---\nurl: https://e.org/one\n---\n{ONE}")
    bench.ingest()
    bench.write("one.md", "---\nurl: [\n---\n")
    bench.ingest()
    assert "https://e.org/one" in bench.store.open().page_of


def test_new_broken_file_is_reported_and_not_served(bench: Bench) -> None:
    bench.write("bad.md", "")
    report = bench.ingest()
    assert "holds no text; nothing served for it" in next(
        each.reason for each in report.pages if each.status == "failed"
    )
    assert len(bench.store.open().pages) == 2


def test_nothing_readable_is_an_error_and_the_store_stays_as_it_was(bench: Bench) -> None:
    bench.ingest()
    before = hashes(bench.store.snapshots)
    (bench.pages / "empty").mkdir()
    sources = Sources((Source(path=bench.pages / "gone.md", root=bench.pages / "empty"),))
    with pytest.raises(SourceError, match=r"no page could be read \(.*gone\.md"):
        bench.ingest(sources)
    assert hashes(bench.store.snapshots) == before
    with pytest.raises(SourceError, match="no sources"):
        bench.ingest(Sources(()))


def test_web_page_that_fails_keeps_its_last_good_version(bench: Bench) -> None:
    web = Web(a="<h1>A</h1><p>First words.</p>", b="<p>Others.</p>")
    bench.fetcher = web.fetcher()
    bench.ingest(web.sources())
    fetched_at = bench.store.open().page_of["https://e.org/a"].fetched_at
    web.pages.update(a=503, b="<p>Others anew.</p>")
    report = bench.ingest(web.sources())
    assert statuses(report) == {"https://e.org/a": "failed", "https://e.org/b": "changed"}
    assert "HTTP status 503" in report.pages[0].reason
    page = bench.store.open().page_of["https://e.org/a"]
    assert (page.text, page.fetched_at) == ("# A\n\nFirst words.\n", fetched_at)
    assert report.failed == 1


def test_failed_page_keeps_the_time_of_its_last_good_check(bench: Bench) -> None:
    web = Web(a="<p>Words.</p>", b="<p>More.</p>")
    bench.fetcher = web.fetcher()
    bench.ingest(web.sources())
    bench.store.record_checks({"https://e.org/a": "2020-01-01", "https://e.org/b": "2020-01-01"})
    web.pages.update(a=500)
    bench.ingest(web.sources())
    checks = bench.store.checks()
    assert checks["https://e.org/a"] == "2020-01-01"
    assert checks["https://e.org/b"] > "2020-01-01"


class Clocked(Fetcher):
    """Gives one page, fetched at a time of one's choice."""

    def __init__(self, text: str, fetched_at: str) -> None:
        self.found = Fetched("https://e.org/a", text.encode(), "html", fetched_at)

    def fetch(
        self, urls: Sequence[str], known: Mapping[str, Validators] | None = None
    ) -> list[Result]:
        return [self.found for _ in urls]


def test_unchanged_web_page_keeps_the_time_it_was_first_fetched(bench: Bench) -> None:
    sources = Sources((Source(url="https://e.org/a"),))
    bench.fetcher = Clocked("<p>Words.</p>", "2026-01-01")
    first = bench.ingest(sources)
    bench.fetcher = Clocked("<p>Words.</p>", "2026-02-02")
    second = bench.ingest(sources)
    assert second.snapshot == first.snapshot
    assert statuses(second) == {"https://e.org/a": "unchanged"}
    assert bench.store.open().pages[0].fetched_at == "2026-01-01"
    bench.fetcher = Clocked("<p>Other words.</p>", "2026-03-03")
    bench.ingest(sources)
    assert bench.store.open().pages[0].fetched_at == "2026-03-03"


def test_without_a_fetcher_web_pages_stay_as_they_were(bench: Bench) -> None:
    web = Web(a="<p>Words.</p>")
    bench.fetcher = web.fetcher()
    first = bench.ingest(web.sources())
    bench.fetcher = None
    second = bench.ingest(web.sources())
    assert second.snapshot == first.snapshot
    assert second.pages == ()


def test_old_versions_stay_readable(bench: Bench) -> None:
    bench.ingest()
    old = bench.store.open().page_of["file:two.md"]
    for number in range(5):
        bench.write("two.md", f"Version {number}.")
        bench.ingest()
    assert bench.store.version_text(old.version[:10]) == old.text
    assert text_version(old.text) == old.version
    assert len(list(bench.store.snapshots.iterdir())) == 3


def test_reader_of_an_old_snapshot_is_not_disturbed_by_a_new_one(bench: Bench) -> None:
    bench.ingest()
    old = bench.store.open()
    vector = old.contents.vectors[old.contents.passage_rows[0]]
    assert old.index.nearest(vector, 1) == [0]
    before = hashes(old.folder)
    bench.write("two.md", "Changed.")
    bench.ingest()
    assert old.index.nearest(vector, 1) == [0]
    assert hashes(old.folder) == before
    old.close()


def test_files_in_the_manifest_have_their_hashes(bench: Bench) -> None:
    bench.ingest()
    snapshot = bench.store.open()
    for name, digest in snapshot.manifest.files.items():
        assert file_hash(snapshot.folder / name) == digest


def test_broken_snapshot_stops_an_ingest_and_full_mends_it(bench: Bench) -> None:
    bench.ingest()
    folder = bench.store.current_folder()
    assert folder is not None
    (folder / "pages.jsonl").write_text("{", "utf-8")
    with pytest.raises(StoreError, match="ppp ingest --full"):
        bench.ingest()
    bench.ingest(full=True)
    assert len(bench.store.open().pages) == 2


@pytest.mark.parametrize("name", ["snapshots", "versions", "lock"])
def test_store_that_can_not_be_written_is_a_clear_error(bench: Bench, name: str) -> None:
    bench.store.root.mkdir()
    blocked = bench.store.root / name
    blocked.mkdir() if name == "lock" else blocked.write_text("in the way", "utf-8")
    with pytest.raises(StoreError, match="can't be written"):
        bench.ingest()
    with pytest.raises(NoSnapshotError):
        bench.store.open()


def test_reporter_hears_of_every_page_and_every_text(bench: Bench) -> None:
    reporter = Listening()
    settings = Settings(store=bench.store.root)
    report = Ingest(settings, bench.store, bench.embedder, reporter=reporter).run(bench.sources())
    assert tuple(reporter.pages) == report.pages
    assert reporter.total == reporter.done == report.embedded


def test_report_is_json(bench: Bench) -> None:
    value = bench.ingest().to_json()
    assert value["pages"][0] == {
        "url": "file:one.md", "title": "One", "status": "new", "reason": "",
    }  # fmt: skip


def test_origins_and_about_are_kept_with_the_snapshot(bench: Bench) -> None:
    sources = bench.sources()
    bench.ingest(replace(sources, about=replace(sources.about, name="Mine", examples=("A?",))))
    manifest = bench.store.open().manifest
    assert (manifest.about.name, manifest.about.examples) == ("Mine", ("A?",))
    assert manifest.origins["file:one.md"] == str(bench.pages / "one.md")


def test_store_of_the_shipped_page_serves_it(fda_store: Path) -> None:
    snapshot = Store(fda_store).open()
    assert snapshot.pages[0].title == "Public-Private Partnerships"
    assert snapshot.contents.vectors.shape == (len(snapshot.contents.keys), 384)
    assert all(each.end - each.start <= 1_000 for each in snapshot.passages)


class Tagged(Web):
    """Sends an ETag with each page, and 304 to who has it; counts the bodies that it sent."""

    sent = 0

    def _answer(self, request: httpx.Request) -> httpx.Response:
        response = super()._answer(request)
        tag = f'"{text_version(response.text)[:8]}"'
        if response.status_code == 200 and request.headers.get("if-none-match") == tag:
            return httpx.Response(304, headers={"ETag": tag})
        self.sent += response.status_code == 200
        response.headers["ETag"] = tag
        return response


def test_a_page_that_its_server_calls_unchanged_stays_without_being_sent(bench: Bench) -> None:
    web = Tagged(a="<p>Words.</p>", b="<p>Others.</p>")
    bench.fetcher = web.fetcher()
    first = bench.ingest(web.sources())
    assert web.sent == 2
    web.pages["b"] = "<p>Others, changed.</p>"
    second = bench.ingest(web.sources())
    assert web.sent == 3
    assert statuses(second) == {"https://e.org/a": "unchanged", "https://e.org/b": "changed"}
    assert bench.store.checks().keys() == {"https://e.org/a", "https://e.org/b"}
    assert first.snapshot != second.snapshot
    third = bench.ingest(web.sources())
    assert (web.sent, third.published) == (3, False)


def test_full_asks_for_everything_anew(bench: Bench) -> None:
    web = Tagged(a="<p>Words.</p>")
    bench.fetcher = web.fetcher()
    bench.ingest(web.sources())
    bench.ingest(web.sources(), full=True)
    assert web.sent == 2


def test_a_page_that_was_served_no_more_is_sent_again(bench: Bench) -> None:
    web = Tagged(a="<p>Words.</p>")
    bench.fetcher = web.fetcher()
    bench.ingest(web.sources())
    bench.ingest()  # other sources: the web page goes
    bench.ingest(web.sources())
    assert web.sent == 2
    (bench.store.root / "http.json").write_text("broken", "utf-8")
    assert bench.ingest(web.sources()).failed == 0
    assert web.sent == 3


def test_a_page_that_moved_for_good_is_reported(bench: Bench) -> None:
    class Moved(Web):
        def _answer(self, request: httpx.Request) -> httpx.Response:
            if request.url.path == "/a":
                return httpx.Response(301, headers={"Location": "/b"})
            return super()._answer(request)

    web = Moved(a="", b="<p>Words.</p>")
    bench.fetcher = web.fetcher()
    (first, _) = bench.ingest(web.sources()).pages
    assert (first.status, first.reason) == ("new", "moved for good to https://e.org/b")
