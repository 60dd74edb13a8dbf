"""HTML tables with merged cells, made even: every row gets one cell for each column."""

import re
from collections.abc import Iterator
from typing import Any

from ingest.lines import clean

MOST_COLUMNS, MOST_ROWS = 100, 100  # that one cell may span; more is a mistake or a trap
NO_XML = re.compile("[\ufffe\uffff]")  # lxml reads them, but does not write them
LONGEST_NAME = 100  # characters of a cell that is read again in each of its rows


def even_tables(tree: Any) -> bool:  # noqa: ANN401 - lxml has no types
    """Take merged cells apart, in place; whether the tree changed.

    A cell over several rows names the row in each of them, so its words are repeated; one over
    several columns stands in the first. Several rows of heads become one: "Results 2024".
    """
    tables = [each for each in tree.iter("table") if any(map(_is_merged, _cells(each)))]
    for table in tables:
        _join_heads(_even(table))
    return bool(tables)


def _even(table: Any) -> list[tuple[Any, list[Any]]]:  # noqa: ANN401
    """Rows with their cells, none merged; the width of a head is left in its `data-span`."""
    waiting: dict[int, tuple[int, Any]] = {}  # column: rows still to fill, the cell above
    found = []
    for row in _rows(table):
        cells: list[Any] = []
        for cell in _own_cells(row):
            _fill(waiting, cells)
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            width = max(1, min(width, MOST_COLUMNS - len(cells)))
            cell.attrib.pop("colspan", None), cell.attrib.pop("rowspan", None)
            cell.set("data-span", str(width))
            cells += [cell, *(_copy(cell, "") for _ in range(width - 1))]
            for column in range(len(cells) - width, len(cells)):
                if height > 1:
                    waiting[column] = (height - 1, cells[column])
        _fill(waiting, cells)
        for place, cell in enumerate(cells):
            row.insert(place, cell)
        found.append((row, cells))
    return found


def _fill(waiting: dict[int, tuple[int, Any]], cells: list[Any]) -> None:
    """Add the cells that reach into this row from above, as far as they follow."""
    while len(cells) in waiting and len(cells) < MOST_COLUMNS:
        column = len(cells)
        left, cell = waiting.pop(column)
        if left > 1:
            waiting[column] = (left - 1, cell)
        words = _words(cell)
        cells.append(_copy(cell, words if len(words) <= LONGEST_NAME else ""))


def _join_heads(rows: list[tuple[Any, list[Any]]]) -> None:
    """Make one row of the rows of heads at the top, where there are several."""
    heads: list[tuple[Any, list[Any]]] = []
    for row, cells in rows:
        if not all(cell.tag == "th" for cell in cells) and row.getparent().tag != "thead":
            break
        if heads or sum(bool(_words(cell)) for cell in cells) > 1:  # not a title over all
            heads.append((row, cells))
    if len(heads) < 2 or len(heads) == len(rows):
        return
    _, names = heads[-1]
    for column, cell in enumerate(names):
        stack = dict.fromkeys(filter(None, (_head(cells, column) for _, cells in heads)))
        for child in list(cell):
            cell.remove(child)
        cell.tag, cell.text = "th", " ".join(stack)
    for row, _ in heads[:-1]:
        row.getparent().remove(row)


def _head(cells: list[Any], column: int) -> str:
    """The words over a column: of its own cell, or of the wide one to the left."""
    for back in range(min(column, len(cells) - 1), -1, -1):
        width = cells[back].get("data-span")
        if width is not None:
            return _words(cells[back]) if column < back + int(width) else ""
    return _words(cells[column]) if column < len(cells) else ""


def _rows(table: Any) -> Iterator[Any]:  # noqa: ANN401
    for child in table.iterchildren():
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from child.iterchildren("tr")


def _own_cells(row: Any) -> list[Any]:  # noqa: ANN401
    return [each for each in row.iterchildren() if each.tag in ("td", "th")]


def _cells(table: Any) -> Iterator[Any]:  # noqa: ANN401
    for row in _rows(table):
        yield from _own_cells(row)


def _is_merged(cell: Any) -> bool:  # noqa: ANN401
    return _span(cell, "colspan") > 1 or _span(cell, "rowspan") > 1


def _span(cell: Any, name: str) -> int:  # noqa: ANN401
    most = MOST_COLUMNS if name == "colspan" else MOST_ROWS
    value = (cell.get(name) or "").strip()
    return min(max(int(value), 1), most) if value.isdecimal() and len(value) < 9 else 1


def _copy(cell: Any, words: str) -> Any:  # noqa: ANN401
    copy = cell.makeelement(cell.tag)
    copy.text = words
    return copy


def _words(cell: Any) -> str:  # noqa: ANN401
    return clean(NO_XML.sub("", " ".join(cell.itertext())))
