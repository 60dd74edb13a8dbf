"""Which versions of a page were served, oldest first: kept beside the snapshots."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from corpus.errors import PageError
from corpus.models import Page

SHORT = 12  # digits of a version that are shown
SHORTEST = 4  # digits by which one may be named


@dataclass(frozen=True)
class PageVersion:
    """One version of a page: when it was first taken up, and the dates it came with.

    `text_removed_at` is when its text was let go of; None while the text is kept.
    """

    version: str
    title: str
    accepted_at: str
    fetched_at: str | None
    current_as_of: str | None
    text_removed_at: str | None = None


History = dict[str, tuple[PageVersion, ...]]  # by url, oldest first


def with_pages(history: History, pages: Iterable[Page], now: str) -> History:
    """The history after these pages were taken up; versions that stay add nothing."""
    result = dict(history)
    for page in pages:
        known = result.get(page.url, ())
        if not known or known[-1].version != page.version:
            new = PageVersion(page.version, page.title, now, page.fetched_at, page.current_as_of)
            result[page.url] = (*known, new)
    return result


def find_version(url: str, versions: Iterable[PageVersion], named: str) -> PageVersion:
    """The version of a page that a beginning of its hash names; the latest where it came back.

    Raises PageError where none or several match.
    """
    found = {each.version: each for each in versions if each.version.startswith(named.lower())}
    if len(named) < SHORTEST or len(found) != 1:
        known = ", ".join(each.version[:SHORT] for each in versions)
        raise PageError(f"version {named!r} of {url}: {len(found)} match; known: {known or 'none'}")
    return next(iter(found.values()))


def newest(history: History, count: int) -> set[str]:
    """The `count` newest versions of each page; one that came back counts once."""
    return {
        version
        for versions in history.values()
        for version in list(dict.fromkeys(each.version for each in reversed(versions)))[:count]
    }


def with_removed(history: History, removed: Collection[str], now: str) -> History:
    """The history in which exactly these versions are without their text."""
    return {
        url: tuple(
            replace(each, text_removed_at=(each.text_removed_at or now))
            if each.version in removed else replace(each, text_removed_at=None)
            for each in versions
        )
        for url, versions in history.items()
    }  # fmt: skip


def removed_text(url: str, version: PageVersion) -> PageError:
    """The error of one who asks for a text that was let go of."""
    return PageError(
        f"version {version.version[:SHORT]} of {url}: its text is gone since "
        f"{version.text_removed_at}; the setting keep_versions says how many are kept"
    )


def history_to_json(history: History) -> dict[str, Any]:
    """A history as JSON."""
    return {url: [asdict(each) for each in versions] for url, versions in history.items()}


def history_from_json(value: dict[str, Any]) -> History:
    """Inverse of history_to_json; raises TypeError or AttributeError for anything else."""
    return {url: tuple(PageVersion(**each) for each in versions) for url, versions in value.items()}
