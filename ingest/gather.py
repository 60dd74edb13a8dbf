"""Sources → pages, beside the pages that were served before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.errors import SourceError
from corpus.models import Page
from corpus.snapshot import Snapshot
from ingest.fetch import Fetched, Fetcher, NotModified, Result, Validators
from ingest.read import read_fetched, read_file
from ingest.report import PageReport, PageStatus, Reporter
from ingest.sources import Source


@dataclass(frozen=True)
class Gathered:
    """Pages to serve next, a report for each source and removal, and each page's source.

    `validators` are those of the web pages that were sent anew.
    """

    pages: tuple[Page, ...]
    reports: tuple[PageReport, ...]
    origins: dict[str, str]
    seen: tuple[str, ...]
    validators: dict[str, Validators]


class Gatherer:
    """Reads all sources once; pages that fail keep their last good version."""

    def __init__(
        self, before: Snapshot | None, reporter: Reporter,
        known: Mapping[str, Validators] | None = None,
    ) -> None:  # fmt: skip
        self._before = before.page_of if before else {}
        self._known = {url: each for url, each in (known or {}).items() if url in self._before}
        self._validators: dict[str, Validators] = {}
        self._origin_before = before.manifest.origins if before else {}
        self._reporter = reporter
        self._pages: dict[str, Page] = {}
        self._origins: dict[str, str] = {}
        self._reports: list[PageReport] = []
        self._seen: list[str] = []

    def gather(self, sources: Sequence[Source], fetcher: Fetcher | None) -> Gathered:
        """Read files, then fetch web pages; without a fetcher, web pages are left as they were."""
        for source in sources:
            if source.path is not None:
                self._read(source, None)
        remote = [each for each in sources if each.path is None and each.url is not None]
        if fetcher and remote:
            results = fetcher.fetch([each.url for each in remote if each.url], self._known)
            for source, result in zip(remote, results, strict=True):
                self._read(source, result)
        else:
            for source in remote:
                self._keep(source, None)
        self._report_removed()
        return Gathered(
            tuple(self._pages.values()), tuple(self._reports), self._origins, tuple(self._seen),
            self._validators,
        )  # fmt: skip

    def _read(self, source: Source, fetched: Result | None) -> None:
        try:
            if isinstance(fetched, SourceError):
                raise fetched
            page = self._page(source, fetched)
            if page.url in self._pages:
                other = self._origins[page.url]
                raise SourceError(f"{source.label}: has the url {page.url} of {other} too")
        except SourceError as error:
            self._keep(source, error)
            return
        moved = fetched.moved_to if isinstance(fetched, Fetched) else None
        self._accept(source, page, f"moved for good to {moved}" if moved else "")
        if isinstance(fetched, Fetched):
            self._validators[page.url] = fetched.validators

    def _page(self, source: Source, fetched: Fetched | NotModified | None) -> Page:
        if isinstance(fetched, NotModified):
            page = self._before[fetched.url]
            return replace(page, title=source.title or page.title)
        return read_fetched(source, fetched) if fetched else read_file(source)

    def _accept(self, source: Source, page: Page, note: str) -> None:
        before = self._before.get(page.url)
        status: PageStatus = "new"
        if before is not None:
            status = "unchanged" if before.version == page.version else "changed"
        if before is not None and status == "unchanged" and source.path is None:
            page = replace(page, fetched_at=before.fetched_at)
        self._seen.append(page.url)
        self._add(source, page)
        self._tell(PageReport(page.url, page.title, status, note))

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
            self._tell(PageReport(url, last.title if last else "", "failed", f"{error}; {served}"))

    def _add(self, source: Source, page: Page) -> None:
        self._pages[page.url] = page
        self._origins[page.url] = source.label

    def _report_removed(self) -> None:
        for url, page in self._before.items():
            if url not in self._pages:
                self._tell(PageReport(url, page.title, "removed"))

    def _tell(self, report: PageReport) -> None:
        self._reports.append(report)
        self._reporter.page(report)
