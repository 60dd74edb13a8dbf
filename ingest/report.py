"""What an ingest did, page by page, and how it tells while it runs."""

from dataclasses import asdict, dataclass
from typing import Any, Literal, Protocol

PageStatus = Literal["new", "changed", "unchanged", "removed", "failed", "found"]


@dataclass(frozen=True)
class PageReport:
    """What became of one page; `reason` says why it failed and what is served instead, that
    its address has changed, or what found it.

    A crawl or sitemap reports once as well, under its own address: "found" with a summary, or
    "failed".
    """

    url: str
    title: str
    status: PageStatus
    reason: str = ""


@dataclass(frozen=True)
class IngestReport:
    """The outcome of one ingest. `embedded` counts the texts that went through the model,
    `before` is the snapshot that was served until then.
    """

    pages: tuple[PageReport, ...]
    added: int
    kept: int
    removed: int
    embedded: int
    snapshot: str | None
    published: bool
    before: str | None = None

    @property
    def failed(self) -> int:
        """Number of pages that failed."""
        return sum(page.status == "failed" for page in self.pages)

    def to_json(self) -> dict[str, Any]:
        """The report as JSON."""
        return asdict(self)


class Reporter(Protocol):
    """Hears of an ingest's progress."""

    def page(self, report: PageReport) -> None:
        """One page was read, or could not be."""

    def embedding(self, total: int) -> None:
        """`total` new texts are about to be embedded."""

    def advance(self, done: int) -> None:
        """`done` more texts were embedded."""


class Silent:
    """A Reporter that says nothing."""

    def page(self, report: PageReport) -> None:
        """See Reporter."""

    def embedding(self, total: int) -> None:
        """See Reporter."""

    def advance(self, done: int) -> None:
        """See Reporter."""
