"""Bodies with names of one sort: what is said of the Reef Institute is not said of the Institute
for Snow. Readers see the same words in both, and the same kind of fact.
"""

import re
from collections.abc import Sequence

from assistant.acronyms import ACRONYM
from assistant.features import Query
from assistant.index import SentenceRef
from assistant.kinds import MONTH
from assistant.lexical import term, terms
from assistant.names import NAME_RUN, runs

OPENING = re.compile(rf"^(?:The |An? )?({NAME_RUN.pattern})")
DATED = re.compile(rf"\d|\b{MONTH}\b")
OF_WHAT = re.compile(r" (?:of|for|on|in) ")  # parts "Institute" from what it is for


def on_namesake(query: Query, chosen: Sequence[SentenceRef]) -> bool:
    """Whether the first quote, or each that shows what is asked for, is on a namesake.

    The first one of `chosen` is the best one, or the line that leads in to it.
    """
    showing = [ref for ref in chosen if query.wanted.shown_in(ref.quote)]
    first = bool(chosen) and _is_on_namesake(query.text, chosen[0])
    return first or (bool(showing) and all(_is_on_namesake(query.text, ref) for ref in showing))


def _is_on_namesake(question: str, ref: SentenceRef) -> bool:
    """Whether the sentence opens with a name of the same sort as each that the question has, and
    none of these is in it or in its headings.
    """
    opening = OPENING.match(ref.quote)
    if not opening:
        return False
    own = opening[1]
    asked = [each for each in runs(question) if " " in each and not DATED.search(each)]
    headings = ref.page.section_at(ref.sentence.start)
    told = {each for text in (ref.quote, *headings) for each in terms(text)}
    short = any(term(each) in told for each in ACRONYM.findall(question))
    return bool(asked) and not short and all(_are_two(each, own, told) for each in asked)


def _are_two(asked: str, own: str, told: set[str]) -> bool:
    """Whether two names of one sort differ, and `told` has not all that only the asked one has."""
    asked_terms, own_terms = set(terms(asked)), set(terms(own))
    only = asked_terms - own_terms
    return (
        _kind_word(asked) == _kind_word(own) and bool(own_terms - asked_terms) and not only <= told
    )


def _kind_word(name: str) -> str:
    """The term of the word that says what it is: of "Reef Institute", "Institute for Reefs"."""
    return term(OF_WHAT.split(name)[0].split()[-1])
