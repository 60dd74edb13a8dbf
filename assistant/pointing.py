"""Words that point at one of two things that the answer before named, "the latter", or at both."""

import re
from collections.abc import Sequence

from assistant.lexical import terms
from assistant.names import Names

POINTER = re.compile(
    r"\bthe (?:(former|first one)|(latter|second one|last one)|(other one))\b", re.IGNORECASE
)
COORDINATED = re.compile(
    r"\b((?:the|an?|its|their|his) [^,;:.]{3,80}?),? and ((?:the|an?|its|their|his) [^,;:.]{3,80})",
    re.IGNORECASE,
)
BOTH = re.compile(
    r"(?<=\b(?:between|compare) )(?:them|both|(?:the|these|those) two)\b(?: of them)?",
    re.IGNORECASE,
)
LONGEST = 7  # words of a thing


def pointed(question: str, said: str, earlier: str, names: Names) -> str:
    """The question with the thing itself in place of the pointer; as it is where that is open.

    `said` is the answer to the `earlier` question. "The other one" is the one of the two
    that the earlier question does not name.
    """
    pointer = POINTER.search(question)
    pair = _pair(said, names) if pointer else None
    if pointer is None or pair is None:
        return question
    first, second = pair
    if pointer[3]:
        thing = min(pair, key=lambda each: _shared(each, earlier))
    else:
        thing = first if pointer[1] else second
    return question[: pointer.start()] + thing + question[pointer.end() :]


def both_named(question: str, named: Sequence[str]) -> str:
    """The question with the two things named last in place of "them" of which two are meant."""
    if len(named) < 2:
        return question
    return BOTH.sub(lambda _: f"{named[-2]} and {named[-1]}", question)


def _pair(said: str, names: Names) -> tuple[str, str] | None:
    """The two things that an answer joins by "and"; else the first and the last of its names."""
    joined = COORDINATED.search(said)
    if joined:
        first, second = (" ".join(each.split()[:LONGEST]) for each in joined.groups())
        return first, second
    found = [name for name in names.find(said) if name[0].isalpha()]  # no dates
    return (found[0], found[-1]) if len(found) > 1 else None


def _shared(thing: str, question: str) -> float:
    """Share of a thing's terms that the question has, 0..1."""
    own = terms(thing)
    return len(set(own) & set(terms(question))) / max(len(own), 1)
