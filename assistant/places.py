"""Whether a question asks where something is, and whether a sentence may say so."""

import re

from assistant.kinds import BODY, NAME_WORD

_AT = (
    r"\b(?:in|at|on|near|across|along|inside|outside|throughout|behind|beside|between|under|"
    r"above|below|opposite)"
)
SITUATED = re.compile(
    r"^\W*(?:and |so |but )?where(?:abouts)? (?:is|are|was|were) [^,;]+$"
    r"|\bwhere\b[^,;]*\b(?:headquartered|located|situated|based)\W*$"
    r"|\b(?:which|what) (?:\w+ )?(?:cit(?:y|ies)|countr(?:y|ies)|state|town|county|continent|"
    r"village|street|building|location)\b"
    r"|\b(?:which|what) (?:\w+ )?(?:states|towns|counties|regions) [^,;]*"
    r"\b(?:in|located|based|situated)\W*$",
    re.IGNORECASE,
)
DETERMINER = r"(?:the|an?|its|their|our|this|each)"
SOMEWHERE = re.compile(  # a thing without a name may be a place; so may a cell of a table
    rf"{_AT} (?:{DETERMINER} )?(?!{DETERMINER}\b)[a-z]{{3,}}\b|[|]|https?:|\bwww\."
    r"|[A-Z][a-z]+, [A-Z]|\b(?i:(?:headquarter|locat|situat|north|south|east|west|overseas)\w*"
    r"|buildings?|rooms?|floors?|streets?|avenue|road|campus(?:es)?|address|abroad|online)\b"
)
BEFORE_NAME = re.compile(rf"({_AT}) (?:the )?((?:{NAME_WORD}|of)(?: (?:{NAME_WORD}|of))*)")


def asks_where(question: str) -> bool:
    """Whether it asks where something is: "Where is X?", "In which state is X based?"."""
    return bool(SITUATED.search(question))


def may_say_where(sentence: str) -> bool:
    """Whether a place may be in it: "in the National Institute" says of what, not where."""
    return bool(SOMEWHERE.search(sentence)) or any(
        found[1].lower() != "in" or not BODY.search(found[2])
        for found in BEFORE_NAME.finditer(sentence)
    )
