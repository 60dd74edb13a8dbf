"""Word documents (.docx) to blocks: python-docx opens them, this keeps their structure."""

import io
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from corpus.errors import PageError
from corpus.models import Link
from ingest.blocks import Block, Document
from ingest.dates import shown_date
from ingest.docxnotes import Notes
from ingest.docxstyle import Styles
from ingest.lines import clean
from ingest.markdown import line_blocks
from ingest.tables import table_blocks
from ingest.titles import given_title

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

# The words of a book are 1 MB, its XML some 20; pictures are kept in memory too.
LARGEST = 200_000_000  # bytes of all parts, unpacked
COMPOUND = b"\xd0\xcf\x11\xe0"  # begins .doc files and .docx files with a password
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Deleted words, words moved away, what is said twice, and boxes, which are paragraphs themselves.
UNREAD = frozenset((f"{W}del", f"{W}moveFrom", FALLBACK, f"{W}txbxContent", f"{W}rPr", f"{W}pPr"))
SPACES = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}


def read_docx(body: bytes) -> Document:
    """Blocks, links and metadata (title, the date shown) of a Word document.

    A footnote or endnote stands below the paragraph, list or table that refers to it. Headers,
    footers, comments and deleted text are not read. Raises PageError where
    the file is no .docx, has a password or is larger than LARGEST.
    """
    from docx.opc.exceptions import OpcError
    from lxml import etree

    if body.startswith(COMPOUND):
        raise PageError("is an old .doc or has a password; save it as .docx without a password")
    try:
        _check_size(body)
        return _read(body)
    except (
        OpcError, zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, etree.XMLSyntaxError,
        AttributeError, EOFError, LookupError, NotImplementedError, OSError, RuntimeError,
        TypeError, ValueError,
    ) as error:  # fmt: skip
        reason = " ".join(str(error).split()) or type(error).__name__
        raise PageError(f"is no Word document ({reason}); open and save it as .docx") from error


