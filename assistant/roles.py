"""Who does what to whom: names swapped around a verb are found here."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.claim import STOPS, Claim
from assistant.proper import Name, names
from assistant.wording import word_set

COORDINATING = word_set("and or , & ( ) the other as well")
AGENT_REACH = 5  # tokens between "by" and the name of the agent
PREPOSITIONS = word_set("with of in on at for to from through under between")

POINTING = word_set("it its they their this these")

Group = tuple[Name, ...]


def role_objection(draft: Claim, quotes: Sequence[Claim]) -> str | None:
    """Why the names do not stand in the quotes' roles; None where nothing speaks against it."""
    settled: list[Name] = []
    for group, head in _agents(draft):
        if head is None:
            continue
        wrong = _wrong_agent(group, draft, head, quotes)
        if wrong is not None:
            verb = draft.tokens[head].text
            return f"in the quote, {verb!r} does not belong to {wrong.text!r}"
        settled.extend(group)
    return _swapped(draft, quotes, settled)


def _wrong_agent(group: Group, draft: Claim, head: int, quotes: Sequence[Claim]) -> Name | None:
    """A name of the group that no quote has as the subject of the head; None where fine."""
    found = False
    wrong: Name | None = None
    for quote in quotes:
        for place in _outside_names(quote, draft.tokens[head].term):
            found = True
            subject = _subject(quote, place)
            missing = [name for name in group if not any(name.same(each) for each in subject)]
            if not missing or (not subject and _earlier(group, quote, quotes)):
                return None
            wrong = missing[0]
    return wrong if found else None


def _outside_names(claim: Claim, name: str) -> list[int]:
    """Places of a term, those within proper names aside."""
    taken = {n for each in names(claim) for n in range(each.first, each.last + 1)}
    return [n for n in claim.places.get(name, ()) if n not in taken]


def _earlier(group: Group, quote: Claim, quotes: Sequence[Claim]) -> bool:
    """Whether the names stand in a quote cited before this one, which speaks of "it"."""
    if not quote.plain or quote.plain[0] not in POINTING:
        return False
    before = [each for other in quotes[: quotes.index(quote)] for each in names(other)]
    return all(any(name.same(each) for each in before) for name in group)


def _swapped(draft: Claim, quotes: Sequence[Claim], settled: Sequence[Name]) -> str | None:
    """Two names next to each other whose order and voice differ from every quote's."""
    found = names(draft)
    for one, other in pairwise(found):
        if one.same(other) or _coordinated(draft, one, other) or _stop_between(draft, one, other):
            continue
        ways = [way for quote in quotes for way in _ways(quote, one, other)]
        if not ways:
            return f"no cited quote names both {one.text!r} and {other.text!r}"
        mine = _by(draft, other)
        right = any((mine == by) if same else (mine != by) for same, by in ways)
        if not right and not (mine and {one, other} <= set(settled)):
            return f"{one.text!r} and {other.text!r} stand the other way round in the quote"
    return None


def _ways(quote: Claim, one: Name, other: Name) -> Iterator[tuple[bool, bool]]:
    """For each pair of their occurrences: in the same order, and with "by" before the second."""
    found = names(quote)
    for mine in (name for name in found if name.same(one)):
        for theirs in (name for name in found if name.same(other)):
            if mine.first == theirs.first:
                yield True, False
            elif mine.first < theirs.first:
                yield True, _by(quote, theirs)
            else:
                yield False, _by(quote, mine)


def _agents(claim: Claim) -> Iterator[tuple[Group, int | None]]:
    """Groups of names with the word they are the subject of."""
    for group in _groups(claim):
        if _by(claim, group[0]):
            yield group, _verb_before(claim, group[0])
        else:
            head = _head(claim, group[-1])
            yield group, None if head is not None and _passive(claim, head) else head


def _groups(claim: Claim) -> list[Group]:
    """Names in runs joined by "and" or commas."""
    groups: list[list[Name]] = []
    for name in names(claim):
        if groups and _coordinated(claim, groups[-1][-1], name):
            groups[-1].append(name)
        else:
            groups.append([name])
    return [tuple(group) for group in groups]


def _subject(claim: Claim, place: int) -> list[Name]:
    """Names that may be the subject of the word at `place`: the agent, else the nearest left."""
    groups = _groups(claim)
    if _passive(claim, place):
        return [
            name for group in groups for name in group
            if _by(claim, group[0]) and place < group[0].first and _reaches(claim, place, group[0])
        ]  # fmt: skip
    inside = claim.sentence(place)
    left = [group for group in groups if group[-1].last <= place and group[0].first in inside]
    return list(left[-1]) if left else []


def _head(claim: Claim, name: Name) -> int | None:
    """The first content word after a name, unless a name or stop comes between."""
    taken = {n for each in names(claim) for n in range(each.first, each.last + 1)}
    for n in range(name.last + 1, len(claim.tokens)):
        if claim.plain[n] in STOPS or n in taken:
            return None
        if claim.tokens[n].content and claim.tokens[n].kind == "word":
            return n
    return None


def _passive(claim: Claim, place: int) -> bool:
    """Whether "by" follows the word at once, or after "and" and one more word."""
    after = claim.plain[place + 1 : place + 4]
    return after[:1] == ("by",) or (after[:1] in (("and",), ("or",)) and after[2:] == ("by",))


def _reaches(claim: Claim, place: int, agent: Name) -> bool:
    return "by" in claim.plain[place : agent.first] and agent.first - place <= AGENT_REACH + 4


def _by(claim: Claim, name: Name) -> bool:
    """Whether the name is the agent of a passive: "by", an article, adjectives, the name."""
    for n in range(name.first - 1, max(-1, name.first - 1 - AGENT_REACH), -1):
        if claim.plain[n] == "by":
            return True
        if claim.plain[n] in PREPOSITIONS or claim.plain[n] in STOPS or claim.plain[n] == ",":
            return False
    return False


def _verb_before(claim: Claim, agent: Name) -> int | None:
    """The participle before the "by" of an agent."""
    at = agent.first
    while at > 0 and claim.plain[at] != "by":
        at -= 1
    return at - 1 if at and claim.tokens[at - 1].content else None


def _coordinated(claim: Claim, one: Name, other: Name) -> bool:
    between = claim.plain[one.last + 1 : other.first]
    if not between:
        return claim.tokens[one.last].possessive
    if claim.tokens[other.last].possessive and not {"and", "or", "&"} & set(between):
        return False  # "Ann, the King's daughter"
    return all(plain in COORDINATING for plain in between)


def _stop_between(claim: Claim, one: Name, other: Name) -> bool:
    return any(plain in STOPS for plain in claim.plain[one.last + 1 : other.first])
