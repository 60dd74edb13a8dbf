"""The webhook: told of each published snapshot, tried again, never in the way."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from tenacity import wait_none

from ingest.report import IngestReport
from ingest.run import Ingest
from ingest.sources import collect
from ingest.webhook import ATTEMPTS, post
from ppp_settings import Settings
from tests.fakes import Bench
from tests.listener import Listener, listening

BODY = {"snapshot": "abc"}


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


def told(url: str) -> bool:
    return post(url, BODY, "agent/1", wait_none())


def ingest(bench: Bench, url: str, *more: str, dry_run: bool = False) -> IngestReport:
    settings = Settings(store=bench.store.root, webhook_url=url)
    sources = collect([str(bench.pages), *more])
    return Ingest(settings, bench.store, bench.embedder).run(sources, dry_run=dry_run)


def test_a_published_snapshot_is_told_with_the_pages_that_differ(
    tmp_path: Path, listener: Listener
) -> None:
    bench = Bench(tmp_path)
    bench.write("a.md", "One.")
    bench.write("b.md", "Two.")
    first = ingest(bench, listener.url)
    bench.write("a.md", "One more.")
    (bench.pages / "b.md").unlink()
    bench.write("c.md", "Three.")
    empty = bench.root / "empty.md"
    empty.write_text("", "utf-8")
    second = ingest(bench, listener.url, str(empty))
    assert listener.got == [
        {"snapshot": first.snapshot, "before": None, "added": ["file:a.md", "file:b.md"],
         "changed": [], "removed": [], "failed": []},
        {"snapshot": second.snapshot, "before": first.snapshot, "added": ["file:c.md"],
         "changed": ["file:a.md"], "removed": ["file:b.md"], "failed": [str(empty)]},
    ]  # fmt: skip
    sent = listener.headers[0]
    assert (sent["Content-Type"], sent["User-Agent"]) == ("application/json", Settings().user_agent)


def test_nothing_is_told_where_nothing_is_published(tmp_path: Path, listener: Listener) -> None:
    bench = Bench(tmp_path)
    bench.write("a.md", "One.")
    ingest(bench, listener.url, dry_run=True)
    assert listener.got == []
    ingest(bench, listener.url)
    ingest(bench, listener.url)
    assert len(listener.got) == 1


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_server_in_trouble_is_told_again(listener: Listener, status: int) -> None:
    listener.statuses[:] = [status] * (ATTEMPTS - 1)
    assert told(listener.url)
    assert listener.got == [BODY] * ATTEMPTS


def test_it_is_given_up_after_some_attempts(
    listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    listener.statuses[:] = [500] * 10
    assert not told(f"{listener.url}/secret-path")
    assert len(listener.got) == ATTEMPTS
    assert "webhook at 127.0.0.1: not told: HTTP status 500" in caplog.text
    assert "secret-path" not in caplog.text


@pytest.mark.parametrize("status", [302, 401, 404])
def test_a_refusal_or_redirect_is_final(listener: Listener, status: int) -> None:
    listener.statuses[:] = [status]
    assert not told(listener.url)
    assert len(listener.headers) == 1


def test_a_failure_is_only_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    bench = Bench(tmp_path)
    bench.write("a.md", "One.")
    report = ingest(bench, "http://127.0.0.1:9/hook")
    assert report.published
    assert bench.store.open().id == report.snapshot
    (record,) = [each for each in caplog.records if each.name == "ingest.webhook"]
    assert record.levelno == logging.WARNING
    assert "ConnectError" in record.getMessage()


def test_a_file_name_that_is_no_text_can_be_told(listener: Listener) -> None:
    assert post(listener.url, {"failed": ["\udcff.md"]}, "agent/1", wait_none())
    assert listener.got == [{"failed": ["\udcff.md"]}]
