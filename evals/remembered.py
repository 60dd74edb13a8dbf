"""Logits that are kept for a run: the assistants of an eval read the same sentences.

A question that is refused is asked again of one that never refuses, and some are asked a third
time of one that writes with the liar. Only what is read for the first time takes time.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.crossencoder import Reader, Readers


class Remembering:
    """A reader whose logit of a sentence depends on the question and that sentence only."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: dict[tuple[str, str], float] = {}

    def logits(self, question: str, sentences: Sequence[str]) -> NDArray[np.float64]:
        """See Reader."""
        new = [each for each in dict.fromkeys(sentences) if (question, each) not in self._known]
        if new:
            read = self._reader.logits(question, new).tolist()
            self._known.update(zip(((question, each) for each in new), read, strict=True))
        return np.array([self._known[question, each] for each in sentences], dtype=np.float64)


def remembering(readers: Readers) -> Readers:
    """Both of them so."""
    return Readers(Remembering(readers.first), Remembering(readers.second))
