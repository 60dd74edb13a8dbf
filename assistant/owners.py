"""Whose page it is: the body that a page speaks for, as its opening sentence spells it out.

Questions name the body ("How much notice does HBWA give?"), most sentences of its page don't.
"""

from collections.abc import Iterable
from functools import lru_cache

from assistant.acronyms import defined_in
from corpus.models import Page

SHORTEST_OPENING = 5  # words; less is a label or a greeting
TITLE_WORDS = 10  # that are kept of a title behind its owner


def owner_of(page: Page) -> str:
    """ "Long Form (LF)" of the page's opening sentence; "" where it spells out no acronym."""
    return owner_in(_opening(page))


def title_with_owner(page: Page) -> str:
    """The page's title as `titled` gives it."""
    return titled(page.title, _opening(page))


def owner_in(opening: str) -> str:
    """ "Long Form (LF)" of an opening sentence; "" where it spells out no acronym."""
    long, short = _first_defined(opening)
    return f"{long} ({short})" if long else ""


def titled(title: str, opening: str) -> str:
    """The first words of a title, with the owner that the opening sentence spells out.

    Not where the title has it anyway; a title that has the long form gets the acronym only.
    """
    words = " ".join(title.split()[:TITLE_WORDS])
    long, short = _first_defined(opening)
    if long.lower() not in title.lower():
        return f"{owner_in(opening)} - {words}"
    return words if short.lower() in words.lower() else f"{words} ({short})"


@lru_cache(maxsize=4_096)
def _first_defined(opening: str) -> tuple[str, str]:
    """Kept, as it is wanted for each sentence of a page."""
    return next(defined_in(opening), ("", ""))


def _opening(page: Page) -> str:
    """The first sentence of a page that is one; "" if there is none."""
    return opening_of(page.quote(each) for each in page.sentences if each.kind == "prose")


def opening_of(prose: Iterable[str]) -> str:
    """The first of a page's prose sentences that is one, rather than a label or a greeting."""
    return next((each for each in prose if len(each.split()) >= SHORTEST_OPENING), "")
