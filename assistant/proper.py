"""Proper names, acronyms and codes of a sentence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.claim import Claim, Token
from assistant.facts import MONTHS, ORDINALS, SCALES, TENS, UNIT_WORDS, WEEKDAYS
from assistant.wording import GLUE, OPERATOR_OF, is_small, word_set

JOINING = word_set("of for and in the on to & -")
PARTING = word_set("and & in on to the")
OPENING = frozenset(".!?")
MOST_JOINING = 3


@dataclass(frozen=True)
class Name:
    """A name in a claim: its tokens, and the forms it goes by (lower case, no spaces)."""

    text: str
    parts: tuple[str, ...]
    first: int
    last: int
    forms: frozenset[str]

    def same(self, other: "Name") -> bool:
        """Whether both may name one thing: a form in common, or one runs within the other."""
        return bool(self.forms & other.forms) or within(self.parts, other.parts) or within(
            other.parts, self.parts
        )  # fmt: skip


def names(claim: Claim) -> list[Name]:
    """Names in order; "Full Name (FN)" is one name of two forms."""
    found: list[Name] = []
    at = 0
    while at < len(claim.tokens):
        last = _run(claim, at)
        if last is not None:
            found.append(_name(claim, at, last))
            at = last
        at += 1
    return _with_acronyms(claim, found)


def single_names(claims: Iterable[Claim]) -> frozenset[str]:
    """Names of one word that stand inside sentences, where a capital makes a name."""
    found = (name for claim in claims for name in names(claim))
    return frozenset(name.parts[0] for name in found if len(name.parts) == 1)


def within(parts: Sequence[str], others: Sequence[str]) -> bool:
    """Whether parts stand in a row among others, blanks aside: "biofabusa" in "biofab usa"."""
    wanted = "".join(parts)
    for first in range(len(others)):
        joined = ""
        for each in others[first:]:
            joined += each
            if joined == wanted or joined.removesuffix("s") == wanted.removesuffix("s"):
                return True
            if len(joined) > len(wanted):
                break
    return False


def halves(name: Name) -> list[tuple[str, ...]]:
    """The parts of a run between "and", "in", "to" …, which may be names of their own."""
    pieces: list[tuple[str, ...]] = [()]
    for part in name.parts:
        if part in PARTING:
            pieces.append(())
        else:
            pieces[-1] = (*pieces[-1], part)
    return [piece for piece in pieces if piece]


def capital(token: Token) -> bool:
    """Whether a token looks like a part of a name."""
    if token.kind == "code":
        return True
    return token.kind == "word" and token.text[0].isupper() and not is_date_word(token)


def is_date_word(token: Token) -> bool:
    """Whether it is a month or weekday written with a capital; "May" opens no name either."""
    return token.text[0].isupper() and (token.plain in MONTHS or token.plain in WEEKDAYS)


def _run(claim: Claim, at: int) -> int | None:
    """The last token of the name that begins at `at`; None where none does."""
    token = claim.tokens[at]
    if not capital(token) or (token.kind == "word" and is_small(token.text)):
        return None
    opens = at == 0 or claim.plain[at - 1] in OPENING or claim.plain[at - 1] in "\"“‘'*•-"
    if opens and token.kind == "word" and _ordinary(token):
        return None
    last = _extend(claim, at)
    inner = any(each.isupper() or each.isdigit() for each in token.text[1:])
    if last == at and opens and not inner and token.plain not in claim.known:
        return None
    return last


def _extend(claim: Claim, at: int) -> int:
    last = at
    while not claim.tokens[last].possessive:
        ahead = last + 1
        while (ahead < len(claim.tokens) and ahead - last <= MOST_JOINING
               and claim.plain[ahead] in JOINING):  # fmt: skip
            ahead += 1
        if ahead >= len(claim.tokens) or not capital(claim.tokens[ahead]):
            break
        if is_small(claim.tokens[ahead].text):
            break
        last = ahead
    return last


def _ordinary(token: Token) -> bool:
    """Whether a word that opens a sentence is no name, whatever follows it."""
    plain = token.plain
    numeral = plain in UNIT_WORDS or plain in TENS or plain in SCALES or plain in ORDINALS
    return plain in GLUE or plain in OPERATOR_OF or numeral


def _name(claim: Claim, first: int, last: int) -> Name:
    parts = tuple(each for each in claim.plain[first : last + 1] if each != "-")
    text = claim.text[claim.tokens[first].start : claim.tokens[last].end]
    return Name(text, parts, first, last, frozenset(("".join(parts),)))


def _with_acronyms(claim: Claim, found: list[Name]) -> list[Name]:
    """Names with the acronym in brackets after them taken as another form."""
    result: list[Name] = []
    for name in found:
        before = result[-1] if result else None
        bracketed = (
            before is not None
            and name.first == before.last + 2
            and claim.plain[before.last + 1] == "("
            and claim.plain[name.last + 1 : name.last + 2] == (")",)
        )
        if before is not None and bracketed:
            forms = before.forms | name.forms
            result[-1] = Name(before.text, before.parts, before.first, before.last, forms)
            result.append(Name(name.text, name.parts, name.first, name.last, forms))
        else:
            result.append(name)
    return result
