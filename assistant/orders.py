"""Sentences of a page that give orders to an assistant: planted text, never an answer."""

import re

ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,30}\b(?:previous|prior|earlier|above|all|any|your)\b"
    r".{0,20}\b(?:instructions?|prompts?|rules)\b"
    r"|^\W*(?:system|assistant)\s*:|<\|\w|\bsystem prompt\b"
    r"|\bfrom now on,? (?:you|only|always|answer|reply|respond)\b"
    r"|\b(?:answer|reply|respond) (?:to )?(?:every|each|all) questions? with\b",
    re.IGNORECASE,
)


def gives_orders(sentence: str) -> bool:
    """Whether a sentence speaks to an assistant instead of to a reader."""
    return bool(ORDERS.search(sentence))
