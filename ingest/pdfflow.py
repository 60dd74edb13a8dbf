"""From lines of a PDF to paragraphs: hard wraps undone, words parted at line ends joined."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.lines import TERMINAL, split_bullet
from ingest.pdflines import Line
from ingest.pdfrows import Table, flow

LEADERS = re.compile(r"(?:\s?\.){5,}\s*(?:\d+|[ivxlc]+)?$|…{2,}\s*\d+$")  # a table of contents
PARTED = re.compile(r"(?<=[^\W\d_])[-‐]$")
COMPOUND = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)+")
LETTERS = re.compile(r"[^\W\d_]+")
PREFIXES = frozenset("non self well cross ex all half high low long short".split())
APART = 1.25  # of the usual distance between lines; above it a paragraph begins
INDENT = 0.8  # of the letters' height
LOOK_BACK = 4  # paragraphs (notes at the foot) between the halves of one on two pages


@dataclass
class Paragraph:
    """Lines that belong together; `lines` are as in the file, `texts` without hard wraps."""

    lines: list[Line]
    texts: list[str] = field(default_factory=list)

    @property
    def size(self) -> float:
        """Height of its letters in points."""
        return self.lines[0].size

    @property
    def bold(self) -> bool:
        """Whether all of it is."""
        return all(line.bold for line in self.lines)


Part = Paragraph | Table


def paragraphs(pages: Sequence[Sequence[Line]]) -> list[Part]:
    """Paragraphs and tables in reading order; lines of a table of contents are left out."""
    flows = [[each for each in flow(page) if not _is_contents(each)] for page in pages]
    lines = [each for page in flows for each in page if isinstance(each, Line)]
    build = _Build(_leading(flows), _Words(" ".join(line.text for line in lines)))
    for page in flows:
        build.page(page)
    return build.parts


def _is_contents(each: Line | Table) -> bool:
    return isinstance(each, Line) and LEADERS.search(each.text) is not None


def _leading(flows: Sequence[Sequence[Line | Table]]) -> dict[float, float]:
    """The usual distance between lines by the size of their letters."""
    found: dict[float, Counter[float]] = {}
    for page in flows:
        for above, below in pairwise(page):
            if isinstance(above, Line) and isinstance(below, Line) and above.size == below.size:
                distance = above.y0 - below.y0
                if 0.8 * above.size < distance < 2.2 * above.size:
                    found.setdefault(above.size, Counter())[round(distance * 2) / 2] += 1
    return {size: counts.most_common(1)[0][0] for size, counts in found.items()}


class _Words:
    """How the document itself spells words that a line end may have parted."""

    def __init__(self, text: str) -> None:
        self._compounds = {each.lower().replace("‐", "-") for each in COMPOUND.findall(text)}
        self._words = {each.lower() for each in LETTERS.findall(text)}

    def join(self, above: str, below: str) -> str:
        """Two lines as one; a hyphen goes where it only marked the end of the line."""
        if above.endswith("\u00ad"):
            return above[:-1] + below
        if not PARTED.search(above):
            return above + below if _is_range(above, below) else f"{above} {below}"
        head = LETTERS.findall(above)[-1].lower()
        tail = LETTERS.match(below)
        if tail is None:
            return above + below
        word = tail.group().lower()
        if head + word in self._words:
            return above[:-1] + below
        kept = f"{head}-{word}" in self._compounds or head in PREFIXES or not below[0].islower()
        return above + below if kept else above[:-1] + below


class _Build:
    """Grows paragraphs line by line."""

    def __init__(self, leading: dict[float, float], words: _Words) -> None:
        self.parts: list[Part] = []
        self._leading = leading
        self._words = words
        self._rights: list[tuple[float, float, float]] = []  # size, left, right of the page's lines

    def page(self, items: Sequence[Line | Table]) -> None:
        """Add what stands on the next page."""
        lines = [each for each in items if isinstance(each, Line)]
        rights = [(each.size, each.x0, each.x1) for each in lines]
        before: Line | None = None
        for each in items:
            if isinstance(each, Table):
                self.parts.append(each)
                before = None
                continue
            self._add(each, before, rights)
            before = each
        self._rights = rights

    def _add(
        self, line: Line, before: Line | None, rights: list[tuple[float, float, float]]
    ) -> None:
        jumped = before is None or line.y0 > before.y0
        if jumped:
            old = self._half(line, rights if before is not None else self._rights)
            if old is not None:
                old.texts[-1] = self._words.join(old.texts[-1], line.text)
                old.lines.append(line)
                if old is not self.parts[-1]:  # what stood between, a note, comes before it
                    self.parts.remove(old)
                    self.parts.append(old)
                self._rights = rights
                return
        last = self.parts[-1] if self.parts else None
        if jumped or not isinstance(last, Paragraph) or not self._follows(last, line):
            self.parts.append(Paragraph([line], [line.text]))
        elif _has_room(last.lines[-1], line, rights) and not _runs_on(last.texts[-1], line):
            last.lines.append(line)
            last.texts.append(line.text)
        else:
            last.lines.append(line)
            last.texts[-1] = self._words.join(last.texts[-1], line.text)

    def _half(self, line: Line, rights: list[tuple[float, float, float]]) -> Paragraph | None:
        """The paragraph that a line goes on with on a new page or in a new column."""
        if split_bullet(line.text):
            return None
        for part in reversed(self.parts[-LOOK_BACK:]):
            if isinstance(part, Table):
                return None
            end = part.lines[-1]
            if end.size == line.size and end.bold == line.bold:
                cut = PARTED.search(part.texts[-1]) or line.text[:1].islower()
                open_ = not TERMINAL.search(part.texts[-1])
                full = _is_text(part) and not _has_room(end, line, rights)
                return part if open_ and (cut or full) else None
        return None

    def _follows(self, last: Paragraph, line: Line) -> bool:
        """Whether a line below belongs to the paragraph."""
        above = last.lines[-1]
        usual = self._leading.get(line.size, 1.3 * line.size)
        near = above.y0 - line.y0 <= APART * usual
        if not near or line.x0 >= above.x1 or line.x1 <= above.x0 or split_bullet(line.text):
            return False
        if abs(above.size - line.size) > 1 or above.bold != line.bold:
            return abs(above.size - line.size) <= 1 and _runs_on(last.texts[-1], line)
        step = (line.x0 - above.x0) / line.size
        if len(last.lines) == 1:  # only a first line has an indent of its own
            hangs = split_bullet(above.text) is not None or not TERMINAL.search(above.text)
            return step < INDENT or hangs
        return abs(step) < INDENT


def _is_text(part: Paragraph) -> bool:
    """Whether its lines begin below one another; those of titles are often centred."""
    starts = [line.x0 for line in part.lines[-2:]]
    return not part.bold and len(starts) == 2 and abs(starts[0] - starts[1]) < part.size


def _has_room(above: Line, below: Line, rights: Sequence[tuple[float, float, float]]) -> bool:
    """Whether the first word of the line below would have fitted on the line above."""
    near = [x1 for size, x0, x1 in rights
            if abs(size - above.size) <= 1 and abs(x0 - above.x0) < 5 * above.size]  # fmt: skip
    word = len(below.text.split(" ", 1)[0]) / len(below.text) * (below.x1 - below.x0)
    return max(near, default=above.x1) - above.x1 > word + 0.5 * above.size


def _runs_on(text: str, line: Line) -> bool:
    """Whether a sentence plainly goes on in the next line."""
    parted = PARTED.search(text) or _is_range(text, line.text)
    return not TERMINAL.search(text) and (line.text[:1].islower() or bool(parted))


def _is_range(above: str, below: str) -> bool:
    """Whether a line ends within "2014-2016"."""
    return re.search(r"\d[-–]$", above) is not None and below[:1].isdigit()


def all_texts(parts: Sequence[Part]) -> Iterator[str]:
    """All words, for what is looked for anywhere in a document."""
    for part in parts:
        yield from part.texts if isinstance(part, Paragraph) else (" ".join(r) for r in part.rows)
