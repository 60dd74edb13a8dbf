"""What stands at the edges of a PDF's pages and is no text: running heads, feet, page numbers."""

import re
from collections import Counter
from collections.abc import Sequence

from ingest.pdflines import Line

DEEPEST = 4  # lines of a running head or foot
FEWEST = 3  # odd or even pages from which those alone may share a head
PAGE_NUMBER = re.compile(
    r"(?:page|p\.|-|–)?\s*(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:of|/)\s*\d{1,4})?\s*[-–]?", re.IGNORECASE
)
DIGITS = re.compile(r"\d+")

Page = list[Line]


def without_edges(pages: Sequence[Sequence[Line]]) -> list[Page]:
    """The pages' lines without what repeats at the edge of most pages, and page numbers."""
    left = [list(page) for page in pages]
    for top in (True, False):
        for _ in range(DEEPEST):
            edges = [_edge(page, top) for page in left]
            dropped = _furniture(edges)
            if not any(dropped):
                break
            for page, edge, drop in zip(left, edges, dropped, strict=True):
                if drop:
                    page[:] = [line for line in page if line not in edge]
    return left


def _edge(page: Page, top: bool) -> Page:
    """The outermost line of a page with all that stands beside it, from left to right."""
    if not page:
        return []
    outer = max(page, key=lambda each: each.y0) if top else min(page, key=lambda each: each.y0)
    beside = [each for each in page if each.y0 < outer.y1 and each.y1 > outer.y0]
    return sorted(beside, key=lambda each: each.x0)


def _furniture(edges: Sequence[Page]) -> list[bool]:
    """For each page, whether its edge is no text."""
    keys = [_key(edge) for edge in edges]
    groups = [range(len(edges))]
    if len(edges) >= 2 * FEWEST:
        groups += [range(0, len(edges), 2), range(1, len(edges), 2)]
    common = {
        key
        for group in groups
        for key, count in Counter(keys[page] for page in group).items()
        if key and count > 1 and count > len(group) / 2
    }
    offset = _offset(edges)
    return [
        bool(edge) and (key in common or _is_number(edge) or _counts(edge, page, offset))
        for page, (edge, key) in enumerate(zip(edges, keys, strict=True))
    ]


def _key(edge: Page) -> tuple[str, int] | None:
    """Words and height; figures aside, which count the pages."""
    if not edge:
        return None
    return DIGITS.sub("#", " ".join(line.text for line in edge)), round(edge[0].y0)


def _is_number(edge: Page) -> bool:
    return len(edge) == 1 and PAGE_NUMBER.fullmatch(edge[0].text) is not None


def _offset(edges: Sequence[Page]) -> int | None:
    """What the numbers at this edge are more than their page's place; None if they don't count."""
    found = Counter(
        int(line.text) - page
        for page, edge in enumerate(edges)
        for line in edge
        if line.text.isdecimal() and len(line.text) < 5
    )
    best = found.most_common(1)
    return best[0][0] if best and best[0][1] > max(1, len(edges) / 3) else None


def _counts(edge: Page, page: int, offset: int | None) -> bool:
    """Whether one of the cells at the edge is the page's number."""
    return offset is not None and any(line.text == str(page + offset) for line in edge)
