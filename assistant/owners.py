"""Whose page it is: the body that a page speaks for, as its opening sentence spells it out.

Questions name the body ("How much notice does HBWA give?"), most sentences of its page don't.
"""

from functools import lru_cache

from assistant.acronyms import defined_in
from corpus.models import Page

SHORTEST_OPENING = 5  # words; less is a label or a greeting
TITLE_WORDS = 10  # that are kept of a title behind its owner


def owner_of(page: Page) -> str:
    """ "Long Form (LF)" of the page's opening sentence; "" where it spells out no acronym."""
    long, short = _first_defined(_opening(page))
    return f"{long} ({short})" if long else ""


def short_title(title: str) -> str:
    """The first words of a title."""
    return " ".join(title.split()[:TITLE_WORDS])


def title_with_owner(page: Page) -> str:
    """The page's short title, with its owner where that is not in the title anyway.

    A title that has the long form gets the acronym only.
    """
    title = short_title(page.title)
    long, short = _first_defined(_opening(page))
    if long.lower() not in page.title.lower():
        return f"{owner_of(page)} - {title}"
    return title if short.lower() in title.lower() else f"{title} ({short})"


@lru_cache(maxsize=4_096)
def _first_defined(opening: str) -> tuple[str, str]:
    """Kept, as it is wanted for each sentence of a page."""
    return next(defined_in(opening), ("", ""))


def _opening(page: Page) -> str:
    """The first sentence of a page that is one; "" if there is none."""
    quotes = (page.quote(each) for each in page.sentences if each.kind == "prose")
    return next((quote for quote in quotes if len(quote.split()) >= SHORTEST_OPENING), "")
