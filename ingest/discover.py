"""From a crawl or sitemap to the pages that are taken, each once, and a summary in words."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from corpus.errors import SourceError
from ingest.crawl import ask, crawl, wanted
from ingest.fetch import Fetcher, Session
from ingest.fetched import ForbiddenError, GoneError
from ingest.formats import FormatError
from ingest.sitemap import sitemap_urls
from ingest.sources import Discovery, Source
from ingest.urls import chosen
from ingest.visit import ElsewhereError, Taken, Visit, Visitor

SHOWN = 3  # addresses that a summary names
FORBIDDEN, ELSEWHERE, NO_PAGE = "forbidden by robots.txt", "on another host", "of no known format"
NO_INDEX, TWICE, NOT_CHOSEN = "marked noindex", "under another address", "not chosen"
GONE = "not there"


@dataclass(frozen=True)
class Found:
    """Pages of a discovery by address, each with what came of it, and a summary."""

    pages: tuple[tuple[Source, Taken | SourceError], ...]
    summary: str


@dataclass(frozen=True)
class _Seen:
    """What was visited, what lies beyond `max_pages`, and pages that other sources own."""

    visits: list[Visit]
    beyond: list[str]
    others: set[str]


def discover(
    discovery: Discovery, fetcher: Fetcher, visitor: Visitor, owned: Collection[str]
) -> Found:
    """Find and fetch the pages; those in `owned` belong to other sources and are left to them.

    Raises SourceError where nothing can be told of what is there: then all should stay.
    """

    async def work(session: Session) -> _Seen:
        if discovery.kind == "crawl":
            visits, beyond = await crawl(session, discovery, visitor)
            return _Seen(visits, beyond, {each.url for each in visits} & set(owned))
        named = await sitemap_urls(session, discovery.url)
        urls = wanted(discovery, named, owned)
        visits = await ask(session, discovery, visitor, urls[: discovery.max_pages])
        return _Seen(visits, urls[discovery.max_pages :], set(named) & set(owned))

    seen = fetcher.explore(discovery.named, work)
    return _found(discovery, seen, visitor, owned)


def _found(discovery: Discovery, seen: _Seen, visitor: Visitor, owned: Collection[str]) -> Found:
    at = {each.url: each for each in reversed(seen.visits)}  # the first wins
    why = {url: _left_out(visit, discovery, visitor.before) for url, visit in at.items()}
    present = {
        url for url, each in at.items()
        if not why[url] and (isinstance(each.taken, Taken) or url in visitor.before)
    } | set(owned)  # fmt: skip
    canonical = {url: each.outline.canonical for url, each in at.items()}
    pages: list[tuple[Source, Taken | SourceError]] = []
    for url, visit in sorted(at.items()):
        if not why[url] and _representative(url, canonical, present) != url:
            why[url] = TWICE
        if not why[url] and url not in owned and visit.taken is not None:
            pages.append((visit.source, visit.taken))
    gone = [url for url, each in sorted(at.items()) if why[url] == GONE]
    details = list(_details(discovery, why.values(), gone, seen.beyond))
    if not pages and not seen.others:
        raise SourceError("; ".join(("found no page to serve", *details)))
    failed = sum(isinstance(taken, SourceError) for _, taken in pages)
    count = _count(len(pages) - failed, "page") + (f", {failed} failed" if failed else "")
    summary = "; ".join((count, *details))
    return Found(tuple(pages), summary)


def _left_out(visit: Visit, discovery: Discovery, before: Collection[str]) -> str:
    """Why an address gives no page; "" where it does, also where it failed."""
    error = visit.taken
    if error is None:
        return NO_INDEX
    if isinstance(error, ForbiddenError):
        return FORBIDDEN
    if isinstance(error, ElsewhereError):
        return ELSEWHERE
    if isinstance(error, FormatError):
        return NO_PAGE
    if isinstance(error, GoneError) and visit.url not in before:
        return GONE
    return "" if chosen(visit.url, discovery.include, discovery.exclude) else NOT_CHOSEN


def _representative(url: str, canonical: Mapping[str, str | None], present: Collection[str]) -> str:
    """The page that stands for this one: where its canonical addresses lead among those present."""
    path = [url]
    while (following := canonical.get(path[-1])) in present and following is not None:
        if following in path:  # a circle, often a page that names itself
            return min(path[path.index(following) :])
        path.append(following)
    return path[-1]


def _details(
    discovery: Discovery, reasons: Iterable[str], gone: list[str], beyond: list[str]
) -> Iterator[str]:
    counts = Counter(each for each in reasons if each and each != GONE)
    if counts:
        yield "left out: " + ", ".join(f"{n} {reason}" for reason, n in sorted(counts.items()))
    if gone:
        more = f" and {len(gone) - SHOWN} more" if len(gone) > SHOWN else ""
        yield f"links that lead nowhere: {', '.join(gone[:SHOWN])}{more}"
    if beyond:
        yield (
            f"stopped at max_pages = {discovery.max_pages}, {_count(len(beyond), 'address')} more "
            "known; raise it, or narrow with include and exclude"
        )


def _count(number: int, thing: str) -> str:
    plural = "es" if thing.endswith("s") else "s"
    return f"{number} {thing}{'' if number == 1 else plural}"
