"""The same few sentences as a web page, a PDF or a Word document."""

import io
from functools import lru_cache

from tests.pdfs import Paper, pdf

TYPES = {
    "html": "text/html",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xml": "application/xml",
}


@lru_cache(maxsize=4_096)
def paper(
    kind: str, title: str, sentences: tuple[str, ...], links: tuple[str, ...] = (),
    remark: str = "", noindex: bool = False,
) -> bytes:  # fmt: skip
    """The bytes of a document; a `remark` is in them, but is none of its words.

    Links and noindex are only for HTML.
    """
    if kind == "pdf":
        return _pdf(title, sentences, remark)
    if kind == "docx":
        return _docx(title, sentences, remark)
    head = '<meta name="robots" content="noindex">' if noindex else ""
    listed = "".join(f'<li><a href="{each}">to {each}</a></li>' for each in links)
    words = "".join(f"<p>{each}</p>" for each in sentences)
    return (
        f"<html><head>{head}<!-- {remark} --></head><body><main><h1>{title}</h1>{words}</main>"
        f"<nav><ul>{listed}</ul></nav></body></html>"
    ).encode()


def _pdf(title: str, sentences: tuple[str, ...], remark: str) -> bytes:
    def draw(page: Paper) -> None:
        page.set_author(remark)
        page.heading(title)
        for each in sentences:
            page.prose(each)

    return pdf(draw)


def _docx(title: str, sentences: tuple[str, ...], remark: str) -> bytes:
    import docx

    document = docx.Document()
    document.core_properties.author = remark
    document.add_heading(title, 1)
    for each in sentences:
        document.add_paragraph(each)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()
