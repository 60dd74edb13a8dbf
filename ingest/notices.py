"""What a fetched page says of itself: that it is not there, was archived, has moved.

All patterns stand here. A page counts as missing only where its whole heading, or a whole part
of its title, says so and hardly anything stands below.
"""

import re
from collections.abc import Iterator
from typing import Any

from corpus.errors import SourceError
from corpus.models import Page
from ingest.htmltree import parse
from ingest.lines import clean

LONGEST_MISSING = 150  # words of a page that says it is not there
EMPTY_WORDS, FULL_WORDS, EMPTY_SHARE = 40, 150, 0.1  # nearly empty now, and full before
LONGEST_BANNER, LONGEST_HEADING = 80, 20  # words
BEGINNING = 300  # characters in which a page may say that it was archived or has moved
SHOWN = 120  # characters of a notice that a report quotes

_THING = (
    r"(?:the |this |that )?(?:requested )?(?:web ?)?(?:page|file|document|url|resource)"
    r"(?: (?:that )?you(?: (?:requested|want)|(?:'re| are| were) (?:looking|searching) for))?"
)
_GONE = (
    r"(?:(?:(?:was|is|could|can) ?not|wasn't|isn't|couldn't|can't)(?: be)? found|not found"
    r"|(?:does not|doesn't|no longer) exists?|is no longer available"
    r"|(?:has been|was) (?:removed|deleted))"
)
_UNFOUND = rf"(?:sorry,? )?we (?:cannot|can't|could not|couldn't) find {_THING}"
_NUMBER = r"(?:(?:http|error|status|code)[ :]*)*404(?: error)?"
_MARKS = r"[\s:.,!()–—-]*"
MISSING = re.compile(
    rf"{_MARKS}(?:(?:sorry|oops|whoops|we're sorry)\b{_MARKS})?"
    rf"(?:{_NUMBER}(?:{_MARKS}(?:{_THING} {_GONE}|{_UNFOUND}|not found))?"
    rf"|(?:{_THING} {_GONE}|{_UNFOUND}|not found)(?:{_MARKS}{_NUMBER})?){_MARKS}",
    re.IGNORECASE,
)
TITLE_PARTS = re.compile(r"\s+[|–—·»-]+\s+|\s*::\s*|\s*\|\s*")
_PAGE = r"this (?:web ?)?(?:page|site|website|content|document|publication|information)"
_HAS = r"(?:has|have|was|is|had)(?: now)?(?: been)?(?: permanently)?"
MOVED = re.compile(rf"\b{_PAGE} {_HAS} (?:moved|relocated|migrated)\b", re.IGNORECASE)
ARCHIVED = re.compile(
    rf"\b{_PAGE} {_HAS} (?:an? )?archived?\b|\b{_PAGE} is (?:no longer|not) (?:being )?"
    r"(?:maintained|updated)\b",
    re.IGNORECASE,
)
LABEL = re.compile(
    r"\W*archived(?:$|\W* (?:content|page|document|material|information)\b|\W*[:\])])",
    re.IGNORECASE,
)
BANNER = re.compile(r"(?:^|[\s_-])(?:banner|alert|notice|archived?|message|callout|warning)"
                    r"(?:$|[\s_-])", re.IGNORECASE)  # fmt: skip


class HollowError(SourceError):
    """A server sends something that stands in the place of the page."""


def check_there(html: str, page: Page) -> None:
    """Raises HollowError for a page that says, with status 200, that it is not there."""
    if _words(page.text) > LONGEST_MISSING:
        return
    tree = parse(html)
    for name in () if tree is None else _names(tree):
        if MISSING.fullmatch(name.replace("’", "'")):
            raise HollowError(f"its server sends a page that says {name!r}, with status 200")


def check_full(page: Page, before: Page) -> None:
    """Raises HollowError for a page that has lost nearly all of its words."""
    now, then = _words(page.text), _words(before.text)
    if now < EMPTY_WORDS and then >= FULL_WORDS and now <= EMPTY_SHARE * then:
        raise HollowError(
            f"is nearly empty: {now} words, {then} before; `ppp ingest --full` takes it as it is"
        )


def notice(html: str, page: Page) -> str:
    """That the page says it was archived or has moved, in its words; "" where it does not."""
    tree = parse(html)
    if tree is None:
        return ""
    headings = [text for text in _headings(tree) if _words(text) <= LONGEST_HEADING]
    banners = list(_banners(tree))
    for text in (*headings, *banners, clean(page.text[:BEGINNING])):
        for said, pattern in (("has moved", MOVED), ("was archived", ARCHIVED)):
            if found := pattern.search(text):
                return f"says that it {said}: {_shown(text, found.start())}"
    labels = (text for text in (*headings, *banners) if LABEL.match(text))
    label = next(labels, None)
    return f"says that it was archived: {_shown(label, 0)}" if label else ""


def _names(tree: Any) -> Iterator[str]:  # noqa: ANN401 - lxml has no types
    """Parts of the title, and the first heading."""
    for title in tree.iter("title"):
        yield from (
            part for each in TITLE_PARTS.split(title.text_content()) if (part := clean(each))
        )
    yield from _headings(tree)[:1]


def _headings(tree: Any) -> list[str]:  # noqa: ANN401
    """Headings of level 1; those of level 2 where there are none."""
    for level in ("h1", "h2"):
        found = [text for each in tree.iter(level) if (text := clean(each.text_content()))]
        if found:
            return found
    return []


def _banners(tree: Any) -> Iterator[str]:  # noqa: ANN401
    for element in tree.iter("div", "section", "aside", "p", "header"):
        named = f"{element.get('class', '')} {element.get('id', '')}"
        if element.get("hidden") is None and (
            element.get("role") == "alert" or BANNER.search(named)
        ):
            text = clean(element.text_content())
            if text and _words(text) <= LONGEST_BANNER:
                yield text


def _shown(text: str, start: int) -> str:
    words = text[start : start + SHOWN].strip()
    return f'"{words}{"…" if len(text) > start + SHOWN else ""}"'


def _words(text: str) -> int:
    return len(text.split())
