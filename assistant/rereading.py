"""The likeliest sentences are read again, by a reader of four times the size.

It is too slow for all that the first one reads. The two make different mistakes, so what counts is
how far the second one's logit is from what the first one's lets expect.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assistant.crossencoder import Reader, reader_text
from assistant.features import HOPELESS, Candidate

READ_AGAIN = 6  # sentences with the highest logits of the first reader
IN_REACH = 4.0  # of the highest logit: what is further below is not read again


class Rereader:
    """Corrects the first reader's logits by the second one's."""

    def __init__(self, reader: Reader, weights: NDArray[np.float64]) -> None:
        """`weights` are those of Weights.second."""
        self._reader = reader
        self._weights = weights

    def __call__(self, question: str, read: Sequence[Candidate]) -> list[Candidate]:
        """The candidates, in the same order; logits of those read again on the same scale."""
        places = likeliest(read)
        seconds = second_logits(self._reader, question, [read[place] for place in places])
        return corrected(read, places, seconds, self._weights)


def likeliest(read: Sequence[Candidate]) -> list[int]:
    """Places of the candidates that are read again, the likeliest first; none where hopeless."""
    least = max(max((each.logit for each in read), default=HOPELESS) - IN_REACH, HOPELESS)
    near = [place for place, each in enumerate(read) if each.logit > least]
    return sorted(near, key=lambda place: -read[place].logit)[:READ_AGAIN]


def second_logits(reader: Reader, question: str, read: Sequence[Candidate]) -> NDArray[np.float64]:
    """The reader's logits of the candidates, shape (candidates,)."""
    return reader.logits(question, [reader_text(each.ref) for each in read])


def corrected(
    read: Sequence[Candidate], places: Sequence[int],
    seconds: NDArray[np.float64], weights: NDArray[np.float64],
) -> list[Candidate]:  # fmt: skip
    """The candidates; at `places` with both logits taken together, on the scale of the first."""
    offset, slope, share = weights
    result = list(read)
    for place, second in zip(places, seconds, strict=True):
        first = read[place].logit
        logit = float(first + share * (second - offset - slope * first))
        result[place] = replace(read[place], logit=logit)
    return result
