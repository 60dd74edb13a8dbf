"""One ingest from sources to a published snapshot."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.clock import utc_now
from corpus.embedder import Embedder
from corpus.errors import NoSnapshotError, SourceError, StoreError
from corpus.failures import after_checks
from corpus.snapshot import Snapshot, read_manifest
from corpus.store import Store
from corpus.texts import text_key
from ingest.build import Plan, build_snapshot, plan_snapshot
from ingest.canonical import SPLITTER
from ingest.fetch import Fetcher
from ingest.gather import Gathered, Gatherer
from ingest.known import Known, read_known, write_known
from ingest.report import IngestReport, Reporter, Silent
from ingest.sources import Sources
from ingest.visit import Visitor
from ingest.webhook import post, published
from ppp_settings import Settings


@dataclass(frozen=True)
class Ingest:
    """The parts that an ingest works with. Without a fetcher web pages are left as they are."""

    settings: Settings
    store: Store
    embedder: Embedder
    fetcher: Fetcher | None = None
    reporter: Reporter = field(default_factory=Silent)

    def run(self, sources: Sources, full: bool = False, dry_run: bool = False) -> IngestReport:
        """Make the store serve exactly these sources.

        `full` asks for every page anew, takes it as it is and embeds everything again;
        `dry_run` only reports what would change. Raises SourceError when no page at all could
        be read; what was served stays served.
        """
        if dry_run:
            return self._run(sources, full, dry_run)
        with self.store.writing():
            report = self._run(sources, full, dry_run)
        if report.published and self.settings.webhook_url:
            post(self.settings.webhook_url, published(report), self.settings.user_agent)
        return report

    def _run(self, sources: Sources, full: bool, dry_run: bool) -> IngestReport:
        before = self._before(full)
        pages = before.page_of if before else {}
        visitor = Visitor(pages, self._known(before, full), utc_now(), full)
        gathered = Gatherer(before, self.reporter, visitor).gather(sources, self.fetcher)
        if not gathered.pages:
            failed = [each for each in gathered.reports if each.status == "failed"]
            reasons = "; ".join(f"{each.url}: {each.reason}" for each in failed)
            raise SourceError(f"no page could be read ({reasons or 'no sources'})")
        plan = plan_snapshot(
            gathered.pages, sources.about, gathered.origins,
            self.embedder.id, self.settings.passage_chars, gathered.tags,
        )  # fmt: skip
        changed = full or before is None or before.id != plan.id
        embedded = 0
        if changed and not dry_run:
            embedded = self._publish(plan, before, full)
        if not dry_run:
            self._record(gathered, sources)
        return self._report(gathered, plan, before, embedded, changed and not dry_run)

    def _before(self, full: bool) -> Snapshot | None:
        """The served snapshot; a broken one is as good as none when all is built anew."""
        try:
            return self.store.open()
        except NoSnapshotError:
            return None
        except StoreError:
            if full:
                return None
            raise

    def _known(self, before: Snapshot | None, full: bool) -> dict[str, Known]:
        """Of the served pages; they are read anew where another splitter than this one did."""
        if before is None:
            return {}
        anew = full or before.manifest.splitter.partition("/")[0] != SPLITTER
        return read_known(self.store.root, before.page_of, self.store.checks(), anew=anew)

    def _publish(self, plan: Plan, before: Snapshot | None, full: bool) -> int:
        folder = self.store.begin(plan.id)
        known = None if full else before
        embedded = build_snapshot(plan, folder, self.embedder, known, self.reporter)
        for page in (*(before.pages if before else ()), *plan.pages):
            self.store.keep_version(page)
        self.store.record_versions(before, plan.pages, utc_now())
        final = self.store.finish(folder)
        if read_manifest(final).passages != len(plan.passages):
            raise StoreError(f"{final}: holds another number of passages than planned")
        self.store.publish(final)
        self._retire(plan, before)
        self.store.prune()
        return embedded

    def _retire(self, plan: Plan, before: Snapshot | None) -> None:
        """Let go of old versions; never of those of the served snapshot and the one before."""
        used = {page.version for page in (*plan.pages, *(before.pages if before else ()))}
        self.store.retire_versions(used, self.settings.keep_versions, utc_now())

    def _record(self, gathered: Gathered, sources: Sources) -> None:
        now = utc_now()
        served = {page.url: page for page in gathered.pages}
        checks = {url: at for url, at in self.store.checks().items() if url in served}
        self.store.record_checks({**checks, **{url: now for url in gathered.seen}})
        write_known(self.store.root, served, gathered.known)
        self._record_failures(gathered, sources, now)

    def _record_failures(self, gathered: Gathered, sources: Sources, now: str) -> None:
        """Of pages, and of discoveries, which pass by finding something."""
        failed = {each.url: each.reason for each in gathered.reports if each.status == "failed"}
        found = {each.url for each in gathered.reports if each.status == "found"}
        known = {
            *(each.url for each in gathered.pages), *(each.label for each in sources.items),
            *(each.url for each in sources.discoveries),
        }  # fmt: skip
        before = self.store.failures()
        failures = after_checks(before, failed, {*gathered.seen, *found}, known, now)
        if failures != before:
            self.store.record_failures(failures)

    def _report(
        self, gathered: Gathered, plan: Plan, before: Snapshot | None, embedded: int, done: bool
    ) -> IngestReport:
        old = _passage_counts(before)
        new = Counter(_keys([each.url for each in plan.passages], plan.passage_texts))
        kept = (old & new).total()
        return IngestReport(
            pages=gathered.reports,
            added=new.total() - kept,
            kept=kept,
            removed=old.total() - kept,
            embedded=embedded,
            snapshot=plan.id,
            published=done,
            before=before.id if before else None,
        )


def _keys(urls: Sequence[str], texts: Sequence[str]) -> list[tuple[str, str]]:
    return [(url, text_key(text)) for url, text in zip(urls, texts, strict=True)]


def _passage_counts(snapshot: Snapshot | None) -> Counter[tuple[str, str]]:
    if snapshot is None:
        return Counter()
    contents = snapshot.contents
    return Counter(
        (passage.url, contents.keys[row])
        for passage, row in zip(snapshot.passages, contents.passage_rows, strict=True)
    )
