"""Whether a sentence keeps what its quotes only deny, plan, allow or qualify."""

from collections.abc import Iterator, Sequence

from assistant.claim import COMMAS, Claim
from assistant.proper import names
from assistant.wording import (
    ALL,
    CONDITIONS,
    NEGATION,
    OPERATORS,
    QUALIFIER_OF,
    REPORTED,
    WEAKER,
)

Signature = frozenset[str]
NOUN_PHRASE = 3  # content words after a qualifier that it may belong to

WHY_LOST = {
    NEGATION: "the quote denies it ({word!r}), the sentence does not",
    REPORTED: "the quote only reports it ({word!r}), the sentence states it as a fact",
}
WHY_ADDED = {NEGATION: "the sentence denies ({word!r}) what the quote does not deny"}


def scope_objection(draft: Claim, quotes: Sequence[Claim]) -> str | None:
    """Why negation, modality, conditions or qualifiers differ from the quotes; None if not."""
    return (
        _lost_operator(draft, quotes)
        or _added_operator(draft, quotes)
        or _lost_condition(draft, quotes)
        or _lost_qualifier(draft, quotes)
        or _added_qualifier(draft, quotes)
    )


def _lost_operator(draft: Claim, quotes: Sequence[Claim]) -> str | None:
    """A word that every quote puts under an operator, and the sentence does not."""
    named = _name_places(draft)
    for at in draft.content:
        token = draft.tokens[at]
        options = list(_signatures(token.term, quotes))
        if not options:
            continue
        mine, around = _signature(draft, at), _around(draft, at)
        missing = [_unmet(option, mine, around, proper=at in named) for option in options]
        if all(missing):
            name = sorted(missing[0])[0]
            why = WHY_LOST.get(name, "the quote speaks of {name} ({word!r}), the sentence of fact")
            return why.format(name=name, word=token.text)
    return None


def _unmet(theirs: Signature, mine: Signature, around: Signature, *, proper: bool) -> Signature:
    """Operators of the quote that the sentence neither keeps nor weakens."""
    kept = mine | around
    return frozenset(
        name
        for name in theirs - kept
        if not ((WEAKER[name] - theirs) & mine) and (name == NEGATION or not proper)
    )


def _added_operator(draft: Claim, quotes: Sequence[Claim]) -> str | None:
    """An operator whose first word no quote puts under such an operator."""
    if _denials(draft) > sum(_denials(each) for each in quotes):
        return "the sentence denies more than its quotes do"
    named = _name_places(draft)
    for at, name in draft.operators:
        if name == REPORTED:
            continue
        ahead = [n for n in draft.scope(at, name) if draft.tokens[n].content]
        governed = [n for n in ahead if n not in named or name == NEGATION][:1]
        theirs = [
            signature for n in governed for signature in _signatures(draft.tokens[n].term, quotes)
        ]  # fmt: skip
        if not theirs:
            theirs = [frozenset(kind for each in quotes for _, kind in each.operators)]
        sources = {kind for kind in OPERATORS if name in WEAKER[kind]}
        if not any(signature & sources for signature in theirs):
            why = WHY_ADDED.get(name, "{word!r} speaks of {name}, the quote does not")
            return why.format(name=name, word=draft.tokens[at].text)
    return None


def _denials(claim: Claim) -> int:
    return sum(name == NEGATION for _, name in claim.operators)


def _lost_condition(draft: Claim, quotes: Sequence[Claim]) -> str | None:
    if any(plain in CONDITIONS for plain in draft.plain):
        return None
    for quote in quotes:
        for plain in quote.plain:
            if plain in CONDITIONS:
                return f"the quote states a condition ({plain!r}), the sentence none"
    return None


def _lost_qualifier(draft: Claim, quotes: Sequence[Claim]) -> str | None:
    """A noun that every quote qualifies ("some", "only", "former"), bare in the sentence."""
    for quote in quotes:
        for at, kind in _qualifiers(quote):
            if kind == ALL:
                continue
            for place in _noun_phrase(quote, at):
                name = quote.tokens[place].term
                if name in draft.places and _loses(draft, quotes, name, kind):
                    return f"the quote has {quote.tokens[at].text!r} there, the sentence has not"
    return None


def _loses(draft: Claim, quotes: Sequence[Claim], name: str, kind: str) -> bool:
    bare = any(
        not _qualified(each, at, kind) for each in quotes for at in each.places.get(name, ())
    )
    return not bare and not any(_qualified(draft, n, kind) for n in draft.places[name])


def _added_qualifier(draft: Claim, quotes: Sequence[Claim]) -> str | None:
    for at, kind in _qualifiers(draft):
        for place in draft.next_content(at, 1):
            name = draft.tokens[place].term
            kept = any(
                _qualified(quote, n, kind) for quote in quotes for n in quote.places.get(name, ())
            )
            if not kept:
                return f"{draft.tokens[at].text!r} does not stand there in the cited quotes"
    return None


def _qualifiers(claim: Claim) -> Iterator[tuple[int, str]]:
    for n, plain in enumerate(claim.plain):
        if plain in QUALIFIER_OF and claim.plain[n - 1 : n] != ("not",):
            yield n, QUALIFIER_OF[plain]


def _noun_phrase(claim: Claim, at: int) -> list[int]:
    """Indices of the content words in a row after a qualifier, small words before them aside."""
    first = next(iter(claim.next_content(at, 1)), None)
    if first is None:
        return []
    last = first
    while last + 1 < len(claim.tokens) and claim.tokens[last + 1].content:
        last += 1
    return list(range(first, min(last + 1, first + NOUN_PHRASE)))


def _qualified(claim: Claim, place: int, kind: str) -> bool:
    """Whether a qualifier of the kind stands before the token, in its noun phrase."""
    return any(kind == each and place in _noun_phrase(claim, n) for n, each in _qualifiers(claim))


def _signatures(name: str, quotes: Sequence[Claim]) -> Iterator[Signature]:
    """The operators over each occurrence of a term."""
    for quote in quotes:
        for at in quote.places.get(name, ()):
            yield _signature(quote, at)


def _signature(claim: Claim, at: int) -> Signature:
    return frozenset(name for n, name in claim.operators if at in claim.scope(n, name) or n == at)


def _around(claim: Claim, at: int) -> Signature:
    """Operators after the token in its clause, which govern it in the passive."""
    clause = claim.clause(at)
    commas = any(claim.plain[n] in COMMAS for n in clause)
    return frozenset() if commas else frozenset(
        name for n, name in claim.operators if n in clause and n > at
    )  # fmt: skip


def _name_places(claim: Claim) -> set[int]:
    return {n for name in names(claim) for n in range(name.first, name.last + 1)}
