"""What changed between two versions of a page, sentence by sentence."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from corpus.models import Page, SentenceKind

ALIKE = 0.5  # share of words in common from which two sentences are one that was changed

ChangeKind = Literal["added", "removed", "changed", "moved"]


@dataclass(frozen=True)
class Unit:
    """A sentence, heading, item or row of one version and where it stands."""

    section: tuple[str, ...]
    text: str
    kind: SentenceKind
    start: int
    end: int


@dataclass(frozen=True)
class Change:
    """One difference; `old` is None for what was added, `new` for what was removed."""

    kind: ChangeKind
    old: Unit | None
    new: Unit | None

    @property
    def section(self) -> tuple[str, ...]:
        """Heading path: in the new version, or the old one for what was removed."""
        unit = self.new or self.old
        return unit.section if unit else ()


def units(page: Page) -> list[Unit]:
    """The sentences of a version, in order."""
    return [
        Unit(page.section_at(each.start), page.quote(each), each.kind, each.start, each.end)
        for each in page.sentences
    ]


def changes(old: Page, new: Page) -> list[Change]:
    """Differences in the order of the new version; what was removed stands where it was.

    A sentence that stands word for word in another section or place was moved.
    """
    before, after = units(old), units(new)
    matcher = SequenceMatcher(
        None, [_key(each) for each in before], [_key(each) for each in after], autojunk=False
    )
    found = [
        change
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        if tag != "equal"
        for change in _paired(before[i1:i2], after[j1:j2])
    ]
    return _with_moves(found)


def _key(unit: Unit) -> tuple[tuple[str, ...], str, str]:
    return unit.section, unit.kind, unit.text


def _paired(before: Sequence[Unit], after: Sequence[Unit]) -> Iterator[Change]:
    """The units of one differing stretch: those much alike are one that was changed."""
    rest = list(before)
    for new in after:
        place = most_alike(new, rest)
        if place is None:
            yield Change("added", None, new)
            continue
        for gone in rest[:place]:
            yield Change("removed", gone, None)
        old = rest[place]
        del rest[: place + 1]
        yield Change("moved" if old.text == new.text else "changed", old, new)
    for gone in rest:
        yield Change("removed", gone, None)


def most_alike(unit: Unit, others: Sequence[Unit]) -> int | None:
    """Place of the unit of the same kind with the most words in common, None below ALIKE."""
    shares = [_alike(unit, each) if each.kind == unit.kind else 0.0 for each in others]
    best = max(shares, default=0.0)
    return shares.index(best) if best >= ALIKE else None


def _alike(one: Unit, other: Unit) -> float:
    """Dice coefficient of the words of two units, 0..1."""
    mine, theirs = Counter(one.text.lower().split()), Counter(other.text.lower().split())
    return 2 * (mine & theirs).total() / max(mine.total() + theirs.total(), 1)


def _with_moves(found: Sequence[Change]) -> list[Change]:
    """Removed here and added there, word for word: moved."""
    removed: dict[str, list[Unit]] = {}
    for each in found:
        if each.kind == "removed" and each.old:
            removed.setdefault(each.old.text, []).append(each.old)
    moved: list[Change] = []
    came_from: list[Unit] = []
    for each in found:
        origin = removed.get(each.new.text) if each.kind == "added" and each.new else None
        if origin:
            came_from.append(origin.pop(0))
            moved.append(Change("moved", came_from[-1], each.new))
        else:
            moved.append(each)
    return [each for each in moved if not (each.kind == "removed" and each.old in came_from)]
