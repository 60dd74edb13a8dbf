"""Blocks: what every reader of a file format returns, and what canonical text is made from."""

from dataclasses import dataclass, field
from typing import Literal

from corpus.models import Link

BlockKind = Literal["heading", "prose", "item", "row"]


@dataclass(frozen=True, slots=True)
class Block:
    """One logical line of a page: a heading, a paragraph, a list item or a table row.

    `level` is 1..6 for headings and the depth (0 is outermost) for items. `paragraph`
    numbers the source paragraph, list or table: neighbours with one number belong together.
    `mark` is what stands before an item ("-", "1.").
    """

    kind: BlockKind
    text: str
    paragraph: int
    level: int = 0
    mark: str = "-"


@dataclass(frozen=True)
class Document:
    """A file as read: its blocks, links and what its own metadata says."""

    blocks: tuple[Block, ...]
    links: tuple[Link, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)
