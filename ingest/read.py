"""Source → Page: read a file or a fetched body, take its front matter, build the page."""

import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from corpus.errors import PageError
from corpus.models import Page
from ingest.blocks import Document
from ingest.canonical import Facts, build_page
from ingest.dates import iso_date, shown_date
from ingest.encoding import decode
from ingest.fetched import Fetched
from ingest.lines import clean
from ingest.sources import SUFFIXES, Source

# A rule, then at once a key: a rule with a blank line or prose below it is only a rule.
FRONT_MATTER = re.compile(r"---[ \t]*\n(?:[ \t]*#.*\n)*[\w\"'][^\n:]*:(?:\s|$)")
BINARY = ("pdf", "docx")
FRONTED = ("markdown", "plain")  # may begin with front matter
URL_SCHEMES = ("http", "https", "file", "")


def read_file(source: Source) -> Page:
    """The page of a file; raises PageError naming the file and what is wrong with it."""
    return file_page(source, file_body(source))


def file_body(source: Source) -> bytes:
    """The bytes of a file in one of the formats; raises PageError."""
    path = _path(source)
    if path.suffix.lower() not in SUFFIXES:
        raise PageError(
            f"{path}: format {path.suffix!r} is not supported; save it as one of "
            f"{', '.join(SUFFIXES)}"
        )
    try:
        return path.read_bytes()
    except OSError as error:
        raise PageError(f"{path}: can't be read: {error.strerror}") from error


def file_page(source: Source, body: bytes) -> Page:
    """The page of a file that holds these bytes; raises PageError."""
    path = _path(source)
    kind = SUFFIXES[path.suffix.lower()]
    return _page(body, None, kind, str(path), replace(source, url=f"file:{_relative(source)}"))


def file_key(source: Source, body: bytes) -> str:
    """SHA-256 of all that the page of a file depends on: its bytes, its name, how it is read."""
    read_as = json.dumps([_relative(source), source.title, source.selector])
    return hashlib.sha256(read_as.encode() + body).hexdigest()


def _path(source: Source) -> Path:
    if source.path is None:
        raise ValueError(f"{source.label}: is no file")
    return source.path


def _relative(source: Source) -> str:
    path = _path(source)
    return path.relative_to(source.root or path.parent).as_posix()


def read_fetched(source: Source, fetched: Fetched) -> Page:
    """The page of a fetched body; raises PageError where it holds no text."""
    page = _page(fetched.body, fetched.charset, fetched.format, fetched.url, source)
    return replace(page, fetched_at=fetched.fetched_at)


def _page(body: bytes, charset: str | None, kind: str, label: str, source: Source) -> Page:
    metadata: dict[str, Any] = {}
    text = ""
    try:
        if kind in BINARY:
            document = _binary(body, kind)
        else:
            text = decode(body, charset).replace("\r\n", "\n").replace("\r", "\n")
            if kind in FRONTED:
                metadata, text = _front_matter(text)
            document = _document(text, kind, source)
    except PageError as error:
        raise PageError(f"{label}: {error}") from error
    shown = shown_date(text) if kind in FRONTED else document.metadata.get("current_as_of")
    facts = Facts(
        url=_url(metadata, source, label),
        title=_title(metadata, document, source, label),
        fetched_at=_date(metadata, ("fetched_at", "retrieved"), label),
        current_as_of=_date(metadata, ("current_as_of",), label) or shown,
    )
    page = build_page(document, facts)
    if not page.sentences:
        raise PageError(f"{label}: holds no text")
    return page


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Front matter and body; text without front matter is all body."""
    if not FRONT_MATTER.match(text):
        return {}, text
    import frontmatter
    import yaml

    try:
        post = frontmatter.loads(text)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise PageError(f"broken front matter: {reason}; mend it or remove it") from error
    return post.metadata, post.content if post.metadata else text


def _binary(body: bytes, kind: str) -> Document:
    if kind == "pdf":
        from ingest.pdf import read_pdf

        return read_pdf(body)
    from ingest.docx import read_docx

    return read_docx(body)


def _document(text: str, kind: str, source: Source) -> Document:
    if kind == "html":
        from ingest.html import read_html

        url = source.url if source.url and source.url.startswith("http") else None
        return read_html(text, url, source.selector)
    if kind == "plain":
        from ingest.plain import read_plain

        return read_plain(text)
    from ingest.markdown import read_markdown

    return read_markdown(text)


def _url(metadata: dict[str, Any], source: Source, label: str) -> str:
    """A file may name its url; a fetched page has the one that it was fetched from."""
    given = clean(str(metadata.get("url") or ""))
    if not given or source.path is None:
        return str(source.url)
    if urlsplit(given).scheme not in URL_SCHEMES:
        raise PageError(f"{label}: front matter url: {given!r} is not http, https or file")
    return given


def _title(metadata: dict[str, Any], document: Document, source: Source, label: str) -> str:
    tops = (each for each in document.blocks if each.kind == "heading" and each.level == 1)
    heading = next((each.text for each in tops if each.text), None)
    title = metadata.get("title") or source.title or document.metadata.get("title")
    return clean(str(title or "")) or heading or Path(label).stem


def _date(metadata: dict[str, Any], names: tuple[str, ...], label: str) -> str | None:
    for name in names:
        value = metadata.get(name)
        if value is not None:
            date = iso_date(value)
            if date is None:
                raise PageError(f"{label}: front matter {name}: {value!r} is no date (YYYY-MM-DD)")
            return date
    return None
