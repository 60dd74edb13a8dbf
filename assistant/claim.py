"""A sentence taken apart for the checks: tokens, clauses, operators over them."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from assistant.wording import (
    GLUE,
    NEGATION,
    OPERATOR_OF,
    QUANTITIES,
    TELLING,
    canonical,
    is_small,
)

TOKEN = re.compile(
    r"(?P<number>(?:\d{1,3}(?:[,\u00a0\u202f]\d{3})+|\d+)(?:\.\d+)?(?:st|nd|rd|th)?(?!\w))"
    r"|(?P<code>[^\W\d_]+-?\d\w*(?:\.\d+)?|\d+(?:\.\d+)?[^\W\d_]\w*)"
    r"|(?P<word>(?:[^\W\d_]\.){2,}|\b(?-i:[A-Z])\.(?=\s(?-i:[A-Z][a-z]))"
    r"|(?:non|un|anti|pre|semi|quasi|pseudo)-[^\W\d_]+"
    r"|[^\W\d_]+(?:[.'’&][^\W\d_]+)*)"
    r"|(?P<mark>[^\w\s])",
    re.IGNORECASE,
)
STOPS = frozenset(";.!?")
COMMAS = frozenset(",:()–—")
CLAUSE_WORDS = frozenset(("and", "but", "while", "whereas", "although", "though", "however"))


@dataclass(frozen=True)
class Token:
    """A word, number, code such as "3D", or mark; `plain` is its lower-case form."""

    text: str
    kind: str
    start: int
    end: int
    plain: str
    term: str

    @property
    def content(self) -> bool:
        """Whether it is looked for in the quotes."""
        return self.kind != "mark" and not is_small(self.text)

    @property
    def possessive(self) -> bool:
        """Whether it ends in 's."""
        return self.text.endswith(("'s", "’s"))


@dataclass(frozen=True)
class Claim:
    """A text and what the checks ask about it.

    `known` are words that are names elsewhere: they are names at the start of a sentence too.
    """

    text: str
    known: frozenset[str] = frozenset()

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Its tokens in order."""
        return tuple(
            _token(found, found.lastgroup or "mark") for found in TOKEN.finditer(self.text)
        )

    @cached_property
    def plain(self) -> tuple[str, ...]:
        """Lower-case form of each token."""
        return tuple(each.plain for each in self.tokens)

    @cached_property
    def content(self) -> tuple[int, ...]:
        """Indices of the tokens that are looked for in the quotes."""
        return tuple(n for n, each in enumerate(self.tokens) if each.content)

    @cached_property
    def terms(self) -> frozenset[str]:
        """Terms of its content words."""
        return frozenset(self.tokens[n].term for n in self.content)

    @cached_property
    def places(self) -> dict[str, tuple[int, ...]]:
        """Token indices of each term."""
        found: dict[str, list[int]] = {}
        for n in self.content:
            found.setdefault(self.tokens[n].term, []).append(n)
        return {name: tuple(at) for name, at in found.items()}

    @cached_property
    def operators(self) -> tuple[tuple[int, str], ...]:
        """Operators with their token index, in order."""
        found = []
        for n, plain in enumerate(self.plain):
            name = self._operator(n, plain)
            if name is not None:
                found.append((n, name))
        return tuple(found)

    def scope(self, at: int, operator: str) -> range:
        """Token indices that an operator at `at` governs: to its right up to a boundary."""
        last = at + 1
        while last < len(self.tokens):
            plain = self.plain[last]
            if plain in STOPS or plain == "but":
                break
            if operator == NEGATION and plain in COMMAS:
                break
            last += 1
        return range(at + 1, last)

    def clause(self, at: int) -> range:
        """Token indices of the clause around a token."""
        first = last = at
        while first > 0 and not self.parts(first - 1):
            first -= 1
        while last + 1 < len(self.tokens) and not self.parts(last + 1):
            last += 1
        return range(first, last + 1)

    def sentence(self, at: int) -> range:
        """Token indices between the full stops around a token."""
        first = last = at
        while first > 0 and self.plain[first - 1] not in STOPS:
            first -= 1
        while last + 1 < len(self.tokens) and self.plain[last + 1] not in STOPS:
            last += 1
        return range(first, last + 1)

    def next_content(self, at: int, most: int = 1) -> list[int]:
        """Indices of up to `most` content tokens after `at`, before the next stop."""
        found: list[int] = []
        for n in range(at + 1, len(self.tokens)):
            if len(found) == most or self.plain[n] in STOPS:
                break
            if self.tokens[n].content:
                found.append(n)
        return found

    def parts(self, at: int) -> bool:
        """Whether a token parts clauses."""
        return self.plain[at] in STOPS | COMMAS | CLAUSE_WORDS

    def _operator(self, at: int, plain: str) -> str | None:
        following = self.plain[at + 1] if at + 1 < len(self.plain) else ""
        if plain.endswith("nt") and self.tokens[at].text.lower().endswith(("n't", "n’t")):
            return NEGATION
        if plain in ("fail", "fails", "failed", "failing", "refuses", "refused", "refuse"):
            return NEGATION if following == "to" else None
        if (plain, following) in (("rather", "than"), ("instead", "of")):
            return NEGATION
        if plain in ("work", "works", "working", "worked") and following == "to":
            return "intention"
        if (plain, following) == ("look", "forward"):
            return "intention"
        if plain in ("not", "no") and following in ("only", "."):
            return None
        if plain == "may" and self.tokens[at].text == "May" and at > 0:
            return None
        return OPERATOR_OF.get(plain)


@lru_cache(maxsize=4_096)
def claim_of(text: str, known: frozenset[str] = frozenset()) -> Claim:
    """The text taken apart."""
    return Claim(text, known)


def adds_nothing(token: Token) -> bool:
    """Whether a word may stand in a sentence without standing in its quotes."""
    return token.plain in GLUE or token.plain in OPERATOR_OF or token.plain in TELLING


def is_quantity(token: Token) -> bool:
    """Whether a word says how many without being a number: "dozens", "half"."""
    return token.plain in QUANTITIES


def _token(found: re.Match[str], kind: str) -> Token:
    text = found.group()
    plain = text.lower().replace("’", "'").removesuffix("'s").replace(".", "") or text
    plain = plain.replace("'", "").replace("-", "") if kind == "word" else plain
    return Token(text, kind, found.start(), found.end(), plain, canonical(plain))
