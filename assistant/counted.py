"""Things that are counted: which they are, and how many.

"Which nine hospitals founded the alliance?" is not answered by "It was founded by nine hospitals",
nor "How many sharks lived on?" by "Sharks were fitted with 60 transmitters".
"""

import re

from assistant.kinds import NUMBER, SPELLED, YEAR

COUNT = rf"(?:\d[\d,.]*|{SPELLED})"
NO_NOUN = r"(?!(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|may|must)\b)"
NO_BREAK = rf"{NO_NOUN}(?!(?:of|in|on|at|to|for|by|with|from|that|who|which)\b)"
BETWEEN = rf"(?:{NO_BREAK}[\w’'-]+ ){{0,3}}?{NO_NOUN}"
PLURAL = r"[\w-]{3,}(?<![su])s"
MEMBERS = re.compile(
    rf"\b(?:which|what)(?: are| were)?(?: all)?(?: the)? {COUNT} {BETWEEN}(?P<noun>{PLURAL})\b"
    r"|\b(?:names of|(?:name|list|identify)(?= (?:me |all |the |each )))(?: me)?(?: all)?(?: of)?"
    rf"(?: the)? (?:{COUNT} )?{BETWEEN}(?P<named>{PLURAL})\b",
    re.IGNORECASE,
)
HOW_MANY = re.compile(
    rf"\bhow many (?:(?:more|other|different|new|such|of the|of|the) )*{BETWEEN}"
    rf"(?P<noun>{PLURAL}|people|children|men|women|staff|[a-z]+folk)\b",
    re.IGNORECASE,
)
AMOUNTS = r"(?:with|of|at|to|by|is|are|was|were|number\w*|total\w*|reach\w*)\b"
NEAR = 45  # characters between a number and what it counts
TOLD_BEFORE = r"(?:,|:|\b(?:are|were|is|was|being|as))(?: (?:the|its|their|our|all))? "
TOLD_BEHIND = r"[:(–—]|, (?:the |an? )?[A-Z]|,? (?:namely|such as|including|are|were) "


def asked_members(question: str) -> str:
    """The noun of a group whose members are asked for; "" of other questions."""
    found = MEMBERS.search(question)
    return (found["noun"] or found["named"]) if found else ""


def names_members(sentence: str, noun: str) -> bool:
    """Whether the sentence does more than counting them. One that doesn't speak of them may."""
    mentions = list(re.finditer(rf"\b{_stem(noun)}\w*", sentence, re.IGNORECASE))
    counted = re.compile(rf"(?P<before>.{{0,12}}?)\b{COUNT} (?:[\w’'-]+ ){{0,3}}?$", re.IGNORECASE)
    for mention in mentions:
        count = counted.search(sentence[: mention.start()])
        behind = sentence[mention.end() :]
        if not count or re.search(rf"{TOLD_BEFORE}$", count["before"], re.IGNORECASE):
            return True
        if re.search(rf"^[^.;]*?(?:{TOLD_BEHIND})", behind):
            return True
    return not mentions


def is_group(sentence: str, noun: str) -> bool:
    """Whether the sentence is no more than the noun and its count: "Any of the nine allergens."."""
    return bool(re.search(
        rf"^\W*(?:(?:all|any|each|either|most|none|one|some)(?: of)? )?(?:(?:the|its|their|our) )?"
        rf"{COUNT} {BETWEEN}{_stem(noun)}\w*\W*$", sentence, re.IGNORECASE,
    ))  # fmt: skip


def counted_noun(question: str) -> str:
    """What a number is wanted of: X of "How many X …?"; "" of other questions."""
    found = HOW_MANY.search(question)
    return found["noun"] if found else ""


def counts(sentence: str, noun: str) -> bool:
    """Whether a number stands near before the noun in the sentence, or right behind it.

    A table's row may count anything; so may a number in a sentence that doesn't name the noun.
    """
    number = rf"(?:{NUMBER}|{YEAR})"
    before = rf"{number}(?:[^.;:]|\.\d){{0,{NEAR}}}?\w*{_stem(noun)}"
    behind = rf"\b{_stem(noun)}\w*,? ?(?:[(:]|{AMOUNTS})[ ]?{number}"
    other = not speaks_of(sentence, noun) and re.search(number, sentence, re.IGNORECASE)
    return "|" in sentence or bool(
        other or re.search(f"{before}|{behind}", sentence, re.IGNORECASE)
    )


def speaks_of(sentence: str, noun: str) -> bool:
    """Whether the noun stands in the sentence, in whatever form."""
    return bool(re.search(rf"\b{_stem(noun)}", sentence, re.IGNORECASE))


def _stem(noun: str) -> str:
    """What the singular begins with, escaped for a pattern."""
    return re.escape(re.sub(r"(?:ies|es|s)$", "", noun))
