"""Whether the names and words of a sentence stand in its quotes."""

from collections.abc import Sequence
from itertools import pairwise

from assistant.claim import Claim, adds_nothing
from assistant.facts import dates, numbers
from assistant.proper import Name, halves, names, within
from assistant.wording import OPERATOR_OF, TELLING

LEAST_SUPPORT = 0.7  # of the content words must stand in the quotes; the rest must be glue
LEAST_NEARNESS = 0.6  # of neighbouring words must be near each other in one quote
NEARNESS = 8  # content words
SHARED_PREFIX = 5  # letters


def name_objection(draft: Claim, quotes: Sequence[Claim]) -> str | None:
    """The first proper name that the quotes do not hold; None where they hold all."""
    for name in names(draft):
        if len(name.forms) > 1 and not _goes_by(name, quotes):
            return f"the quotes do not say that {name.text!r} goes by that other name"
        pieces = [name.parts]
        if not _stands(name.parts, quotes):
            pieces = halves(name)
            opening = name.first == 0 and any(
                draft.tokens[0].term in quote.terms for quote in quotes
            )
            if opening and len(name.parts) > 1:
                pieces = [name.parts[1:]]
        if not all(_stands(piece, quotes) for piece in pieces):
            return f"the name {name.text!r} does not stand in the cited quotes"
    return None


def _goes_by(name: Name, quotes: Sequence[Claim]) -> bool:
    """Whether a quote gives the name the same other form in brackets."""
    return any(name.forms <= each.forms for quote in quotes for each in names(quote))


def _stands(parts: tuple[str, ...], quotes: Sequence[Claim]) -> bool:
    return any(within(parts, [p for p in quote.plain if p != "-"]) for quote in quotes)


def word_objection(
    draft: Claim, quotes: Sequence[Claim], in_context: Sequence[Claim]
) -> str | None:
    """Content words must stand in the quotes; up to 30 % may be words that claim nothing."""
    held = {name for quote in quotes for name in quote.terms}
    telling = {plain for quote in in_context for plain in quote.plain}
    supported = 0
    for at, token in enumerate(draft.tokens):
        if token.plain in TELLING and token.plain not in telling:
            return f"{token.text!r} does not stand in the cited quotes"
        if not token.content:
            continue
        found = token.term in held or (not token.text[0].isupper() and _form_held(token.term, held))
        if found or _date_or_number(draft, at):
            supported += 1
        elif not adds_nothing(token):
            return f"{token.text!r} does not stand in the cited quotes"
    operators = sum(token.plain in OPERATOR_OF for token in draft.tokens if token.content)
    if supported + operators < LEAST_SUPPORT * len(draft.content):
        return "too little of it stands in the cited quotes"
    return None


def _form_held(name: str, held: set[str]) -> bool:
    """Whether another form of a term is among those held; "India" is no form of "Indian"."""
    if len(name) < SHARED_PREFIX or not name.isalpha():
        return False
    return any(
        len(each) >= SHARED_PREFIX
        and (each.startswith(name) or name.startswith(each))
        and name.endswith("less") == each.endswith("less")
        for each in held
    )


def _date_or_number(draft: Claim, at: int) -> bool:
    """Whether the token is part of a date or number: those have been checked already."""
    spans = [(each.first, each.last) for each in dates(draft)]
    spans += [(each.first, each.last) for each in numbers(draft)]
    return any(first <= at <= last for first, last in spans)


def nearness_objection(draft: Claim, quotes: Sequence[Claim]) -> str | None:
    """Neighbouring words must be near each other in one quote: mostly, and all in a clause.

    So the subject of one quote can't be joined to what another quote says of something else.
    """
    held = [n for n in draft.content if any(draft.tokens[n].term in each.terms for each in quotes)]
    near = 0
    for here, there in pairwise(held):
        one, other = draft.tokens[here].term, draft.tokens[there].term
        near += any(_near(quote, one, other) for quote in quotes)
        together = any(one in quote.terms and other in quote.terms for quote in quotes)
        if not together and not any(draft.parts(n) for n in range(here + 1, there)):
            words = draft.tokens[here].text, draft.tokens[there].text
            return f"no cited quote speaks of {words[0]!r} and {words[1]!r} together"
    if near < LEAST_NEARNESS * (len(held) - 1):
        return "its words stand far apart in the cited quotes"
    return None


def _near(quote: Claim, one: str, other: str) -> bool:
    rank = {n: rank for rank, n in enumerate(quote.content)}
    return any(
        abs(rank[here] - rank[there]) <= NEARNESS
        for here in quote.places.get(one, ())
        for there in quote.places.get(other, ())
    )
