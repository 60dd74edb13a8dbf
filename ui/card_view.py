"""Cards: what the panel shows of a citation above its page, kept hidden until opened."""

from collections.abc import Sequence

from assistant.answer import Citation
from ui.citation_text import citation_text, opening_words, source_address
from ui.dates import page_date
from ui.escape import escaped, web_link

SHORT_HASH = 12


def cards_html(citations: Sequence[Citation], turn: int, snapshot: str) -> str:
    """The cards of one answer; each names the page version and the spans to mark in it."""
    return "".join(_card(each, citations, turn, snapshot) for each in citations)


def citation_name(citation: Citation) -> str:
    """The accessible name of a mark: number, title, and the innermost section."""
    section = citation.section[-1] if citation.section else ""
    if section in ("", citation.title):
        return f"Citation {citation.n}: {citation.title}"
    return f"Citation {citation.n}: {citation.title}, {section}"


def _card(citation: Citation, citations: Sequence[Citation], turn: int, snapshot: str) -> str:
    same_page = [each for each in citations if each.page_version == citation.page_version]
    spans = ",".join(f"{each.n}:{each.start}-{each.end}" for each in same_page)
    return (
        f'<div class="ppp-card" data-key="cite-{turn}-{citation.n}" data-n="{citation.n}" '
        f'data-name="{escaped(citation_name(citation))}" '
        f'data-version="{escaped(citation.page_version)}" data-spans="{spans}" '
        f'data-url="{escaped(citation.url)}" data-start="{citation.start}" '
        f'data-copy="{escaped(citation_text(citation))}">'
        f"<h2>{escaped(citation.title)}</h2>{_head(citation, snapshot)}"
        f"<blockquote>{escaped(citation.quote)}</blockquote></div>"
    )


def _head(citation: Citation, snapshot: str) -> str:
    path = [part for part in citation.section if part != citation.title]
    trail = " › ".join(path)
    section = f'<p class="ppp-path">{escaped(trail)}</p>' if trail else ""
    link = web_link(citation.link)
    live = (
        f'<p class="ppp-live"><a href="{escaped(link)}" target="_blank" rel="noopener noreferrer">'
        f"{escaped(opening_words(link))}</a></p>"
        if link
        else f'<p class="ppp-live">{escaped(citation.url)}</p>'
    )
    own = (
        f'<p class="ppp-own"><a href="{escaped(source_address(citation))}" target="_blank" '
        'rel="noopener noreferrer">Link to this citation</a></p>'
    )
    return f'<div class="ppp-head">{section}{live}{own}{_facts(citation, snapshot)}</div>'


def _facts(citation: Citation, snapshot: str) -> str:
    date = page_date(citation)
    facts = [
        ("Page", (date[0].upper() + date[1:]) if date else "no date known"),
        ("Version", citation.page_version[:SHORT_HASH]),
        ("Snapshot", snapshot[:16]),
    ]
    pairs = "".join(f"<div><dt>{name}</dt><dd>{escaped(value)}</dd></div>" for name, value in facts)
    return f"<dl>{pairs}</dl>"
