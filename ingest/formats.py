"""Which format a fetched body is in: by its content type, else by its address and first bytes."""

from collections.abc import Iterable
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from corpus.errors import SourceError
from ingest.sources import SUFFIXES

FORMATS = {"text/html": "html", "application/xhtml+xml": "html", "text/markdown": "markdown",
           "text/plain": "plain", "application/pdf": "pdf",
           "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
           }  # fmt: skip
UNTOLD = frozenset(("", "application/octet-stream", "binary/octet-stream"))  # may be anything
LOOKED_AT = 1_024  # bytes of the beginning
PDF, ZIP = b"%PDF-", b"PK\x03\x04"
HTML = (b"<!doctype html", b"<html")


class FormatError(SourceError):
    """The server sends something that is no page."""


def check_type(kind: str, urls: Iterable[str]) -> None:
    """Raises FormatError for a content type that can be none of a page's, before it is read."""
    docx = kind == "application/zip" and "docx" in map(_named, urls)  # which .docx files are too
    if kind not in FORMATS and kind not in UNTOLD and not docx:
        raise FormatError(f"content type {kind} is not supported")


def format_of(kind: str, urls: Iterable[str], body: bytes) -> str:
    """The format of a body; `urls` are the addresses that it has, the surest first.

    Raises FormatError where nothing tells it, or the body is not what its address says.
    """
    if kind in FORMATS:
        return FORMATS[kind]
    told = f"content type {kind}" if kind else "no content type"
    begin = body[:LOOKED_AT]
    named = next(filter(None, map(_named, urls)), "")
    if named:
        if not _fits(named, begin):
            raise FormatError(f"{told}, and its first bytes are not those of {named}")
        return named
    if PDF in begin:
        return "pdf"
    if begin.lstrip().lower().startswith(HTML) or (not kind and _is_text(begin)):
        return "html"
    raise FormatError(f"{told}; neither its address nor its first bytes tell a known format")


def _named(url: str) -> str:
    """The format that an address ends with; "" for none."""
    return SUFFIXES.get(PurePosixPath(urlsplit(url).path).suffix.lower(), "")


def _fits(named: str, begin: bytes) -> bool:
    if named == "pdf":
        return PDF in begin
    return begin.startswith(ZIP) if named == "docx" else _is_text(begin)


def _is_text(begin: bytes) -> bool:
    wide = begin.startswith((b"\xff\xfe", b"\xfe\xff"))  # UTF-16 and UTF-32, which hold zeros
    return not begin.startswith((PDF, ZIP)) and (wide or b"\x00" not in begin)
