"""The first, the second: whether quotes tell of another one of a series than the one asked for."""

import re
from collections.abc import Sequence

from assistant.lexical import term

WORDS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
         "tenth", "eleventh", "twelfth")  # fmt: skip
ORDINAL = rf"\b({'|'.join(WORDS)}|\d{{1,3}}(?:st|nd|rd|th))\b"
THINGS = tuple(
    re.compile(rf"{ORDINAL} {between}([\w’'-]+)", re.IGNORECASE) for between in ("", r"[\w’'-]+ ")
)


def other_ordinal(question: str, quotes: Sequence[str]) -> bool:
    """Whether the quotes have a thing of the question with another ordinal, and never with its."""
    text = " ".join(quotes)
    asked = _places(question)
    if not asked or asked & _places(text):
        return False
    return bool(_things(question) & _things(text))


def _places(text: str) -> set[str]:
    """The ordinals of a text, "2nd" as "second"."""
    return {_word(found) for found in re.findall(ORDINAL, text, re.IGNORECASE)}


def _word(ordinal: str) -> str:
    number = int(ordinal[:-2]) if ordinal[0].isdigit() else 0
    return WORDS[number - 1] if 0 < number <= len(WORDS) else ordinal.lower()


def _things(text: str) -> set[str]:
    """The two words behind each ordinal of a text, as terms."""
    return {term(found[2]) for pattern in THINGS for found in pattern.finditer(text)}
