"""Pages whose last check failed: since when, why, and how `ppp status` shows them."""

import re
from pathlib import Path

import httpx
import pytest

from corpus.clock import days_between
from corpus.errors import StoreError
from corpus.failures import Failure, after_checks
from corpus.status import read_status, status_lines
from corpus.store import Store
from ingest.fetch import Fetcher
from ingest.sources import Source, Sources
from ppp_settings import Settings
from tests.fakes import Bench

A, B = "https://e.org/a", "https://e.org/b"
SOURCES = Sources((Source(url=A), Source(url=B)))


class Web:
    """Two pages, each with a status of its own."""

    def __init__(self) -> None:
        self.codes = {"/a": 200, "/b": 200}

    def fetcher(self) -> Fetcher:
        return Fetcher(Settings(), httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        code = self.codes.get(request.url.path, 404)
        return httpx.Response(code, html=f"<p>Words of {request.url.path}.</p>")


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture
def bench(tmp_path: Path, web: Web) -> Bench:
    return Bench(tmp_path, fetcher=web.fetcher())


def test_a_failing_page_keeps_the_date_of_the_first_failure_and_the_last_reason() -> None:
    first = after_checks({}, {A: "500"}, (), {A}, "2026-01-01")
    assert first == {A: Failure("2026-01-01", "500")}
    second = after_checks(first, {A: "404"}, (), {A}, "2026-01-02")
    assert second == {A: Failure("2026-01-01", "404")}


def test_a_success_clears_and_what_was_not_checked_stays_while_it_is_known() -> None:
    before = {A: Failure("2026-01-01", "500"), B: Failure("2026-01-01", "500")}
    assert after_checks(before, {}, {A}, {A, B}, "2026-01-02") == {B: before[B]}
    assert after_checks(before, {}, (), {A}, "2026-01-02") == {A: before[A]}
    assert after_checks(before, {A: "404"}, {A}, {A}, "2026-01-02") == {}


def test_a_page_that_fails_is_marked_until_it_is_read_again(bench: Bench, web: Web) -> None:
    snapshot = bench.ingest(SOURCES).snapshot
    assert bench.store.failures() == {}
    assert not (bench.store.root / "failing.json").exists()
    web.codes["/a"] = 503
    assert bench.ingest(SOURCES).snapshot == snapshot  # beside it, not in it
    (url,) = bench.store.failures()
    assert (url, "HTTP status 503" in bench.store.failures()[url].reason) == (A, True)
    web.codes["/a"] = 200
    bench.ingest(SOURCES)
    assert bench.store.failures() == {}


def test_a_run_without_fetching_leaves_the_marks(bench: Bench, web: Web) -> None:
    bench.ingest(SOURCES)
    web.codes["/a"] = 404
    bench.ingest(SOURCES)
    marked = bench.store.failures()
    bench.fetcher = None
    bench.ingest(SOURCES)
    assert bench.store.failures() == marked != {}


def test_a_source_that_is_taken_away_is_forgotten(bench: Bench, web: Web) -> None:
    web.codes["/a"] = 404
    bench.ingest(SOURCES)
    assert bench.store.failures().keys() == {A}
    bench.ingest(Sources((Source(url=B),)))
    assert bench.store.failures() == {}


def test_a_dry_run_marks_nothing(bench: Bench, web: Web) -> None:
    bench.ingest(SOURCES)
    web.codes["/a"] = 404
    bench.ingest(SOURCES, dry_run=True)
    assert bench.store.failures() == {}


def test_status_tells_state_reason_and_age_of_the_last_good_check(bench: Bench, web: Web) -> None:
    bench.ingest(SOURCES)
    web.codes["/b"] = 404
    bench.ingest(SOURCES)
    bench.store.record_checks(dict.fromkeys((A, B), "2026-01-01T00:00:00+00:00"))
    since = bench.store.failures()[B].since
    status = read_status(bench.store, now="2026-01-04T12:00:00+00:00")
    one, other = status["pages"]
    assert (one["state"], one["failing_since"], one["check_age_days"]) == ("ok", None, 3.5)
    assert (other["state"], other["failing_since"]) == ("failing", since)
    assert "HTTP status 404" in other["failing_reason"]
    text = "\n".join(status_lines(status))
    assert f"    FAILING since {since}, last good check 3.5 days ago\n" in text
    assert f"    {other['failing_reason']}" in text
    assert text.count("FAILING") == 1


def test_a_source_that_never_gave_a_page_is_listed(bench: Bench, web: Web) -> None:
    web.codes["/b"] = 404
    bench.ingest(SOURCES)
    status = read_status(bench.store)
    assert [each["url"] for each in status["pages"]] == [A]
    assert [each["url"] for each in status["failing"]] == [B]
    assert re.search(rf"\n{B}\n    FAILING since \S+\n", "\n".join(status_lines(status)))


@pytest.mark.parametrize("content", ["{", "[1]", '{"u": {}}', '{"u": 1}'])
def test_a_broken_file_is_named_with_the_remedy(tmp_path: Path, content: str) -> None:
    (tmp_path / "failing.json").write_text(content, "utf-8")
    with pytest.raises(StoreError, match=r"failing\.json: .*; remove it"):
        Store(tmp_path).failures()


def test_days_are_counted_across_zones_and_nothing_is_made_of_odd_dates() -> None:
    assert days_between("2026-01-01T23:00:00+00:00", "2026-01-02T00:00:00+01:00") == 0.0
    assert days_between("2026-01-01", "2026-01-02T00:00:00+00:00") is None
    assert days_between("yesterday", "2026-01-02T00:00:00+00:00") is None
