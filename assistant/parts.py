"""Messages that ask more than one thing, taken apart."""

import re

from assistant.lexical import terms

ASKING_WORD = r"(?:who|whom|whose|what|when|where|why|how|which|is|are|was|were|does|do|did|can)"
SPLIT = re.compile(
    rf"(?<=\?)\s+|(?:,|;)?\s+(?:and|or)\s+(?=(?:also |in )?{ASKING_WORD}\b)"
    rf"|(?<=[a-z]{{3}}\.)\s+(?={ASKING_WORD}\b)",
    re.IGNORECASE,
)
QUESTION = re.compile(rf"^\W*(?:(?:in|of|by|to|for|with|from|as of) )?{ASKING_WORD}\b", re.I)
MOST_PARTS = 3


def parts(question: str) -> list[str]:
    """The questions in a message, in order; [question] where it asks one thing.

    A part keeps the statements before it, which say what it is about.
    """
    pieces = [piece.strip() for piece in SPLIT.split(question) if piece and piece.strip()]
    asking = [piece for piece in pieces if QUESTION.search(piece) and terms(piece)]
    if not 2 <= len(asking) <= MOST_PARTS or not QUESTION.search(pieces[-1]):
        return [question]
    return asking
