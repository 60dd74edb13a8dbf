"""An ingest beside the chat: one at a time, seen while it runs, its end said."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import SourceError
from ingest.report import IngestReport, Reporter
from ingest.run import Ingest
from ppp_settings import Settings
from tests.fakes import Bench, HashEmbedder, harbour_bench
from ui.ingest_job import IngestJob, Seen


def until(true: Callable[[], bool]) -> None:
    """Wait for something that another thread does."""
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def ended(job: IngestJob) -> Seen:
    until(lambda: job.seen().state != "running")
    return job.seen()


class Work:
    """A real ingest of a bench that waits until it may go on."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.may_go = threading.Event()

    def __call__(self, reporter: Reporter) -> IngestReport:
        assert self.may_go.wait(60)
        settings = Settings(store=self.bench.store.root)
        ingest = Ingest(settings, self.bench.store, HashEmbedder(), None, reporter)
        return ingest.run(self.bench.sources())


@pytest.fixture
def work(tmp_path: Path) -> Work:
    return Work(harbour_bench(tmp_path))


def test_nothing_runs_before_it_is_started(work: Work) -> None:
    assert IngestJob(work).seen() == Seen()


def test_one_runs_at_a_time(work: Work) -> None:
    job = IngestJob(work)
    assert job.start() and not job.start()
    assert job.seen().state == "running" and job.seen().ended is None
    work.may_go.set()
    assert ended(job).state == "done"
    assert job.start()
    ended(job)


def test_pages_texts_and_the_snapshot_are_told(work: Work) -> None:
    work.bench.write("quay.md", "# Quay\n\nThe quay is long.\n")
    work.may_go.set()
    job = IngestJob(work)
    job.start()
    seen = ended(job)
    served = work.bench.store.open().id
    assert seen.counts == {"new": 1, "unchanged": 1}
    assert [each.url for each in seen.pages] == ["file:quay.md"]
    assert seen.texts == seen.embedded > 0
    assert f"snapshot {served} is served now" in seen.words
    job.start()
    again = ended(job)
    assert f"snapshot {served} is served as before" in again.words
    assert again.counts == {"unchanged": 2} and again.pages == () and again.texts == 0


def test_a_page_that_fails_makes_it_partly_done(work: Work) -> None:
    work.bench.write("empty.md", "")
    work.may_go.set()
    job = IngestJob(work)
    job.start()
    seen = ended(job)
    assert seen.state == "partly" and "1 page failed" in seen.words
    assert [each.status for each in seen.pages] == ["failed"]


def test_an_ingest_of_another_process_is_said(work: Work) -> None:
    work.may_go.set()
    job = IngestJob(work)
    with work.bench.store.writing():
        job.start()
        seen = ended(job)
    assert seen.state == "failed" and "another ingest is writing" in seen.words


@pytest.mark.parametrize("error", [SourceError("no page could be read"), ZeroDivisionError("odd")])
def test_a_failure_is_said_and_the_next_may_start(error: Exception) -> None:
    def work(_: Reporter) -> IngestReport:
        raise error

    job = IngestJob(work, now=lambda: "2026-11-25T12:00:00+00:00")
    for _ in range(2):
        assert job.start()
        seen = ended(job)
        assert seen.state == "failed" and str(error) in seen.words
        assert seen.began == seen.ended == "2026-11-25T12:00:00+00:00"
