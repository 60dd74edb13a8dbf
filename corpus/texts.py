"""The words of a passage or sentence as they are embedded and indexed: with their context.

Vectors and lexical index must see the same words, so both take them from here.
"""

import hashlib
import re

from corpus.models import Page, Passage

BAR = re.compile(r"(?:^|(?<=\s))\|(?=\s|$)")  # between the cells of a row in a page's text


def passage_text(page: Page, passage: Passage) -> str:
    """Title and headings, then the passage's sentences, one a line, without list marks."""
    quotes = [page.quote(each) for each in page.sentences[passage.first : passage.last + 1]]
    heading = " › ".join(dict.fromkeys((page.title, *passage.section)))
    lines = [heading, passage.lead_in, *quotes]
    return "\n".join(line for line in lines if line)


def sentence_text(page: Page, index: int) -> str:
    """One sentence; a list item follows the sentence that introduces its list.

    A table row names the column of each cell that is not empty: "Laboratory: Hill, Samples: 95".
    """
    sentence = page.sentences[index]
    quote = page.quote(sentence)
    if sentence.kind == "row":
        return _named_cells(page, index)
    if sentence.kind != "item" or sentence.list_id is None:
        return quote
    lead = lead_of(page, index)
    return quote if lead is None else f"{page.quote(page.sentences[lead])} {quote}"


def lead_of(page: Page, index: int) -> int | None:
    """Index of the sentence that introduces the list of sentence `index`; None if none does."""
    list_id = page.sentences[index].list_id
    if list_id is None:
        return None
    first = index
    while first > 0 and page.sentences[first - 1].list_id == list_id:
        first -= 1
    return first if page.sentences[first].kind != "item" else None


def header_of(page: Page, index: int) -> int | None:
    """Index of the first row of the table of row `index`; None for that row and outside."""
    first = index
    while first > 0 and _same_table(page, first - 1, first):
        first -= 1
    return first if first != index else None


def _same_table(page: Page, above: int, below: int) -> bool:
    one, other = page.sentences[above], page.sentences[below]
    rows = one.kind == other.kind == "row"
    return rows and page.text[one.end : other.start] == "\n"


def _named_cells(page: Page, index: int) -> str:
    row = page.quote(page.sentences[index])
    header = header_of(page, index)
    if header is None:
        return row
    head = page.quote(page.sentences[header])
    names, cells = _cells(head), _cells(row)
    if len(names) != len(cells):  # a cell by itself, or one that holds a bar
        return f"{head}: {row}"
    pairs = zip(names, cells, strict=True)
    return ", ".join(f"{name}: {cell}" if name else cell for name, cell in pairs if cell)


def _cells(row: str) -> list[str]:
    return [each.strip() for each in BAR.split(row)]


def text_key(text: str) -> str:
    """Key under which the vector of a text is kept: its SHA-256."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
