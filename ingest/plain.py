"""Plain text to blocks: paragraphs between blank lines, bullets, underlined headings."""

import re
from dataclasses import replace

from ingest.blocks import Block, Document
from ingest.lines import clean
from ingest.markdown import line_blocks

BLANK = re.compile(r"\n[ \t\r]*\n")
UNDERLINE = re.compile(r"^(?P<words>[^\n]+)\n(?P<line>=|-|~)(?P=line){2,}\s*$")
UNDERLINE_LEVEL = {"=": 1, "-": 2, "~": 3}


def read_plain(text: str) -> Document:
    """Blocks of plain text; it holds no links."""
    blocks: list[Block] = []
    normal = text.replace("\r\n", "\n").replace("\r", "\n")
    for number, paragraph in enumerate(BLANK.split(normal)):
        heading = UNDERLINE.match(paragraph.strip())
        if heading:
            level = UNDERLINE_LEVEL[heading["line"]]
            blocks.append(Block("heading", clean(heading["words"]), number, level))
        else:
            blocks.extend(_paragraph(paragraph, number, blocks[-1] if blocks else None))
    return Document(tuple(blocks))


def _paragraph(text: str, number: int, before: Block | None) -> list[Block]:
    """Blocks of a paragraph; items after blank lines go on with the list before them."""
    items = list(line_blocks(text, number))
    if before and before.kind == "item" and all(each.kind == "item" for each in items):
        return [replace(each, paragraph=before.paragraph) for each in items]
    return items
