"""What became of cited sentences: which still stand, were moved, changed, or vanished."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from corpus.diff import Change, Unit, changes, most_alike, units
from corpus.errors import PageError
from corpus.history import History, PageVersion
from corpus.models import Page
from corpus.snapshot import Snapshot
from corpus.store import Store

Fate = Literal["unchanged", "moved", "changed", "vanished"]
FATES: tuple[Fate, ...] = ("unchanged", "moved", "changed", "vanished")  # the worst last


@dataclass(frozen=True)
class Cited:
    """A quote of a page that a question or an answer rests on.

    `label` names the question. `version` is None where it isn't known, `start` (the quote's
    offset in that version) where its first place is as good as any.
    """

    label: str
    url: str
    version: str | None
    quote: str
    start: int | None = None


@dataclass(frozen=True)
class Part:
    """A sentence of a quote, its fate, and the sentence that is nearest to it now."""

    fate: Fate
    was: str
    now: Unit | None


@dataclass(frozen=True)
class Effect:
    """A quote, the version in which it was found, and what became of its sentences."""

    cited: Cited
    version: str | None
    parts: tuple[Part, ...]

    @property
    def fate(self) -> Fate:
        """The worst of its sentences."""
        return worst(each.fate for each in self.parts)


@dataclass(frozen=True)
class Impact:
    """Effects in the order of what was cited; `left_out` cites pages this store never served."""

    snapshot: str
    effects: tuple[Effect, ...]
    left_out: tuple[Cited, ...]

    @cached_property
    def counts(self) -> dict[Fate, int]:
        """Labels by the worst fate of their quotes."""
        fates: dict[str, list[Fate]] = {}
        for each in self.effects:
            fates.setdefault(each.cited.label, []).append(each.fate)
        found = Counter(map(worst, fates.values()))
        return {fate: found[fate] for fate in FATES}


def worst(fates: Iterable[Fate]) -> Fate:
    """The worst of some fates; of none, unchanged."""
    return max(fates, key=FATES.index, default="unchanged")


def impact(
    store: Store, cited: Iterable[Cited], version: str | None = None, served: Snapshot | None = None
) -> Impact:
    """Compare what is cited with what the store serves: `served`, where it is open already.

    `version` (a beginning of one) is where quotes without a version of their own are looked
    up; without it, the newest one that holds them. Raises PageError where no page has that
    version or its text is gone, NoSnapshotError for a store that serves nothing.
    """
    history, snapshot = store.history(), served or store.open()
    named = _named(history, version) if version else None
    tracer = _Tracer(store, snapshot, history, named)
    effects: list[Effect] = []
    left_out: list[Cited] = []
    for each in cited:
        effect = tracer.effect(each)
        if effect is None:
            left_out.append(each)
        else:
            effects.append(effect)
    return Impact(snapshot.id, tuple(effects), tuple(left_out))


def _named(history: History, version: str) -> str:
    found = {
        each.version for versions in history.values() for each in versions
        if each.version.startswith(version.lower())
    }  # fmt: skip
    if len(found) != 1:
        raise PageError(f"version {version!r}: {len(found)} match; `ppp diff` names versions")
    return found.pop()


class _Tracer:
    """Follows quotes into the served pages; each pair of versions is compared once."""

    def __init__(
        self, store: Store, snapshot: Snapshot, history: History, named: str | None
    ) -> None:
        self._store = store
        self._served = snapshot.page_of
        self._history = history
        self._named = store.version_page(named) if named else None
        self._old: dict[str, Page | None] = {}
        self._changes: dict[tuple[str, str], list[Change]] = {}

    def effect(self, cited: Cited) -> Effect | None:
        url = cited.url
        if url not in self._history and url not in self._served:
            url = url.partition("#")[0]
        new = self._served.get(url)
        versions = self._history.get(url, ())
        if new is None:
            if not versions:
                return None
            return Effect(cited, cited.version, (Part("vanished", cited.quote, None),))
        old = self._version_of(cited, versions, new)
        if old is None:
            return Effect(cited, None, (_sought(cited.quote, new),))
        if old.version == new.version:
            return Effect(cited, old.version, (Part("unchanged", cited.quote, None),))
        parts = tuple(self._parts(cited, old, new))
        return Effect(cited, old.version, parts or (_sought(cited.quote, new),))

    def _version_of(self, cited: Cited, versions: Sequence[PageVersion], new: Page) -> Page | None:
        """The version that holds the quote; None where no kept one does."""
        if cited.version is not None:
            names: Iterable[str] = (cited.version,)
        elif self._named and any(each.version == self._named.version for each in versions):
            names = (self._named.version,)
        else:
            names = dict.fromkeys([new.version, *(each.version for each in reversed(versions))])
        pages = (new if name == new.version else self._page(name) for name in names)
        return next((page for page in pages if page and cited.quote in page.text), None)

    def _page(self, version: str) -> Page | None:
        if version not in self._old:
            try:
                self._old[version] = self._store.version_page(version)
            except PageError:  # its text is no longer kept
                self._old[version] = None
        return self._old[version]

    def _parts(self, cited: Cited, old: Page, new: Page) -> Iterator[Part]:
        found = self._between(old, new)
        by_start = {each.old.start: each for each in found if each.old}
        added = [each.new for each in found if each.kind == "added" and each.new]
        standing = {each.text: each for each in reversed(units(new))}
        start = cited.start
        if start is None or old.text[start : start + len(cited.quote)] != cited.quote:
            start = old.text.index(cited.quote)
        end = start + len(cited.quote)
        for unit in units(old):
            if unit.start < end and start < unit.end:
                change = by_start.get(unit.start)
                yield _part(unit, change, added, standing.get(unit.text))

    def _between(self, old: Page, new: Page) -> list[Change]:
        pair = old.version, new.version
        if pair not in self._changes:
            self._changes[pair] = changes(old, new)
        return self._changes[pair]


def _part(unit: Unit, change: Change | None, added: Sequence[Unit], standing: Unit | None) -> Part:
    """The fate of one sentence.

    `added` holds those that are new on the page, `standing` the one that says the same.
    """
    if change is None:
        return Part("unchanged", unit.text, None)
    if change.kind == "moved" or standing:
        return Part("moved", unit.text, change.new if change.kind == "moved" else standing)
    if change.kind == "changed":
        return Part("changed", unit.text, change.new)
    return _nearest(unit, added)


def _sought(quote: str, new: Page) -> Part:
    """The fate of a quote whose own version is not known, by its words alone."""
    if quote in new.text:
        return Part("unchanged", quote, None)
    return _nearest(Unit((), quote, "prose", 0, len(quote)), units(new))


def _nearest(unit: Unit, others: Sequence[Unit]) -> Part:
    """Changed into the one with the most words in common, of whatever kind; or vanished."""
    place = most_alike(unit, [replace(each, kind=unit.kind) for each in others])
    if place is None:
        return Part("vanished", unit.text, None)
    return Part("changed", unit.text, others[place])
