"""Whether quotes are silent on what a question asks for, as far as plain words can tell."""

import re
from collections.abc import Sequence

from assistant.counted import (
    asked_members,
    counted_noun,
    counts,
    is_group,
    names_members,
    speaks_of,
)
from assistant.features import Query, context_terms
from assistant.findings import asks_for_findings, may_tell_findings
from assistant.frames import PAGES
from assistant.further import further_topic, must_point, points_on
from assistant.index import SentenceRef
from assistant.kinds import MONTH, NUMBER
from assistant.lexical import terms
from assistant.meanings import asked_term, asked_thing, may_define
from assistant.places import asks_where, may_say_where
from assistant.unnamed import asked_which, leaves_unnamed
from assistant.ways import asks_to_join, may_tell_way

DAY_ASKED = re.compile(
    r"\bon (?:what|which) (?:exact |precise )?(?:day|date)\b"
    r"|\b(?:what|which|exact|precise) (?:exact |precise )?day\b|\b(?:exact|precise) date\b",
    re.IGNORECASE,
)
DAY_TOLD = re.compile(
    rf"\b{MONTH} \d{{1,2}}\b|\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH}\b|\d/\d|\d-\d\d"
    r"|\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)?days?|first|second|third|last|daily|today)\b",
    re.IGNORECASE,
)
AMOUNT_TOLD = re.compile(rf"{NUMBER}|\bfree\b|\bwithout charge\b", re.IGNORECASE)
PAGE_AGE = re.compile(
    rf"\b(?:when|date|how (?:old|new|recent|current|up[- ]to[- ]date))\b.{{0,40}}?\b{PAGES}\W*"
    r"(?:last |first )?(?:(?:updat|review|revis|publish|post|chang|modif|creat)\w*)?\W*$",
    re.IGNORECASE,
)
WEEKDAY = r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|week-?(?:end|day))s?\b"
WEEKDAY_ASKED = re.compile(  # "on a Sunday?", but not "at the Saturday Market"
    rf"{WEEKDAY}"
    r"(?:(?<=s)|(?=\W*$|[,;?]| (?:too|also|or|and|as|morning|afternoon|evening|night)\b))",
    re.IGNORECASE,
)
WEEKDAY_TOLD = re.compile(
    rf"{WEEKDAY}|\b(?:every|each|any|all|seven|7) days?\b|\bdaily\b|\b24/7\b"
    rf"|\b{MONTH} \d|\d {MONTH}\b",
    re.IGNORECASE,
)
DATED = re.compile(r"\b(?:updat|review|revis|publish|post|modif|creat)\w*|\bcurrent as of\b", re.I)


def is_silent(query: Query, chosen: Sequence[SentenceRef]) -> bool:
    """Whether what is asked for is of a kind that shows, and no quote shows it.

    A day, what is so on some weekday, an amount, a place, a meaning, what was found, how many or
    which the things are, a way to join, where to read on, or a page's age.
    """
    asked, quotes = query.wanted.asked, [ref.quote for ref in chosen]
    return (
        (bool(DAY_ASKED.search(asked)) and not any(map(DAY_TOLD.search, quotes)))
        or (bool(WEEKDAY_ASKED.search(asked)) and not any(map(WEEKDAY_TOLD.search, quotes)))
        or (bool(PAGE_AGE.search(asked)) and not any(map(DATED.search, quotes)))
        or (query.wanted.kind == "money" and not any(map(AMOUNT_TOLD.search, quotes)))
        or (asks_where(asked) and not any(map(may_say_where, quotes)))
        or (asks_to_join(asked) and not any(map(may_tell_way, quotes)))
        or _points_nowhere(asked, chosen)
        or (asks_for_findings(asked) and not any(map(may_tell_findings, quotes)))
        or _leaves_it_unnamed(asked, chosen)
        or _leaves_members_open(asked_members(asked), chosen)
        or _counts_something_else(counted_noun(asked), quotes)
        or _leaves_meaning_open(asked_term(asked), chosen)
        or _only_uses(asked_thing(asked), chosen)
    )


def _points_nowhere(asked: str, chosen: Sequence[SentenceRef]) -> bool:
    """Whether more on a thing is asked for, and no quote that has to do with it points to more."""
    topic = set(terms(further_topic(asked)))
    return must_point(asked) and not any(
        points_on(ref.quote) and topic & (set(terms(ref.quote)) | context_terms(ref))
        for ref in chosen
    )


def _leaves_members_open(noun: str, chosen: Sequence[SentenceRef]) -> bool:
    """Whether the quotes only count the members of a group, if there is one.

    Lists name them, but not one of other things, with the group as an item.
    """
    if not noun:
        return False
    if any(is_group(ref.quote, noun) for ref in chosen):
        return not any(
            speaks_of(ref.quote, noun) and names_members(ref.quote, noun) for ref in chosen
        )
    return not any(ref.sentence.kind != "prose" or names_members(ref.quote, noun) for ref in chosen)


def _leaves_it_unnamed(asked: str, chosen: Sequence[SentenceRef]) -> bool:
    """Whether "which x?" gets sentences, none of a list, that speak of "an x" and name none."""
    words, other = asked_which(asked)
    prose = [ref.quote for ref in chosen if ref.sentence.kind == "prose"]
    return bool(words) and len(prose) == len(chosen) and leaves_unnamed(prose, words, other)


def _counts_something_else(noun: str, quotes: Sequence[str]) -> bool:
    """Whether the quotes speak of what is to be counted, if anything, and count only others."""
    speaking = bool(noun) and any(speaks_of(each, noun) for each in quotes)
    return speaking and not any(counts(each, noun) for each in quotes)


def _leaves_meaning_open(term: str, chosen: Sequence[SentenceRef]) -> bool:
    """Whether no quote may define the term, if there is one, nor stands under it as a heading."""
    return bool(term) and not any(
        may_define(ref.quote, term)
        or any(term.lower() in each.lower() for each in ref.page.section_at(ref.sentence.start))
        for ref in chosen
    )


def _only_uses(thing: str, chosen: Sequence[SentenceRef]) -> bool:
    """Whether quotes speak of the thing, if there is one, and none may say what it is."""
    speaking = bool(thing) and any(thing.lower() in ref.quote.lower() for ref in chosen)
    return speaking and _leaves_meaning_open(thing, chosen)
