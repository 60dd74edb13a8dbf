"""What an HTML page says to those who follow links: where they lead, what not to take."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from ingest.htmltree import parse
from ingest.urls import canonical_url, host_of


@dataclass(frozen=True)
class Outline:
    """Addresses that it links to on hosts that count, sorted; none where it says nofollow.

    `canonical` is the address that the page calls its own; `indexed` is False for noindex, in
    the page or beside it.
    """

    links: tuple[str, ...] = ()
    canonical: str | None = None
    indexed: bool = True


def is_indexed(said: Collection[str]) -> bool:
    """Whether words for robots let a page be taken."""
    return "noindex" not in said and "none" not in said


def read_outline(
    text: str, url: str, robots: Collection[str] = (), hosts: Collection[str] = ()
) -> Outline:
    """The outline of an HTML page that came from `url`; `robots` are words sent beside it.

    Links count that lead to `hosts`, or where there are none to the page's own.
    """
    tree = parse(text)
    if tree is None:
        return Outline(indexed=is_indexed(robots))
    said = _robots(tree) | set(robots)
    base = next((canonical_url(each, url) for each in tree.xpath("//base/@href")), None) or url
    named = (each.get("href", "") for each in tree.iter("link") if "canonical" in _rel(each))
    links = () if said & {"nofollow", "none"} else _links(tree, base, hosts or (host_of(url),))
    return Outline(
        links=tuple(links),
        canonical=next((canonical_url(each, base) for each in named), None),
        indexed=is_indexed(said),
    )


def _robots(tree: Any) -> set[str]:  # noqa: ANN401 - lxml has no types
    said = (
        each.get("content", "").lower()
        for each in tree.iter("meta")
        if each.get("name", "").strip().lower() == "robots"
    )
    return {word.strip() for words in said for word in words.split(",")}


def _links(tree: Any, base: str, hosts: Collection[str]) -> list[str]:  # noqa: ANN401
    found = (
        canonical_url(each.get("href"), base)
        for each in tree.iter("a")
        if each.get("href") and "nofollow" not in _rel(each)
    )
    return sorted({each for each in found if each and host_of(each) in hosts})


def _rel(element: Any) -> list[str]:  # noqa: ANN401
    words: list[str] = element.get("rel", "").lower().split()
    return words
