"""Which two versions of which pages are compared, and what `ppp diff` says of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.diff import Change, Unit, changes
from corpus.errors import PageError
from corpus.history import SHORT, History, PageVersion, find_version
from corpus.store import Store


@dataclass(frozen=True)
class PageDiff:
    """Two versions of a page, older first, and what changed; no `old`: there is but one.

    `note` says why the versions could not be compared.
    """

    url: str
    old: PageVersion | None
    new: PageVersion
    changes: tuple[Change, ...] = ()
    note: str = ""


def compare(
    store: Store, url: str | None = None, old: str | None = None, new: str | None = None
) -> list[PageDiff]:
    """Compare versions of one page, or the last two of every page that ever changed.

    Among all pages, one whose text is no longer kept gets a note; alone it is an error.
    `new` defaults to the newest version and `old` to the one before it. Raises PageError for
    an unknown page or version, and NoSnapshotError for a store that serves nothing.
    """
    history = store.history()
    if url is None and (old or new):
        url = _page_with(history, old or new or "")
    if url is not None:
        known = _known(url, history)
        return [_compared(store, known, history[known], old, new)]
    changed = {each: versions for each, versions in history.items() if len(versions) > 1}
    return [_last_two(store, each, versions) for each, versions in changed.items()]


def _last_two(store: Store, url: str, versions: Sequence[PageVersion]) -> PageDiff:
    try:
        return _compared(store, url, versions)
    except PageError as error:
        return PageDiff(url, versions[-2], versions[-1], note=str(error))


def _page_with(history: History, version: str) -> str:
    found = [
        url for url, versions in history.items()
        if any(each.version.startswith(version.lower()) for each in versions)
    ]  # fmt: skip
    if len(found) != 1:
        raise PageError(f"version {version!r}: {len(found)} pages have it; name the page too")
    return found[0]


def _known(url: str, history: History) -> str:
    for name in (url, url.partition("#")[0]):
        if name in history:
            return name
    raise PageError(f"{url}: no such page; `ppp status` lists them")


def _compared(
    store: Store, url: str, versions: Sequence[PageVersion],
    old: str | None = None, new: str | None = None,
) -> PageDiff:  # fmt: skip
    later = find_version(url, versions, new) if new else versions[-1]
    if old:
        earlier = find_version(url, versions, old)
    else:
        place = len(versions) - 1 - versions[::-1].index(later)
        if place == 0:
            return PageDiff(url, None, later)
        earlier = versions[place - 1]
    before, after = store.version_page(earlier.version), store.version_page(later.version)
    return PageDiff(url, earlier, later, tuple(changes(before, after)))


def diff_json(diffs: Sequence[PageDiff]) -> list[dict[str, Any]]:
    """Comparisons as JSON; spans are offsets into the text of their version."""
    return [
        {
            "url": each.url,
            "from": each.old.version if each.old else None,
            "to": each.new.version,
            "note": each.note or None,
            "changes": [
                {"kind": change.kind, "section": list(change.section),
                 "old": _unit_json(change.old), "new": _unit_json(change.new)}
                for change in each.changes
            ],
        }
        for each in diffs
    ]  # fmt: skip


def _unit_json(unit: Unit | None) -> dict[str, Any] | None:
    return {"text": unit.text, "start": unit.start, "end": unit.end} if unit else None


def diff_lines(diffs: Sequence[PageDiff]) -> Iterator[str]:
    """Comparisons as lines of text: - what was, + what is, > what was moved."""
    if not diffs:
        yield "no page has changed since it was first taken up"
    for each in diffs:
        yield each.url
        if each.old is None:
            yield f"    {named(each.new)}: the first version, there is none to compare it with"
            continue
        yield f"    from {named(each.old)}"
        yield f"    to   {named(each.new)}"
        yield from _change_lines(each)
        yield ""


def _change_lines(diff: PageDiff) -> Iterator[str]:
    if diff.note:
        yield f"    {diff.note}"
    elif not diff.changes:
        yield "    no sentence differs"
    section: tuple[str, ...] | None = None
    for change in diff.changes:
        if change.section != section:
            section = change.section
            yield f"\n    {' › '.join(section) or 'before the first heading'}"
        if change.kind == "moved" and change.old and change.new:
            yield f"    > {change.new.text}"
            yield f"      (was under {' › '.join(change.old.section) or 'no heading'})"
            continue
        if change.old:
            yield f"    - {change.old.text}"
        if change.new:
            yield f"    + {change.new.text}"


def named(version: PageVersion) -> str:
    """A version as people read it: the beginning of its hash, and its dates."""
    dates = [
        f"fetched {version.fetched_at}" if version.fetched_at else "",
        f"current as of {version.current_as_of}" if version.current_as_of else "",
        f"taken up {version.accepted_at}",
    ]
    return f"{version.version[:SHORT]} ({', '.join(filter(None, dates))})"
