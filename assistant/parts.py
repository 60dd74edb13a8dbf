"""Messages that ask more than one thing, taken apart."""

import re

from assistant.lexical import terms

ASKING_WORD = r"(?:who|whom|whose|what|when|where|why|how|which|is|are|was|were|does|do|did|can)"
SPLIT = re.compile(
    rf"(?<=\?)\s+|(?:,|;)?\s+(?:and|or|plus|&)\s+(?=(?:also |in )?{ASKING_WORD}\b)"
    rf"|(?<=[a-z]{{3}}\.)\s+(?={ASKING_WORD}\b)",
    re.IGNORECASE,
)
QUESTION = re.compile(rf"^\W*(?:(?:in|of|by|to|for|with|from|as of) )?{ASKING_WORD}\b", re.I)
MOST_PARTS = 3


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


def _asks(piece: str) -> bool:
    return bool(QUESTION.search(piece) and terms(piece))
