"""Addresses in a sitemap or an index of sitemaps (sitemaps.org), also compressed."""

import gzip
import io
import zlib
from typing import Any

from corpus.errors import SourceError
from ingest.fetch import Session
from ingest.fetched import Body
from ingest.urls import canonical_url, host_of

MOST_SITEMAPS = 100  # files of one index
MOST_BYTES = 50_000_000  # of one file, unpacked: what sitemaps.org allows
GZIP = b"\x1f\x8b"


async def sitemap_urls(session: Session, address: str) -> list[str]:
    """All page addresses on the sitemap's own host, sorted.

    Raises SourceError where any of its files fails: half a list would look like removed pages.
    """
    start = canonical_url(address) or address
    waiting, seen, pages = [start], {start}, set[str]()
    while waiting:
        current = waiting.pop(0)
        body = await session.body(current)
        if isinstance(body, SourceError):
            raise SourceError(f"{current}: {body}")
        kind, found = _entries(body, current)
        if kind == "urlset":
            pages |= set(found)
            continue
        new = sorted(set(found) - seen)
        seen |= set(new)
        waiting += new
        if len(seen) > MOST_SITEMAPS:
            raise SourceError(
                f"{start}: names more than {MOST_SITEMAPS} sitemaps; name those you need instead"
            )
    own = {each for each in pages if host_of(each) == host_of(start)}
    if pages and not own:
        raise SourceError(
            f"{start}: names only pages of other hosts ({host_of(min(pages))}); "
            "name the sitemap by that host"
        )
    return sorted(own)


def _entries(body: Body, address: str) -> tuple[str, list[str]]:
    """What a file is, "urlset" or "sitemapindex", and its addresses in canonical form."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(_unpacked(body.content), parser)
    except (etree.XMLSyntaxError, ValueError, EOFError, OSError, zlib.error) as error:
        raise SourceError(f"{address}: is no sitemap: {error}") from error
    kind = _name(root)
    if kind not in ("urlset", "sitemapindex"):
        raise SourceError(f"{address}: is no sitemap: its root element is <{kind}>")
    places = (
        child.text or "" for entry in root for child in entry if _name(child) == "loc"
    )  # images and other extensions have names of their own, deeper
    found = [url for place in places if (url := canonical_url(place, body.at))]
    if kind == "sitemapindex":
        found = [url for url in found if host_of(url) == host_of(address)]
    return kind, found


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(GZIP):
        return content
    with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
        text = file.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise ValueError(f"larger than {MOST_BYTES} bytes unpacked")
    return text


def _name(element: Any) -> str:  # noqa: ANN401 - lxml has no types
    """Tag without namespace; "" for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
