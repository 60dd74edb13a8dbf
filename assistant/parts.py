"""Messages that ask more than one thing, taken apart."""

import re

from assistant.lexical import terms

ASKING_WORD = r"(?:who|whom|whose|what|when|where|why|how|which|is|are|was|were|does|do|did|can)"
WITH = r"(?:in|of|by|to|for|with|from|at|on|under|through|as of)"
SPLIT = re.compile(
    rf"(?<=\?)\s+|(?:,|;)?\s+(?:and|or|plus|&)\s+(?=(?:also |{WITH} )?{ASKING_WORD}\b)"
    rf"|(?<=[a-z]{{3}}\.)\s+(?={ASKING_WORD}\b)",
    re.IGNORECASE,
)
QUESTION = re.compile(rf"^\W*(?:{WITH} )?{ASKING_WORD}\b", re.I)
MOST_PARTS = 3
COMPARING = tuple(re.compile(pattern, re.IGNORECASE) for pattern in (
    r"\bdifferences? (?:is )?(?:there )?between (.+?) and ([^,;]+?)[\W]*$",
    r"^\W*how (?:is|are|do|does) (.+?) (?:differ|different) from ([^,;]+?)\W*$",
    r"^\W*(?:compare )?([^,;]+?) (?:vs\.?|versus) ([^,;]+?)\W*$",
    r"^\W*compare ([^,;]+?) (?:and|with|to) ([^,;]+?)\W*$",
))  # fmt: skip
NAMED = re.compile(r"^(?:(?i:the|an?) )?[A-Z][\w&-]*(?: [A-Z][\w&-]*){0,5}$")


def parts(question: str) -> list[str]:
    """The questions in a message, in order; [question] where it asks one thing.

    Each keeps the statements that open the message, which say what it is about.
    """
    pieces = [piece.strip() for piece in SPLIT.split(question) if piece and piece.strip()]
    asking = [place for place, piece in enumerate(pieces) if _asks(piece)]
    if not 2 <= len(asking) <= MOST_PARTS or asking[-1] != len(pieces) - 1:
        return [question]
    stated = " ".join(pieces[: asking[0]])
    return [f"{stated} {pieces[place]}".strip() for place in asking]


def compared(question: str) -> list[str]:
    """What each of two named things is, where their difference is asked for; else nothing.

    Pages seldom say it in a sentence; who reads what each is sees it.
    """
    for comparing in COMPARING:
        found = comparing.search(question)
        if found and all(NAMED.match(name) for name in found.groups()):
            return [f"What is {name}?" for name in found.groups()]
    return []


def _asks(piece: str) -> bool:
    return bool(QUESTION.search(piece) and terms(piece))
