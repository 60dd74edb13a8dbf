"""What `ppp ingest` does, once or again and again, and how it tells."""

import sys
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ppp_console import Teller, data, say

if TYPE_CHECKING:
    from ingest.report import IngestReport, Reporter
    from ppp_settings import Settings

PARTLY_DONE = 3


@dataclass(frozen=True)
class Wanted:
    """How an ingest is to be done and told."""

    fetch: bool
    full: bool
    dry_run: bool
    as_json: bool
    log_json: bool


def take_up(
    settings: "Settings", given: Sequence[str], reporter: "Reporter",
    *, fetch: bool, full: bool = False, dry_run: bool = False,
) -> "tuple[IngestReport, list[str]]":  # fmt: skip
    """The report of an ingest, and the addresses that were left unfetched."""
    from corpus.embedder import MiniLM
    from corpus.store import Store
    from ingest.fetch import Fetcher
    from ingest.run import Ingest
    from ingest.sources import collect

    sources = collect(given)
    work = Ingest(
        settings, Store(settings.store), MiniLM(settings.threads),
        Fetcher(settings) if fetch else None, reporter,
    )  # fmt: skip
    report = work.run(sources, full=full, dry_run=dry_run)
    return report, [] if fetch else sources.web


def ingest_once(settings: "Settings", given: Sequence[str], wanted: Wanted) -> int:
    """One ingest, told as wanted; returns the exit code."""
    from ppp_log import failed_run_logged, log_run

    with (
        Teller(pages=not wanted.as_json, log=wanted.log_json) as teller,
        failed_run_logged() if wanted.log_json else nullcontext(),
    ):
        report, left = take_up(
            settings, given, teller,
            fetch=wanted.fetch, full=wanted.full, dry_run=wanted.dry_run,
        )  # fmt: skip
    if wanted.log_json:
        log_run(report, dry_run=wanted.dry_run)
    code = PARTLY_DONE if report.failed and report.snapshot else 0
    if wanted.as_json:
        more = {"not_fetched": left, "dry_run": wanted.dry_run, "exit_code": code}
        data({**report.to_json(), **more})
        sys.stdout.flush()
    else:
        say_ingest(report, left, dry_run=wanted.dry_run)
    return code


def go_on(
    settings: "Settings", given: Sequence[str], wanted: Wanted, interval: str, jitter: str
) -> None:
    """Ingest until a signal ends it; sources that can't be used end it before the first run."""
    from ingest.sources import collect
    from ingest.watch import Pauses, Watch, seconds_of, share_of, until_stopped

    pauses = Pauses(seconds_of(interval), share_of(jitter))
    collect(given)
    with until_stopped() as sleep:
        Watch(lambda: ingest_once(settings, given, wanted), pauses, sleep=sleep).forever()


def say_ingest(report: "IngestReport", left: Sequence[str], *, dry_run: bool = False) -> None:
    """Print what an ingest did, after the lines of its pages."""
    for url in left:
        say(f"{'not fetched':<11} {url}")
    counts = f"{report.added} added, {report.kept} kept, {report.removed} removed"
    say(f"passages: {counts}; {report.embedded} texts embedded")
    state = "dry run" if dry_run else "published" if report.published else "unchanged"
    say(f"snapshot: {report.snapshot} ({state})")
