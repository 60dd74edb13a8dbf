"""Plain text to blocks: paragraphs between blank lines, bullets, underlined or # headings."""

import re

from ingest.blocks import Block, Document
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
            blocks.append(Block("heading", heading["words"].strip(), number, level))
        else:
            blocks.extend(line_blocks(paragraph, number))
    return Document(tuple(blocks))
