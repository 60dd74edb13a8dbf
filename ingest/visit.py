"""One web page at a time: whether to ask for it, and the Page that comes of what was sent."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from corpus.errors import PageError, SourceError
from corpus.models import Page
from ingest.durations import seconds_between, shown
from ingest.fetched import NONE, Fetched, NotModified, Result, Validators
from ingest.formats import FormatError
from ingest.known import Known
from ingest.notices import HollowError, check_full, check_there, notice
from ingest.outline import Outline, is_indexed, read_outline
from ingest.read import file_body, file_key, file_page, read_fetched
from ingest.sources import Source
from ingest.urls import canonical_url, host_of

UNKNOWN = Known()
NAMED = "asks not to be indexed (noindex); taken, since a source names it"


@dataclass(frozen=True)
class Fresh:
    """The page was checked so lately that it is not asked for; `note` says when."""

    url: str
    note: str


Outcome = Result | Fresh


@dataclass(frozen=True)
class Taken:
    """A page as it is served from now on, and what a report says beside its status.

    `known` is what was learned of a body that was sent; `asked` is False for a fresh page.
    """

    page: Page
    note: str = ""
    known: Known | None = None
    asked: bool = True


@dataclass(frozen=True)
class Visit:
    """What came of one address that was found: `source` has the address that it led to.

    `taken` is None for a page that asks not to be indexed.
    """

    source: Source
    taken: Taken | SourceError | None
    outline: Outline

    @property
    def url(self) -> str:
        """The page's address."""
        return self.source.label


class Visitor:
    """Knows the pages that were served before. `full`: every page is taken as if it were new."""

    def __init__(
        self, before: Mapping[str, Page], known: Mapping[str, Known], now: str, full: bool = False
    ) -> None:
        self.before = before
        self._known = known
        self._now = now
        self._full = full
        self._files = {each.file: before[url] for url, each in known.items() if each.file}

    def read(self, source: Source) -> Taken:
        """The page of a file, read only where it is not as it was; raises PageError."""
        body = file_body(source)
        key = file_key(source, body)
        return Taken(self._files.get(key) or file_page(source, body), known=Known(file=key))

    def fresh(self, source: Source) -> Fresh | None:
        """Whether the page was checked less than its `refresh` ago, read in the same way."""
        known = self._known.get(source.label, UNKNOWN)
        ago = seconds_between(known.checked_at, self._now)
        if source.refresh is None or ago is None or not self._usable(source, known):
            return None
        return (
            Fresh(source.label, f"checked {shown(ago)} ago") if 0 <= ago < source.refresh else None
        )

    def validators(self, source: Source) -> Validators:
        """With which to ask for the page only if it is not the one that is served."""
        known = self._known.get(source.label, UNKNOWN)
        return known.validators if self._usable(source, known) else NONE

    def _usable(self, source: Source, known: Known) -> bool:
        """The served text is what would be read, and where it leads is known if it matters."""
        same = (known.selector, known.hosts) == (source.selector, source.hosts)
        return same and not (source.via and known.outline is None)

    def take(self, source: Source, outcome: Outcome) -> Taken:
        """The page to serve; raises SourceError where the outcome is none or a hollow one."""
        if isinstance(outcome, SourceError):
            raise outcome
        if isinstance(outcome, Fetched):
            return self._take_new(source, outcome)
        page = self.before[outcome.url]
        page = replace(page, title=source.title or page.title)
        if isinstance(outcome, NotModified):
            return Taken(page)
        return Taken(page, outcome.note, asked=False)

    def _take_new(self, source: Source, fetched: Fetched) -> Taken:
        page = read_fetched(source, fetched)
        notes = [f"moved for good to {fetched.moved_to}"] if fetched.moved_to else []
        outline = _outline(fetched, source, source.label)
        if fetched.format == "html":
            self._check(source, fetched, page)
            notes.append(notice(fetched.text, page))
        if not outline.indexed:
            notes.append(NAMED)
        return Taken(
            page, "; ".join(filter(None, notes)),
            Known(
                fetched.validators, source.selector, outline if source.via else None,
                hosts=source.hosts,
            ),
        )  # fmt: skip

    def _check(self, source: Source, fetched: Fetched, page: Page) -> None:
        check_there(fetched.text, page)
        before = self.before.get(page.url)
        same = self._known.get(page.url, UNKNOWN).selector == source.selector
        if before is not None and same and not self._full:
            check_full(page, before)

    def visit(self, source: Source, outcome: Outcome) -> Visit:
        """What came of a found page; one that fails leads where it led when it was last read."""
        remembered = self._known.get(source.label, UNKNOWN).outline or Outline()
        if isinstance(outcome, NotModified) and not is_indexed(outcome.robots):
            return Visit(source, None, remembered)
        if not isinstance(outcome, Fetched):
            return Visit(source, self._tried(source, outcome), remembered)
        url = canonical_url(outcome.at or outcome.url) or source.label
        if host_of(url) not in (host_of(source.label), *source.hosts):
            return Visit(
                source,
                ElsewhereError(f"leads to {url} on another host; name that address if it is meant"),
                Outline(),
            )
        source = replace(source, url=url)
        try:
            outline = _outline(outcome, source, url)
        except PageError as error:  # no text, so nothing can be told of where it leads
            return Visit(source, SourceError(f"{url}: {error}"), remembered)
        if not outline.indexed:
            return Visit(source, None, outline)
        taken = self._tried(source, replace(outcome, moved_to=None))
        return Visit(source, taken, remembered if isinstance(taken, HollowError) else outline)

    def _tried(self, source: Source, outcome: Outcome) -> Taken | SourceError:
        try:
            return self.take(source, outcome)
        except SourceError as error:
            return error


class ElsewhereError(FormatError):
    """An address of this host leads to another one."""


def _outline(fetched: Fetched, source: Source, url: str) -> Outline:
    if fetched.format == "html":
        return read_outline(fetched.text, url, fetched.robots, source.hosts)
    return Outline(indexed=is_indexed(fetched.robots))
