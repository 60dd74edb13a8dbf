"""PDF to blocks: headings by bookmarks and letter sizes, paragraphs, items and tables."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ingest.blocks import Block, Document
from ingest.dates import shown_date
from ingest.lines import split_bullet
from ingest.markdown import line_blocks
from ingest.pdfedges import without_edges
from ingest.pdfflow import Paragraph, Part, all_texts, paragraphs
from ingest.pdftext import read_pages
from ingest.tables import table_blocks
from ingest.titles import given_title

LARGER = 1.12  # than the letters of most words; a heading's are, or they are bold
LONGEST, MOST_LINES = 200, 3  # characters and lines of a heading
MOST_SHARE = 0.25  # of all words in one style; above it the style is none of headings
ENDS_PROSE = re.compile(r"[.;,:]$")
NUMBER = re.compile(r"(?:(?:appendix|chapter|part|section)\s+)?(?:\d+|[A-Z])(?:\.\d+)*\.?\s+",
                    re.IGNORECASE)  # fmt: skip
Style = tuple[float, bool]  # size and boldness of letters


def read_pdf(body: bytes) -> Document:
    """Blocks, links and metadata (title, the date shown) of a PDF.

    Raises PageError where it is broken, has a password, holds no text or is too large.
    """
    pages = read_pages(body)
    parts = paragraphs(without_edges(pages.lines))
    levels = _levels(parts, pages.outline)
    metadata = {
        "title": given_title(pages.title),
        "current_as_of": shown_date(" ".join(all_texts(parts))),
    }
    return Document(
        tuple(_blocks(parts, levels)), pages.links, {k: v for k, v in metadata.items() if v}
    )


def _blocks(parts: Sequence[Part], levels: dict[Style, int]) -> Iterator[Block]:
    number, in_list = 0, False
    for part in parts:
        if not isinstance(part, Paragraph):
            blocks = table_blocks(part.rows, number + 1, part.headed)
        elif (level := levels.get(_style(part))) and _may_head(part):
            blocks = [Block("heading", " ".join(part.texts), number + 1, level)]
        else:
            items = [split_bullet(text) is not None for text in part.texts]
            at = number if in_list and all(items) else number + 1
            blocks = [each for text in part.texts for each in line_blocks(text, at)]
        yield from blocks
        number = blocks[-1].paragraph if blocks else number
        in_list = bool(blocks) and blocks[-1].kind == "item"


def _levels(parts: Sequence[Part], outline: Sequence[tuple[int, str]]) -> dict[Style, int]:
    """The level of headings by their style: from bookmarks, where there are any, else by size."""
    texts = [each for each in parts if isinstance(each, Paragraph)]
    words: Counter[Style] = Counter()
    for each in texts:
        words[_style(each)] += sum(map(len, each.texts))
    if not words:
        return {}
    body = words.most_common(1)[0][0]
    styles = [
        style for style in {_style(each) for each in texts if _may_head(each)}
        if words[style] <= MOST_SHARE * words.total() and _stands_out(style, body)
    ]  # fmt: skip
    styles.sort(reverse=True)
    marked = _marked(texts, outline, styles)
    if not marked:
        return {style: min(rank, 6) for rank, style in enumerate(styles, 1)}
    above = [style for style in styles if style > max(marked)]
    levels = {style: min(rank, 6) for rank, style in enumerate(above, 1)}
    return levels | {style: min(level + len(above), 6) for style, level in marked.items()}


def _marked(
    texts: Sequence[Paragraph], outline: Sequence[tuple[int, str]], styles: Sequence[Style]
) -> dict[Style, int]:
    """Styles of the paragraphs that bookmarks name, each with its outermost level there."""
    names: dict[str, int] = {}
    for level, title in outline:
        names.setdefault(_letters(title), level)
        names.setdefault(_letters(NUMBER.sub("", title)), level)
    found: dict[Style, int] = {}
    for each in texts:
        text = " ".join(each.texts)
        marked = names.get(_letters(text)) or names.get(_letters(NUMBER.sub("", text)))
        if marked is not None and _style(each) in styles:
            found[_style(each)] = min(marked, found.get(_style(each), marked))
    return found


def _may_head(part: Paragraph) -> bool:
    text = " ".join(part.texts)
    short = len(text) <= LONGEST and len(part.lines) <= MOST_LINES
    return short and not ENDS_PROSE.search(text) and bool(_letters(text).strip("0123456789"))


def _stands_out(style: Style, body: Style) -> bool:
    bold = style[1] and not body[1] and style[0] >= 0.95 * body[0]
    return style[0] >= LARGER * body[0] or bold


def _style(part: Paragraph) -> Style:
    return part.size, part.bold


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
