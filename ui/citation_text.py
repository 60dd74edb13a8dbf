"""A citation as it is copied and linked to: plain text, and the address of its stored page."""

from urllib.parse import urlencode, urlsplit

from assistant.answer import Citation
from ui.dates import page_date

SOURCE = "source"


def citation_text(citation: Citation) -> str:
    """The quote, then title and section, date and page version, and the link."""
    path = [part for part in citation.section if part != citation.title]
    date = page_date(citation) or "no date known"
    return "\n".join((
        f"“{citation.quote}”",
        " › ".join((citation.title, *path)),
        f"{date[0].upper()}{date[1:]}; page version {citation.page_version}",
        citation.link,
    ))  # fmt: skip


def source_address(citation: Citation) -> str:
    """The address, on this server, of the stored page at the quote; relative to its root."""
    span = f"{citation.n}:{citation.start}-{citation.end}"
    asked = urlencode({"url": citation.url, "spans": span}, safe=":")
    return f"{SOURCE}/{citation.page_version}?{asked}#quote-{citation.n}"


def opening_words(link: str) -> str:
    """What a link to the live page says: where it leads and what it shows."""
    try:
        host = urlsplit(link).hostname
    except ValueError:
        host = None
    return f"Open on {host} at this sentence" if host else "Open the live page at this sentence"
