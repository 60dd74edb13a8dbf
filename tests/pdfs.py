"""Small PDFs for tests, written by fpdf2 or by hand."""

import zlib
from collections.abc import Callable

from fpdf import FPDF

LOREM = (
    "The consortium was founded in 2014 and has more than two hundred members from industry, "
    "academia and government, who meet four times in each year to agree upon the work that lies "
    "ahead of them all. "
)


class Paper(FPDF):
    """Pages with a running head and a number at the foot."""

    head = ""

    def header(self) -> None:
        if self.head:
            self.set_font("Helvetica", size=8)
            self.cell(0, 5, self.head, align="R")
            self.ln(12)

    def footer(self) -> None:
        if self.head:
            self.set_y(-15)
            self.set_font("Helvetica", size=8)
            self.cell(0, 10, f"Page {self.page_no()} of 3", align="C")

    def heading(self, text: str, size: float = 18) -> None:
        self.set_font("Helvetica", "B", size)
        self.multi_cell(0, size * 0.6, text, new_x="LMARGIN", new_y="NEXT")
        self.ln(3)

    def prose(self, text: str, size: float = 11) -> None:
        self.set_font("Times", size=size)
        self.multi_cell(0, size * 0.45, text, new_x="LMARGIN", new_y="NEXT", align="L")
        self.ln(4)


def pdf(draw: Callable[[Paper], None], head: str = "", title: str = "") -> bytes:
    """The bytes of a PDF that `draw` filled; it begins on a fresh page."""
    paper = Paper(format="A4")
    paper.head = head
    if title:
        paper.set_title(title)
    paper.add_page()
    draw(paper)
    return bytes(paper.output())


def raw_pdf(content: bytes, packed: bool = False, extra: bytes = b"") -> bytes:
    """A one-page PDF with this content stream, written by hand."""
    body = zlib.compress(content, 9) if packed else content
    kind = b"/Filter /FlateDecode " if packed else b""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> " + extra + b">>",
        b"<< " + kind + b"/Length %d >>\nstream\n" % len(body) + body + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    written, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n" % number + each + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count, start = len(objects) + 1, len(written)
    return (
        written + b"xref\n0 %d\n0000000000 65535 f \n" % count + table
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, start)
    )  # fmt: skip


def typed(*lines: str) -> bytes:
    """A page of lines set one below the other."""
    shown = b"".join(b"(%s) Tj 0 -14 Td\n" % each.encode("latin-1") for each in lines)
    return raw_pdf(b"BT /F1 12 Tf 72 760 Td\n" + shown + b"ET")
