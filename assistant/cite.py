"""Citations: exact spans of page versions, and links that open at the sentence."""

import re
from urllib.parse import quote as percent

from assistant.answer import Citation, Retrieved
from assistant.retrieve import Hit
from corpus.models import Page

LONG_QUOTE_WORDS = 12  # longer quotes are linked by their first and last words
END_WORDS = 5
LONG_QUOTE_CHARS = 150
END_CHARS = 20


def cite(page: Page, start: int, end: int, number: int, score: float) -> Citation:
    """The citation of `page.text[start:end]`."""
    quote = page.text[start:end]
    return Citation(
        n=number,
        url=page.url,
        title=page.title,
        section=list(page.section_at(start)),
        quote=quote,
        start=start,
        end=end,
        page_version=page.version,
        fetched_at=page.fetched_at,
        current_as_of=page.current_as_of,
        link=sentence_link(page.url, quote),
        score=round(score, 4),
    )


def sentence_link(url: str, quote: str) -> str:
    """The url with a text fragment (WICG scroll-to-text) that selects the quote.

    Long quotes are given as their first and last words, which browsers match across inline
    markup more reliably.
    """
    words = quote.split()
    if len(words) <= LONG_QUOTE_WORDS and len(quote) <= LONG_QUOTE_CHARS:
        directive = _encode(" ".join(words))
    else:
        first, last = " ".join(words[:END_WORDS]), " ".join(words[-END_WORDS:])
        if len(first) > LONG_QUOTE_CHARS:  # scripts without spaces
            first, last = first[:END_CHARS], last[-END_CHARS:]
        directive = f"{_encode(first)},{_encode(last)}"
    base, _, anchor = url.replace(" ", "%20").partition("#")
    return f"{base}#{anchor}:~:text={directive}"


def retrieved(hit: Hit) -> Retrieved:
    """A hit as the answer lists it."""
    passage = hit.passage
    return Retrieved(
        url=passage.url, start=passage.start, end=passage.end, score=round(hit.fused, 4)
    )


def _encode(text: str) -> str:
    """Percent-encode; "-", "," and "&" have a meaning of their own in a text directive."""
    return re.sub(r"-", "%2D", percent(text, safe=""))
