"""A stored page version as a page of its own, its quotes marked: what a permalink opens."""

from collections.abc import Sequence

from assistant.cite import sentence_link
from corpus.models import Page
from corpus.snapshot import About
from ui.citation_text import opening_words
from ui.dates import in_words
from ui.escape import escaped, web_link
from ui.page_view import Span, page_html
from ui.whole_page import whole_page

STORED = "A stored copy of this page, as it was when it was quoted; not the live page."


def source_page(page: Page, spans: Sequence[Span], about: About, note: str = "") -> str:
    """The document; `note` is HTML that says what changed since."""
    title = escaped(page.title)
    focus = spans[0].n if spans else None
    return whole_page(
        page.title,
        f'<header><p class="name">{escaped(about.name)}</p>{_line(about.notice)}{_line(STORED)}'
        f"</header>\n<main>\n<h1>{title}</h1>\n{_section(page, spans)}{_live(page, spans)}"
        f"{_facts(page)}{_note(note)}"
        '<article aria-labelledby="text">\n<h2 id="text">Text of the page</h2>\n'
        f"{page_html(page.text, spans, focus)}</article>\n</main>",
    )


def _line(text: str) -> str:
    return f"<p>{escaped(text)}</p>" if text else ""


def _note(note: str) -> str:
    return f'<div class="note" role="note">{note}</div>\n' if note else ""


def _section(page: Page, spans: Sequence[Span]) -> str:
    path = page.section_at(spans[0].start) if spans else ()
    return _line(" › ".join(part for part in path if part != page.title))


def _live(page: Page, spans: Sequence[Span]) -> str:
    """The link to the live page, at the first quote."""
    quote = page.text[spans[0].start : spans[0].end] if spans else ""
    link = web_link(sentence_link(page.url, quote) if quote.strip() else page.url)
    if link is None:
        return f'<p class="live">{escaped(page.url)}</p>\n'
    words = opening_words(link) if quote.strip() else "Open the live page"
    return (
        f'<p class="live"><a href="{escaped(link)}" rel="noopener noreferrer">'
        f"{escaped(words)}</a></p>\n"
    )


def _facts(page: Page) -> str:
    facts = [
        ("Content current as of", in_words(page.current_as_of) if page.current_as_of else ""),
        ("Fetched", in_words(page.fetched_at) if page.fetched_at else ""),
        ("Version", page.version),
    ]
    pairs = "".join(
        f"<div><dt>{name}</dt><dd>{escaped(value)}</dd></div>" for name, value in facts if value
    )
    return f"<dl>{pairs}</dl>\n"
