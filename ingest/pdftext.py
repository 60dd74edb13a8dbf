"""What pdfminer reads of a PDF: lines, links, bookmarks; and the limits that it is read within."""

import io
import logging
import re
import struct
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus.errors import PageError
from corpus.models import Link
from ingest.lines import clean
from ingest.pdflines import Line, lines_of, upright_glyphs, words_of

if TYPE_CHECKING:
    from pdfminer.layout import LTChar
    from pdfminer.pdfdocument import PDFDocument

MOST_PAGES = 2_000  # the longest books; a page takes some 30 ms
MOST_SECONDS = 120.0  # one file must not stop the ingest of all others
MOST_GLYPHS = 20_000_000  # some 5,000 full pages; each takes 1 kB while its page is read
LARGEST_STREAM = 100_000_000  # bytes unpacked; a page of text has 0.1 MB, a picture up to 50 MB
STREAM = re.compile(rb"stream\r?\n")
UNKNOWN = "(cid:"  # how pdfminer spells a glyph of which the file does not say what it means
MOST_UNKNOWN = 0.3  # of all glyphs; above it the words can't be read


@dataclass(frozen=True)
class Pages:
    """Lines by page in the order in which the file writes them, and what it says of itself.

    `outline` holds level (1..) and title of each bookmark.
    """

    lines: tuple[tuple[Line, ...], ...]
    links: tuple[Link, ...]
    outline: tuple[tuple[int, str], ...]
    title: str


def read_pages(body: bytes, seconds: float = MOST_SECONDS) -> Pages:
    """Raises PageError where the PDF is broken, has a password, no text, or is too large."""
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.psexceptions import PSException

    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every untidy file
    _check_streams(body)
    try:
        return _read(body, seconds)
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise PageError("is encrypted; save it without a password") from error
    except (
        PSException, zlib.error, ArithmeticError, AssertionError, AttributeError, EOFError,
        LookupError, NotImplementedError, OSError, RecursionError, TypeError, ValueError,
        struct.error,
    ) as error:  # fmt: skip
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise PageError(f"is a broken PDF ({reason}); open and save it anew") from error


def _check_streams(body: bytes) -> None:
    """Refuse streams that unpack to more than memory holds: pdfminer unpacks them whole."""
    for found in STREAM.finditer(body):
        packed = zlib.decompressobj()
        size, rest = 0, body[found.end() : found.end() + 65_536]
        place = found.end() + len(rest)
        try:
            while rest and not packed.eof:
                size += len(packed.decompress(rest, 1_000_000))
                rest = packed.unconsumed_tail
                if not rest:
                    rest, place = body[place : place + 65_536], place + 65_536
                if size > LARGEST_STREAM:
                    limit = f"{LARGEST_STREAM} bytes"
                    raise PageError(f"holds a stream that unpacks to more than {limit}; split it")
        except zlib.error:
            continue  # packed in another way


def _read(body: bytes, seconds: float) -> Pages:
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser

    document = PDFDocument(PDFParser(io.BytesIO(body)))
    resources = PDFResourceManager()
    device = _device(resources, seconds)
    interpreter = PDFPageInterpreter(resources, device)
    pages: list[tuple[Line, ...]] = []
    links: list[Link] = []
    known = unknown = 0
    for page in PDFPage.create_pages(document):
        if len(pages) == MOST_PAGES:
            raise PageError(f"has more than {MOST_PAGES} pages; split it")
        interpreter.process_page(page)
        drawn = list(upright_glyphs(device.get_result()))
        glyphs = [each for each in drawn if not each.get_text().startswith(UNKNOWN)]
        known, unknown = known + len(glyphs), unknown + len(drawn) - len(glyphs)
        pages.append(tuple(lines_of(glyphs)))
        links.extend(_links(page.annots, glyphs))
    if unknown > MOST_UNKNOWN * (known + unknown):
        raise PageError("does not say what its letters mean; run OCR (ocrmypdf --force-ocr)")
    if not any(pages):
        raise PageError("holds no text, it seems scanned; run OCR (ocrmypdf) and take its output")
    return Pages(tuple(pages), tuple(links), tuple(_outline(document)), _title(document))


def _device(resources: Any, seconds: float) -> Any:  # noqa: ANN401 - its class needs pdfminer
    from pdfminer.converter import PDFPageAggregator

    class Device(PDFPageAggregator):
        """Keeps the glyphs of a page; stops where time or memory would run out."""

        glyphs = 0
        end = time.monotonic() + seconds

        def render_char(self, *args: Any, **more: Any) -> float:  # noqa: ANN401
            self._check()
            return super().render_char(*args, **more)

        def paint_path(self, *args: Any, **more: Any) -> None:  # noqa: ANN401
            self._check()  # rules and drawings are not kept

        def _check(self) -> None:
            self.glyphs += 1
            if self.glyphs > MOST_GLYPHS:
                raise PageError(f"has more than {MOST_GLYPHS} letters and strokes; split it")
            if self.glyphs % 1000 == 0 and time.monotonic() > self.end:
                raise PageError(f"took more than {seconds:g} s to read; split it")

    return Device(resources)


def _links(annotations: Any, glyphs: Sequence["LTChar"]) -> Iterator[Link]:  # noqa: ANN401
    """Web addresses with the words that they lie on."""
    from pdfminer.pdftypes import resolve1

    for each in resolve1(annotations) or ():
        annotation = resolve1(each)
        action = resolve1(annotation.get("A")) if isinstance(annotation, dict) else None
        target = resolve1(action.get("URI")) if isinstance(action, dict) else None
        place = resolve1(annotation.get("Rect")) if isinstance(target, bytes) else None
        if not isinstance(target, bytes) or not isinstance(place, list) or len(place) != 4:
            continue
        x0, y0, x1, y1 = (float(resolve1(number)) for number in place)
        inside = [
            glyph for glyph in glyphs
            if x0 <= (glyph.x0 + glyph.x1) / 2 <= x1 and y0 <= (glyph.y0 + glyph.y1) / 2 <= y1
        ]  # fmt: skip
        words = clean(words_of(inside))
        if words:
            yield Link(words, target.decode("utf-8", errors="replace"))


def _outline(document: "PDFDocument") -> Iterator[tuple[int, str]]:
    from pdfminer.pdfdocument import PDFNoOutlines

    try:
        for number, (level, title, *_) in enumerate(document.get_outlines()):
            if number == MOST_PAGES:
                return
            yield level, clean(str(title))
    except PDFNoOutlines:
        return


def _title(document: "PDFDocument") -> str:
    from pdfminer.pdftypes import resolve1
    from pdfminer.utils import decode_text

    values = [resolve1(each.get("Title")) for each in document.info if isinstance(each, dict)]
    texts = [clean(decode_text(value)) for value in values if isinstance(value, bytes)]
    return next(filter(None, texts), "")
