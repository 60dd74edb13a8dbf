"""Passages that say the same twice, as copies of a page do: read once."""

import re
from collections.abc import Sequence

from assistant.index import Index
from assistant.lexical import terms
from assistant.retrieve import Hit

ALIKE = 0.9  # Jaccard similarity of the terms of two passages
NUMBER = re.compile(r"\d[\d.,:/-]*")


def distinct(index: Index, hits: Sequence[Hit]) -> list[Hit]:
    """The hits without those that repeat a better one, in their order.

    Passages with other numbers never repeat each other: a page and its older copy differ in
    little else.
    """
    kept: list[Hit] = []
    said: list[tuple[frozenset[str], tuple[str, ...]]] = []
    for hit in hits:
        text = index.words_of_passage(hit.passage)
        own = frozenset(terms(text)), tuple(NUMBER.findall(text))
        if not any(_repeats(own, each) for each in said):
            kept.append(hit)
            said.append(own)
    return kept


def _repeats(
    own: tuple[frozenset[str], tuple[str, ...]], other: tuple[frozenset[str], tuple[str, ...]]
) -> bool:
    either = own[0] | other[0]
    return own[1] == other[1] and len(own[0] & other[0]) >= ALIKE * len(either)
