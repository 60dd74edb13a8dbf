"""Rows of a PDF's tables, told from text by cells that stand below one another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.lines import split_bullet
from ingest.pdflines import Line
from ingest.tables import holds_figures

MOST_LINES = 5  # in a cell; columns of text have more
Cell = list[Line]
Row = list[Cell]


@dataclass(frozen=True)
class Table:
    """Words by row and column; the first row names the columns where it is `headed`."""

    rows: tuple[tuple[str, ...], ...]
    headed: bool


def flow(lines: Sequence[Line]) -> Iterator[Line | Table]:
    """Lines of a page in reading order, with the tables among them taken out."""
    waiting: list[Row] = []
    for row in _rows(lines):
        if len(row) > 1 and not _is_marked(row):
            waiting.append(row)
        else:
            yield from _settle(waiting)
            waiting = []
            yield from _plain(row)
    yield from _settle(waiting)


def _rows(lines: Sequence[Line]) -> list[Row]:
    """Lines gathered into cells that stand side by side."""
    rows: list[Row] = []
    for line in lines:
        last = rows[-1][-1][-1] if rows else None
        if last is None or not rows:
            rows.append([[line]])
        elif line.x0 >= last.x1 and line.y1 > last.y0 and (start := _beside(rows, line)):
            left = [each for row in rows[start:] for cell in row for each in cell]
            rows[start:] = [[*rows[start], [line]] if len(rows[start]) > 1 else [left, [line]]]
        elif len(rows[-1]) > 1 and _is_below(rows[-1], line):
            rows[-1][-1].append(line)
        else:
            rows.append([[line]])
    return rows


def _beside(rows: list[Row], line: Line) -> int:
    """Where the row begins (from the end, so below 0) that a line is the next cell of; 0 if none.

    The cell to the left may have grown to several rows of one line each.
    """
    if len(rows[-1]) > 1:
        top = max(cell[0].y1 for cell in rows[-1])
        return -1 if abs(top - line.y1) < line.size else 0
    for back in range(1, min(MOST_LINES, len(rows)) + 1):
        row = rows[-back]
        if len(row) > 1 or len(row[0]) > 1 or row[0][0].x1 > line.x0:
            return 0
        if _level(row[0][0], line):
            return -back
    return 0


def _is_below(row: Row, line: Line) -> bool:
    """Whether a line goes on with the last cell of a row."""
    above, size = row[-1][-1], line.size
    near = 0 < above.y0 - line.y0 < 1.6 * size and len(row[-1]) < MOST_LINES
    inside = line.x0 > row[-2][-1].x1 and line.x0 < above.x1 and line.x1 > above.x0
    return near and inside and abs(line.x0 - above.x0) < 4 * size and line.size == above.size


def _level(one: Line, other: Line) -> bool:
    shared = min(one.y1, other.y1) - max(one.y0, other.y0)
    return shared > 0.5 * min(one.y1 - one.y0, other.y1 - other.y0)


def _is_marked(row: Row) -> bool:
    """Whether the first cell is only the mark of an item."""
    return split_bullet(f"{row[0][0].text} x") is not None and len(row[0][0].text) <= 4


def _settle(rows: list[Row]) -> Iterator[Line | Table]:
    """A table where the rows have cells below one another; else their lines."""
    begin = 0
    while begin < len(rows):
        columns = [(_left(cell), _right(cell)) for cell in rows[begin]]
        texts = [[_text(cell) for cell in rows[begin]]]
        end = begin + 1
        while end < len(rows) and (places := _places(rows[end], columns)):
            texts.append([""] * len(columns))
            for place, cell in zip(places, rows[end], strict=True):
                texts[-1][place] = _text(cell)
                left, right = columns[place]
                columns[place] = min(left, _left(cell)), max(right, _right(cell))
            end += 1
        if end - begin > 1:
            yield Table(tuple(map(tuple, texts)), _is_headed(rows[begin:end], texts))
        else:
            yield from _plain(rows[begin])
        begin = end


def _places(row: Row, columns: Sequence[tuple[float, float]]) -> list[int] | None:
    """The column that each cell of a row stands in; None where one stands in none or in two."""
    found = []
    for cell in row:
        inside = [n for n, (x0, x1) in enumerate(columns) if _left(cell) < x1 and _right(cell) > x0]
        if len(inside) != 1 or inside[0] in found:
            return None
        found += inside
    return found


def _is_headed(rows: Sequence[Row], texts: Sequence[Sequence[str]]) -> bool:
    """Whether the first row alone is bold, or alone without figures in a column of them.

    Two columns may be names and values as well: there figures tell nothing.
    """
    if any(holds_figures(cell) for cell in texts[0]):
        return False
    bold = [all(line.bold for cell in row for line in cell) for row in rows]
    figures = any(
        all(holds_figures(row[column]) for row in texts[1:] if row[column])
        and any(row[column] for row in texts[1:])
        for column in range(len(texts[0]))
    )
    return (bold[0] and not any(bold[1:])) or (figures and len(texts[0]) > 2)


def _plain(row: Row) -> Iterator[Line]:
    """Cells of one line each become one line; higher ones are columns of text."""
    if all(len(cell) == 1 for cell in row):
        lines = [cell[0] for cell in row]
        yield replace(
            lines[0], text=" ".join(line.text for line in lines), x1=lines[-1].x1,
            bold=all(line.bold for line in lines),
        )  # fmt: skip
    elif _is_marked(row):
        first, *others = [line for cell in row[1:] for line in cell]
        yield replace(first, text=f"{row[0][0].text} {first.text}", x0=row[0][0].x0)
        yield from others
    else:
        for cell in row:
            yield from cell


def _text(cell: Cell) -> str:
    return " ".join(line.text for line in cell)


def _left(cell: Cell) -> float:
    return min(line.x0 for line in cell)


def _right(cell: Cell) -> float:
    return max(line.x1 for line in cell)
