"""A stored page as HTML, in which the cited spans are marked."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from ui.escape import escaped

HEADING = re.compile(r"(#{1,6}) ")
ITEM = re.compile(r"( *)(?:- |(\(?(?:\d{1,9}|[a-z])[.)]) )")


@dataclass(frozen=True)
class Span:
    """A quote to mark: its number in the answer and its offsets in the page's text."""

    n: int
    start: int
    end: int


@dataclass(frozen=True)
class _Line:
    """One line of canonical text: what it is, where its words begin, and its HTML."""

    kind: str
    level: int
    mark: str
    html: str


def page_html(text: str, spans: Sequence[Span] = (), focus: int | None = None) -> str:
    """Headings, lists and paragraphs of a page's canonical text; all of it is escaped.

    Each quote stands in `<mark data-n="N">`; where quotes overlap or run over several
    lines, in several of them, and `data-n` lists all numbers. The marks of `focus` have
    the class "focus". The first mark of quote N has the id "quote-N".
    """
    seen: set[int] = set()
    lines = [_line(start, line, spans, focus, seen) for start, line in _lines(text)]
    return "".join(_block(kind, list(group)) for kind, group in groupby(lines, lambda x: x.kind))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1


def _line(start: int, line: str, spans: Sequence[Span], focus: int | None, seen: set[int]) -> _Line:
    kind, level, mark, skip = _shape(line)
    html = "".join(_pieces(line[skip:], start + skip, spans, focus, seen))
    return _Line(kind, level, mark, html)


def _shape(line: str) -> tuple[str, int, str, int]:
    """Kind, level and mark of a line, and the length of what precedes its words."""
    if heading := HEADING.match(line):
        return "heading", len(heading[1]), "", heading.end()
    if item := ITEM.match(line):
        return "item", len(item[1]) // 2, item[2] or "", item.end()
    return ("prose" if line else "gap"), 0, "", 0


def _pieces(
    words: str, offset: int, spans: Sequence[Span], focus: int | None, seen: set[int]
) -> Iterator[str]:
    """The words cut where a quote begins or ends, each cited piece in a mark."""
    end = offset + len(words)
    here = [each for each in spans if each.start < end and each.end > offset]
    cuts = {offset, end, *(each.start for each in here), *(each.end for each in here)}
    edges = sorted(cut for cut in cuts if offset <= cut <= end)
    for left, right in pairwise(edges):
        piece = escaped(words[left - offset : right - offset])
        numbers = sorted({each.n for each in here if each.start <= left and right <= each.end})
        yield _mark(piece, numbers, focus, seen) if numbers else piece


def _mark(piece: str, numbers: Sequence[int], focus: int | None, seen: set[int]) -> str:
    fresh = [n for n in numbers if n not in seen]
    seen.update(fresh)
    name = f' id="quote-{fresh[0]}"' if fresh else ""
    focused = ' class="focus"' if focus in numbers else ""
    return f'<mark{name}{focused} data-n="{" ".join(map(str, numbers))}">{piece}</mark>'


def _block(kind: str, lines: Sequence[_Line]) -> str:
    if kind == "heading":
        return "".join(_heading(line) for line in lines)
    if kind == "item":
        return f'<ul role="list">{"".join(map(_item, lines))}</ul>\n'
    return f"<p>{_joined(line.html for line in lines)}</p>\n" if kind == "prose" else ""


def _heading(line: _Line) -> str:
    tag = f"h{min(line.level + 2, 6)}"  # the panel's own title is an h2
    return f'<{tag} class="level-{line.level}">{line.html}</{tag}>\n'


def _item(line: _Line) -> str:
    number = f'<span class="number">{escaped(line.mark)}</span> ' if line.mark else ""
    kind = "numbered" if line.mark else "bulleted"
    return f'<li class="{kind} depth-{min(line.level, 6)}">{number}{line.html}</li>\n'


def _joined(lines: Iterable[str]) -> str:
    return "<br>\n".join(lines)
