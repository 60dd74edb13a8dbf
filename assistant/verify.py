"""Checks of one generated sentence against the quotes that it cites."""

from collections.abc import Sequence

from assistant.answer import Citation
from assistant.generate import Draft


def objection(draft: Draft, evidence: Sequence[Citation], question: str) -> str | None:
    """Why the sentence must not be shown; None where every check passes."""
    if not draft.citations:
        return "no citation"
    return "not checked yet"
