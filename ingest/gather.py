"""Sources → pages, beside the pages that were served before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.errors import SourceError
from corpus.models import Page
from corpus.snapshot import Snapshot
from ingest.discover import Found, discover
from ingest.fetch import Fetcher
from ingest.known import Known
from ingest.report import PageReport, PageStatus, Reporter
from ingest.sources import Discovery, Source, Sources
from ingest.urls import canonical_url
from ingest.visit import Outcome, Taken, Visitor


@dataclass(frozen=True)
class Gathered:
    """Pages to serve next, a report for each source and removal, and each page's source.

    `seen` are the pages that were read or asked for with success; `known` is what was learned
    of the files, and of the web pages that were sent anew.
    """

    pages: tuple[Page, ...]
    reports: tuple[PageReport, ...]
    origins: dict[str, str]
    tags: dict[str, tuple[str, ...]]
    seen: tuple[str, ...]
    known: dict[str, Known]


class Gatherer:
    """Reads all sources once; pages that fail keep their last good version."""

    def __init__(self, before: Snapshot | None, reporter: Reporter, visitor: Visitor) -> None:
        self._before = before.page_of if before else {}
        self._origin_before = before.manifest.origins if before else {}
        self._visitor = visitor
        self._reporter = reporter
        self._known: dict[str, Known] = {}
        self._pages: dict[str, Page] = {}
        self._origins: dict[str, str] = {}
        self._tags: dict[str, tuple[str, ...]] = {}
        self._reports: list[PageReport] = []
        self._seen: list[str] = []

    def gather(self, sources: Sources, fetcher: Fetcher | None) -> Gathered:
        """Read files, then fetch web pages; without a fetcher, web pages are left as they were."""
        for source in sources.items:
            if source.path is not None:
                self._read(source, None)
        remote = [each for each in sources.items if each.path is None and each.url is not None]
        if fetcher:
            for source, outcome in zip(remote, self._fetch(remote, fetcher), strict=True):
                self._read(source, outcome)
        else:
            for source in remote:
                self._keep(source, None)
        named = {canonical_url(each.label) or each.label for each in remote} | self._pages.keys()
        for discovery in sources.discoveries:
            self._discover(discovery, fetcher, named)
        self._report_removed()
        return Gathered(
            tuple(self._pages.values()), tuple(self._reports), self._origins, self._tags,
            tuple(self._seen), self._known,
        )  # fmt: skip

    def _fetch(self, remote: Sequence[Source], fetcher: Fetcher) -> list[Outcome]:
        """What comes of each source, in order; pages that are fresh are not asked for."""
        outcomes: list[Outcome | None] = [self._visitor.fresh(each) for each in remote]
        due = [each for each, known in zip(remote, outcomes, strict=True) if known is None]
        validators = {each.label: self._visitor.validators(each) for each in due}
        results = iter(fetcher.fetch([each.label for each in due], validators) if due else ())
        return [next(results) if each is None else each for each in outcomes]

    def _discover(self, discovery: Discovery, fetcher: Fetcher | None, named: set[str]) -> None:
        """Take the pages that are found now; all of before where that can't be told."""
        if fetcher is None:
            self._keep_found(discovery)
            return
        try:
            found = discover(discovery, fetcher, self._visitor, named | self._pages.keys())
        except SourceError as error:
            kept = self._keep_found(discovery)
            served = f"its {kept} pages of before are served" if kept else "nothing served for it"
            self._tell_of(discovery, "failed", f"{error}; {served}")
            return
        self._take_found(discovery, found)

    def _take_found(self, discovery: Discovery, found: Found) -> None:
        self._tell_of(discovery, "found", found.summary)
        for source, taken in found.pages:
            if isinstance(taken, SourceError):
                self._keep(source, taken)
            else:
                self._accept(source, taken)

    def _tell_of(self, discovery: Discovery, status: PageStatus, reason: str) -> None:
        reason = f"{discovery.kind}: {reason}"
        self._tell(PageReport(discovery.url, discovery.title, status, reason))

    def _keep_found(self, discovery: Discovery) -> int:
        """Go on serving the pages that were found before; how many those are."""
        kept = [
            page for url, page in self._before.items()
            if self._origin_before.get(url) == discovery.label and url not in self._pages
        ]  # fmt: skip
        for page in kept:
            self._add(discovery.source(page.url), page)
        return len(kept)

    def _read(self, source: Source, outcome: Outcome | None) -> None:
        try:
            if outcome is None:
                taken = self._visitor.read(source)
            else:
                taken = self._visitor.take(source, outcome)
            if taken.page.url in self._pages:
                other = self._origins[taken.page.url]
                raise SourceError(f"{source.label}: has the url {taken.page.url} of {other} too")
        except SourceError as error:
            self._keep(source, error)
            return
        self._accept(source, taken)

    def _accept(self, source: Source, taken: Taken) -> None:
        page = taken.page
        before = self._before.get(page.url)
        status: PageStatus = "new"
        if before is not None:
            status = "unchanged" if before.version == page.version else "changed"
        if before is not None and status == "unchanged" and source.path is None:
            page = replace(page, fetched_at=before.fetched_at)
        if taken.asked:
            self._seen.append(page.url)
        if taken.known is not None:
            self._known[page.url] = taken.known
        self._add(source, page)
        self._tell(PageReport(page.url, page.title, status, _found_by(source, taken.note)))

    def _keep(self, source: Source, error: SourceError | None) -> None:
        """Go on serving the page's last good version, if there is one."""
        last = next((page for url, page in self._before.items()
                     if source.label in (url, self._origin_before.get(url))), None)  # fmt: skip
        kept = last is not None and last.url not in self._pages
        if last is not None and kept:
            self._add(source, last)
        if error is not None:
            served = "its last good version is served" if kept else "nothing served for it"
            url = last.url if last else source.label
            reason = _found_by(source, f"{error}; {served}")
            self._tell(PageReport(url, last.title if last else "", "failed", reason))

    def _add(self, source: Source, page: Page) -> None:
        self._pages[page.url] = page
        self._origins[page.url] = source.via or source.label
        if source.tags:
            self._tags[page.url] = source.tags

    def _report_removed(self) -> None:
        for url, page in self._before.items():
            if url not in self._pages:
                self._tell(PageReport(url, page.title, "removed"))

    def _tell(self, report: PageReport) -> None:
        self._reports.append(report)
        self._reporter.page(report)


def _found_by(source: Source, note: str) -> str:
    return "; ".join(filter(None, (f"found by {source.via}" if source.via else "", note)))
