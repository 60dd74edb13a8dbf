"""Rows of tables: cells keep their columns, so that each can be read under its head."""

import re
from collections.abc import Sequence

from ingest.blocks import Block
from ingest.lines import clean

MOST_COLUMNS = 100  # to which rows are filled up; wider tables are mistakes or traps
BAR = " | "  # as corpus/texts.py takes rows apart again


def row_text(cells: Sequence[str]) -> str:
    """A row as a line, empty cells kept: "Alpha | | 12"; a cell alone at its begin stands bare."""
    return clean(BAR.join(cells)) if any(cells[1:]) else clean("".join(cells))


def table_blocks(rows: Sequence[Sequence[str]], paragraph: int, headed: bool = True) -> list[Block]:
    """Blocks of a table's rows; `paragraph` is the first number of a paragraph that is free.

    The first row names the columns of those below it. In a table that is not `headed` no row
    does, so each stands apart, as a paragraph of its own.
    """
    width = min(max(map(len, rows), default=0), MOST_COLUMNS)
    even = ([*row, *[""] * (width - len(row))] for row in rows)
    texts = [text for text in map(row_text, even) if text]
    step = 0 if headed else 1
    return [Block("row", text, paragraph + step * n) for n, text in enumerate(texts)]


def holds_figures(text: str) -> bool:
    """Whether a cell is a number, a sum, a share or a year rather than a name."""
    return bool(re.fullmatch(r"[^\w]*\d[\d.,:/%\s–-]*[^\d\s]{0,3}", text))
