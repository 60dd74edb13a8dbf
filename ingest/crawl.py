"""Pages that are reached from one by its links, breadth first, on its host and those named."""

import asyncio
import mimetypes
from collections.abc import Collection, Iterable, Sequence
from urllib.parse import urlsplit

from corpus.errors import PageError, SourceError
from ingest.fetch import Session
from ingest.fetched import Fetched, ForbiddenError, Result
from ingest.formats import FORMATS
from ingest.sources import Discovery, Source
from ingest.urls import canonical_url, chosen
from ingest.visit import Visit, Visitor

TYPES = mimetypes.MimeTypes()  # those of Python, whatever the machine knows beside them


async def crawl(
    session: Session, discovery: Discovery, visitor: Visitor
) -> tuple[list[Visit], list[str]]:
    """Every page that was asked for, and the addresses beyond `max_pages`.

    Raises SourceError where the first page can't be had. Levels are sorted, so the same web
    gives the same pages.
    """
    start = canonical_url(discovery.url) or discovery.url
    level, seen = [start], {start}
    visits: list[Visit] = []
    for depth in range(discovery.depth + 1):
        room = discovery.max_pages - len(visits)
        if len(level) > room:
            return visits + await ask(session, discovery, visitor, level[:room]), level[room:]
        found = await ask(session, discovery, visitor, level)
        if not depth:
            _check_first(found[0])
        visits += found
        seen |= {each.url for each in found}
        level = wanted(discovery, (link for each in found for link in each.outline.links), seen)
        seen |= set(level)
    return visits, []


async def ask(
    session: Session, discovery: Discovery, visitor: Visitor, urls: Sequence[str]
) -> list[Visit]:
    """Visit pages at once; those that are fresh are not asked for."""
    sources = [discovery.source(url) for url in urls]
    fresh = {each.label: note for each in sources if (note := visitor.fresh(each))}
    due = [each for each in sources if each.label not in fresh]
    results = await asyncio.gather(*(_fetch(session, each, visitor) for each in due))
    sent = {each.label: result for each, result in zip(due, results, strict=True)}
    # Read only now, so that no timeout runs out while the machine is busy with reading.
    return [visitor.visit(each, fresh.get(each.label) or sent[each.label]) for each in sources]


async def _fetch(session: Session, source: Source, visitor: Visitor) -> Result:
    """What is sent; a redirect leads into no part of the site that robots.txt closes."""
    result = await session.page(source.label, visitor.validators(source))
    at = result.at if isinstance(result, Fetched) else None
    if at and at != source.url and not await session.allowed(at):
        return ForbiddenError(f"leads to {at}, which robots.txt forbids")
    return result


def wanted(discovery: Discovery, urls: Iterable[str], seen: Collection[str]) -> list[str]:
    """Addresses to ask for, sorted: not seen yet, matching the patterns, of a page by name."""
    return sorted(
        url for url in set(urls) - set(seen)
        if chosen(url, discovery.include, discovery.exclude) and _may_be_page(url)
    )  # fmt: skip


def _may_be_page(url: str) -> bool:
    kind, packed = TYPES.guess_type(urlsplit(url).path)
    return not packed and (kind is None or kind in FORMATS)


def _check_first(visit: Visit) -> None:
    error = visit.taken
    if isinstance(error, SourceError) and not isinstance(error, PageError):
        raise SourceError(f"{visit.url}: {error}")