def _check_size(body: bytes) -> None:
    """Parts are never read beyond the size that the archive declares."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        size = sum(each.file_size for each in archive.infolist())
    if size > LARGEST:
        raise PageError(f"unpacks to {size} bytes, more than {LARGEST}; split it")


def _read(body: bytes) -> Document:
    import docx

    document = docx.Document(io.BytesIO(body))
    walk = _Walk(document)
    walk.visit(document.element.body)
    walk.finish()
    title = walk.title or given_title(document.core_properties.title)
    shown = shown_date(" ".join(block.text for block in walk.blocks))
    metadata = {"title": title, "current_as_of": shown}
    return Document(tuple(walk.blocks), tuple(walk.links), {k: v for k, v in metadata.items() if v})


class _Walk:
    """Visits the body's elements in reading order."""

    def __init__(self, document: "WordDocument") -> None:
        self.blocks: list[Block] = []
        self.links: list[Link] = []
        self.title = ""
        self._styles = Styles(document)
        self._targets = {
            name: each.target_ref for name, each in document.part.rels.items() if each.is_external
        }
        self._paragraph = 0
        self._numbers: dict[str, dict[int, int]] = defaultdict(dict)  # list: depth: count
        self._list: str | None = None
        self._notes = Notes(document)
        self._waiting: list[str] = []  # notes of a list, which is not to be torn apart

    def visit(self, element: Any) -> None:  # noqa: ANN401 - lxml has no types
        """The blocks in an element; content controls and tracked insertions are looked into."""
        for child in element.iterchildren():
            if child.tag == f"{W}p":
                self._block(child)
            elif child.tag == f"{W}tbl":
                self._table(child)
            elif isinstance(child.tag, str) and child.tag not in UNREAD:
                self.visit(child)

    def finish(self) -> None:
        """The notes that still wait for the end of a list."""
        for text in self._waiting:
            self._paragraph += 1
            self.blocks.extend(line_blocks(text, self._paragraph))
        self._waiting = []

    def _block(self, paragraph: Any) -> None:  # noqa: ANN401
        self.links.extend(self._linked(paragraph))
        text = _words(paragraph)
        level, item = self._styles.heading(paragraph), self._styles.item(paragraph)
        if clean(text) and item is None:
            self.finish()
        if not clean(text):
            pass
        elif self._styles.is_title(paragraph):
            self.title = self.title or clean(text)
            self._heading(clean(text), 1)
        elif level is not None:
            self._heading(clean(text), level)
        elif item is not None:
            self._item(clean(text), *item)
        else:
            self._list = None
            self._paragraph += 1
            self.blocks.extend(line_blocks(text, self._paragraph))
        self._note(paragraph)
        if self._list is None:
            self.finish()
        for box in paragraph.iter(f"{W}txbxContent"):
            if not any(each.tag == FALLBACK for each in box.iterancestors()):
                self.visit(box)

    def _note(self, paragraph: Any) -> None:  # noqa: ANN401
        words = map(_words, self._notes.of(paragraph))
        self._waiting += [each for each in words if clean(each)]

    def _heading(self, text: str, level: int) -> None:
        self._list = None
        self._paragraph += 1
        self.blocks.append(Block("heading", text, self._paragraph, min(level, 6)))

    def _item(self, text: str, name: str, depth: int, ordered: bool) -> None:
        if self._list is None:
            self._paragraph += 1
        self._list = name
        counts = self._numbers[name]
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]
        counts[depth] = counts.get(depth, 0) + 1
        mark = f"{counts[depth]}." if ordered else "-"
        self.blocks.append(Block("item", text, self._paragraph, depth, mark))

    def _table(self, table: Any) -> None:  # noqa: ANN401
        self._list = None
        self.finish()
        rows = _rows(table)
        if max(map(len, rows), default=0) <= 1:  # a frame around text
            for cell in table.iter(f"{W}tc"):
                if next(cell.iterancestors(f"{W}tbl")) is table:
                    self.visit(cell)
            return
        for paragraph in table.iter(f"{W}p"):
            self.links.extend(self._linked(paragraph))
            self._note(paragraph)
        blocks = table_blocks(rows, self._paragraph + 1)
        self.blocks.extend(blocks)
        self._paragraph = blocks[-1].paragraph if blocks else self._paragraph
        self.finish()

    def _linked(self, paragraph: Any) -> Iterator[Link]:  # noqa: ANN401
        for each in paragraph.iter(f"{W}hyperlink"):
            target = self._targets.get(each.get(f"{R}id"))
            if target and next(each.iterancestors(f"{W}p")) is paragraph:
                yield Link(clean(_words(each)), target)


def _rows(table: Any) -> list[list[str]]:  # noqa: ANN401
    """Cells by row: one over several rows is read in each, one over columns in the first."""
    found: list[list[str]] = []
    for row in table.iter(f"{W}tr"):
        if next(row.iterancestors(f"{W}tbl")) is not table:
            continue
        cells: list[str] = []
        for cell in row.iter(f"{W}tc"):
            if next(cell.iterancestors(f"{W}tr")) is not row:
                continue
            above = found[-1][len(cells)] if found and len(cells) < len(found[-1]) else ""
            text = above if _continues(cell) else clean(_cell_words(cell))
            cells += [text, *[""] * (_width(cell) - 1)]
        found.append(cells)
    return found


def _continues(cell: Any) -> bool:  # noqa: ANN401
    """Whether a cell is the lower part of one that is merged over several rows."""
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(f"{W}val", "continue") == "continue"


def _width(cell: Any) -> int:  # noqa: ANN401
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    value = span.get(f"{W}val", "1") if span is not None else "1"
    return min(max(int(value), 1), 63) if value.isdecimal() and len(value) < 9 else 1  # Word's most


def _cell_words(cell: Any) -> str:  # noqa: ANN401
    return " ".join(_words(each) for each in cell.iter(f"{W}p"))


def _words(element: Any) -> str:  # noqa: ANN401
    return "".join(_pieces(element))


def _pieces(element: Any) -> Iterator[str]:  # noqa: ANN401
    for child in element.iterchildren():
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in SPACES:
            yield SPACES[child.tag]
        elif child.tag not in UNREAD:
            yield from _pieces(child)
