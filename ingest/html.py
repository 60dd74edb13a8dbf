"""HTML to blocks: trafilatura finds the main content, this keeps its structure."""

from collections.abc import Iterator
from typing import Any

from corpus.models import Link
from ingest.blocks import Block, Document
from ingest.dates import shown_date
from ingest.htmltree import BLOCKS, content_body, parse, selected_body, serialize
from ingest.lines import clean, logical_lines
from ingest.markdown import line_blocks
from ingest.spans import even_tables
from ingest.tables import table_blocks

PARAGRAPH = "\n\n"


def read_html(text: str, url: str | None = None, selector: str | None = None) -> Document:
    """Blocks, links and metadata (title, the date shown) of an HTML page's main content.

    `selector` is an XPath of that content; raises PageError where it finds no element.
    """
    tree = parse(text)
    if tree is None:
        return Document(())
    # The page's date often stands in its furniture, so it is looked for in all words.
    metadata = {"title": _title(tree), "current_as_of": shown_date(" ".join(tree.itertext()))}
    if even_tables(tree):
        text = serialize(tree)
    walk = _Walk()
    body = selected_body(tree, selector) if selector else content_body(tree, text, url)
    walk.visit(body)
    links = [Link(clean(_words(ref)), ref.get("target") or "") for ref in body.iter("ref")]
    return Document(tuple(walk.blocks), tuple(links), {k: v for k, v in metadata.items() if v})


def _title(tree: Any) -> str | None:  # noqa: ANN401 - lxml has no types
    """The page's own name: its first heading of level 1, else the title it gives itself."""
    headings = [each.text_content() for each in tree.iter("h1")]
    shared = tree.xpath("//meta[@property='og:title']/@content")
    titles = [each.text_content() for each in tree.iter("title")]
    return next((name for each in (*headings, *shared, *titles) if (name := clean(each))), None)


class _Walk:
    """Visits elements with trafilatura's names in reading order."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._paragraph = 0

    def visit(self, element: Any) -> None:  # noqa: ANN401
        """The blocks in an element; text that stands between them is a paragraph too."""
        run = [_flat(element.text)]
        for child in element.iterchildren():
            if _is_block(child):
                self._prose(run)
                run = []
                self._block(child)
            else:
                run.extend(_pieces(child))
            run.append(_flat(child.tail))
        self._prose(run)

    def _block(self, element: Any) -> None:  # noqa: ANN401
        self._paragraph += 1
        if element.tag == "head":
            self._heading(element)
        elif element.tag == "list":
            self._list(element)
        elif element.tag == "table":
            self._table(element)
        elif element.tag in ("code", "pre"):
            self._code(element)
        else:
            self.visit(element)

    def _prose(self, run: list[str]) -> None:
        for paragraph in "".join(run).split(PARAGRAPH):
            if paragraph.strip():
                self._paragraph += 1
                self.blocks.extend(line_blocks(paragraph, self._paragraph))

    def _heading(self, element: Any) -> None:  # noqa: ANN401
        digit = (element.get("rend") or "h2")[1:2]
        level = int(digit) if digit in tuple("123456") else 2
        self.blocks.append(Block("heading", clean(_words(element)), self._paragraph, level))

    def _list(self, element: Any, depth: int = 0) -> None:  # noqa: ANN401
        number = 0
        for item in element.iterchildren():
            if item.tag == "list":  # malformed and common: a list directly in a list
                self._list(item, depth + 1)
                continue
            number += 1
            mark = f"{number}." if element.get("rend") == "ol" else "-"
            for paragraph in _words(item, skip="list").split(PARAGRAPH):
                for line in logical_lines(paragraph):
                    self.blocks.append(Block("item", line, self._paragraph, depth, mark))
            for nested in _inner(item, "list", "list"):
                self._list(nested, depth + 1)

    def _table(self, element: Any) -> None:  # noqa: ANN401
        for caption in element.iterchildren("caption"):
            self._prose([*_pieces(caption)])
        rows = [list(row.iterchildren("cell")) for row in _inner(element, "row", "table")]
        texts = [[clean(_words(cell)) for cell in row] for row in rows]
        while len(rows) > 1 and _is_title(rows[0], texts[0]):
            self._prose(["".join(texts[0])])
            rows, texts = rows[1:], texts[1:]
        blocks = table_blocks(texts, self._paragraph + 1, bool(rows) and _has_heads(rows[0]))
        self.blocks.extend(blocks)
        self._paragraph = blocks[-1].paragraph if blocks else self._paragraph

    def _code(self, element: Any) -> None:  # noqa: ANN401
        for line in "".join(element.itertext()).split("\n"):
            self.blocks.append(Block("prose", clean(line), self._paragraph))


def _is_title(cells: list[Any], texts: list[str]) -> bool:
    """Whether the first row is the caption of the table: one head over several columns."""
    width = sum(int(cell.get("data-span", 1)) for cell in cells)
    return width > 1 and _is_head(cells[0]) and bool(texts[0]) and not any(texts[1:])


def _has_heads(cells: list[Any]) -> bool:
    """False where the first row begins with its own name: then rows have heads, columns none."""
    if not cells or not _is_head(cells[0]) or not clean(_words(cells[0])):
        return True
    return len(cells) == 1 or any(map(_is_head, cells[1:]))


def _is_head(cell: Any) -> bool:  # noqa: ANN401 - trafilatura says role, the plain body th
    return bool(cell.get("role") == "head" or cell.get("rend") == "th")


def _is_block(element: Any) -> bool:  # noqa: ANN401
    if element.tag in BLOCKS or any(each.tag in BLOCKS for each in element.iterdescendants()):
        return True
    return element.tag == "code" and "\n" in "".join(element.itertext()).strip()


def _inner(element: Any, tag: str, stop: str) -> Iterator[Any]:  # noqa: ANN401
    """Descendants of a name, without those inside another one or inside a `stop`."""
    for child in element.iterchildren():
        if child.tag == tag:
            yield child
        elif child.tag != stop:
            yield from _inner(child, tag, stop)


def _words(element: Any, skip: str = "") -> str:  # noqa: ANN401
    return "".join(_pieces(element, skip))


def _pieces(element: Any, skip: str = "") -> Iterator[str]:  # noqa: ANN401
    """Text in reading order: line breaks as "\\n", blocks between "\\n\\n"."""
    if element.tag == skip or not isinstance(element.tag, str):
        return
    yield PARAGRAPH if element.tag in BLOCKS else "\n" if element.tag == "lb" else ""
    yield _flat(element.text)
    for child in element.iterchildren():
        yield from _pieces(child, skip)
        yield _flat(child.tail)
    yield PARAGRAPH if element.tag in BLOCKS else ""


def _flat(text: str | None) -> str:
    return (text or "").replace("\n", " ")
