"""Bounds that plain facts set to the confidence: a quote without the person or number that is
asked for, without the day, place or meaning, of another year or month, on another thing than the
one asked about, or that was just given; a long form that is there or not.
"""

import re
from collections.abc import Sequence

from assistant.acronyms import ACRONYM, BRACKETED, spelled_out
from assistant.features import Query, context_terms
from assistant.index import SentenceRef
from assistant.kinds import FIGURES, MONTH, PURPOSE, QUESTION_TERMS, YEAR
from assistant.lexical import terms
from assistant.meanings import named_in_passing
from assistant.namesakes import on_namesake
from assistant.ordinals import other_ordinal
from assistant.silence import is_silent

SELDOM = 0.05  # the most confidence in what was right for fewer than one development question in 20
LIKELY = 0.5  # the least in a figure that was quoted in passing and is now asked for
MOSTLY = 0.9  # the least in what was right for all 19 of them
NEEDED = frozenset(["person", "number"])  # kinds that nearly no right answer lacks
YEARS = re.compile(YEAR)
MONTHS = re.compile(
    rf"\b((?i:{MONTH})),? (?:of )?\d|(?<=\d )({MONTH})\b|\b[Ii]n ({MONTH})\b(?! [a-z])"
)
HOW_MANY = re.compile(r"\bhow many\b", re.IGNORECASE)
RANGE_WORD = re.compile(
    r"\b(?:after|before|since|until|till|by|between|from|to|than)\b", re.IGNORECASE
)
WHAT_IS = re.compile(  # a thing with a name
    r"^\W*(?i:what|who)(?i: exactly| really)?(?:['’]?s| is| are| was| were)(?i: exactly| really)? "
    r"(?:(?i:the|an?) )?"
    r"([A-Z0-9]\S*(?: [^\s,;]+){0,4}?)\W*$"
)


def bounded(confidence: float, query: Query, chosen: Sequence[SentenceRef]) -> float:
    """The confidence, 0..1, within what is known of such answers."""
    missing = query.wanted.kind in NEEDED and not _shown(query, chosen)
    repeated = bool(query.said) and all(ref.quote in query.said for ref in chosen)
    again = repeated and not _shows_what_is_asked(query, chosen)
    if missing or again or is_silent(query, chosen) or _is_of_another(query, chosen):
        return min(confidence, SELDOM)
    figure = query.wanted.kind in FIGURES and _asked_in_its_words(query, chosen)
    if repeated and (figure or any(told_in_passing(query, ref.quote) for ref in chosen)):
        return max(confidence, LIKELY)
    if query.wanted.kind != "expansion":
        return confidence
    if any(_in_brackets(query, ref.quote) for ref in chosen):
        return max(confidence, MOSTLY)
    return min(confidence, SELDOM) if _unspelled(query, chosen) else confidence


def told_in_passing(query: Query, quote: str) -> bool:
    """Whether a quote of the answer before tells what a question asks that has no words of its
    own: "when?", "what for?".
    """
    if quote not in query.said or not set(terms(query.wanted.asked)) <= QUESTION_TERMS:
        return False
    if query.wanted.kind == "reason":
        return bool(PURPOSE.search(quote))
    return query.wanted.kind in FIGURES and query.wanted.shown_in(quote)


def asked_years(query: Query) -> set[str]:
    """The years that a question names; those of an earlier one only where it names none itself."""
    return set(YEARS.findall(query.wanted.asked) or YEARS.findall(query.text))


def other_year(query: Query, chosen: Sequence[SentenceRef]) -> bool:
    """Whether the question names a year and the quotes, with their headings, only others."""
    asked = asked_years(query)
    headings = [name for ref in chosen for name in ref.page.section_at(ref.sentence.start)]
    told = set(YEARS.findall(" ".join([*headings, *(ref.quote for ref in chosen)])))
    return bool(asked and told and not asked & told)


def _is_of_another(query: Query, chosen: Sequence[SentenceRef]) -> bool:
    """Whether the quotes are of another year, month, one of a series or thing than asked about."""
    return (
        other_year(query, chosen)
        or _other_month(query, chosen)
        or other_ordinal(query.wanted.asked, [ref.quote for ref in chosen])
        or _tells_of_another(query, chosen)
        or on_namesake(query, chosen)
    )


def _other_month(query: Query, chosen: Sequence[SentenceRef]) -> bool:
    """Whether the question names a month and the quotes only others; "since May" fits them too."""
    asked = _months(query.wanted.asked)
    told = {name for ref in chosen for name in _months(ref.quote)}
    return bool(asked and told and not asked & told) and not RANGE_WORD.search(query.wanted.asked)


def _months(text: str) -> set[str]:
    return {name.lower() for found in MONTHS.findall(text) for name in found if name}


def _tells_of_another(query: Query, chosen: Sequence[SentenceRef]) -> bool:
    """Whether "What is X?" gets quotes that, with their headings, do not name X, or only in
    passing.
    """
    found = WHAT_IS.search(query.wanted.asked)
    if not found:
        return False
    if _names_in_passing(found[1], chosen):
        return True
    told = {name for ref in chosen for name in [*terms(ref.quote), *context_terms(ref)]}
    acronyms = ACRONYM.findall(found[1])
    spelled = any(spelled_out(each, ref.quote) for each in acronyms for ref in chosen)
    return not spelled and bool(query.names & set(terms(found[1])) - told)


def _names_in_passing(term: str, chosen: Sequence[SentenceRef]) -> bool:
    """Whether all quotes that name the term do so in passing, under no heading of its own."""
    name = term.rstrip("?.! ").lower()
    naming = [ref for ref in chosen if name in ref.quote.lower()]
    headed = any(
        name in each.lower() for ref in naming for each in ref.page.section_at(ref.sentence.start)
    )
    return bool(naming) and not headed and all(named_in_passing(ref.quote, name) for ref in naming)


def _shows_what_is_asked(query: Query, chosen: Sequence[SentenceRef]) -> bool:
    """Whether quotes that a follow-up gets again show the kind of thing that it asks for, of all
    that it names, as a date does that was quoted in passing, or have all the words of a question
    for yes or no. Else it asks for something else.
    """
    if any(told_in_passing(query, ref.quote) for ref in chosen):
        return True
    if query.wanted.kind == "yesno":
        return bool(terms(query.wanted.asked)) and _asked_in_its_words(query, chosen)
    if HOW_MANY.search(query.wanted.asked) and not _asked_in_its_words(query, chosen):
        return False  # the number there counts something else
    named = {name for ref in chosen for name in [*terms(ref.quote), *context_terms(ref)]}
    return query.wanted.checkable and _shown(query, chosen) and query.names <= named


def _asked_in_its_words(query: Query, chosen: Sequence[SentenceRef]) -> bool:
    """Whether all is asked in words of the quotes: "When was it?", "Was there a study?"."""
    told = {name for ref in chosen for name in terms(ref.quote)}
    return set(terms(query.wanted.asked)) - QUESTION_TERMS <= told


def _shown(query: Query, chosen: Sequence[SentenceRef]) -> bool:
    return any(query.wanted.shown_in(ref.quote) for ref in chosen)


def _in_brackets(query: Query, quote: str) -> bool:
    """Whether the quote has an acronym of the question in brackets, behind its long form."""
    asked = {word.lower() for word in re.findall(r"[\w&-]+", query.wanted.asked)}
    return any(
        found[1].lower() in asked and spelled_out(found[1], quote[: found.start()])
        for found in BRACKETED.finditer(quote)
    )


def _unspelled(query: Query, chosen: Sequence[SentenceRef]) -> bool:
    """Whether no quote has words that the acronyms of the question may stand for."""
    acronyms = ACRONYM.findall(query.wanted.asked)
    return bool(acronyms) and not any(
        spelled_out(each, ref.quote) for each in acronyms for ref in chosen
    )
