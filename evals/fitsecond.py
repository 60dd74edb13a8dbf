"""How the second reader's logits correct the first one's: offset and slope, by least squares."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assistant.crossencoder import Reader
from assistant.rereading import corrected, likeliest, second_logits
from evals.described import Example

SHARE = 1.0  # of what the second logit differs from what the first lets expect; see DECISIONS


def corrected_sets(
    sets: Sequence[list[Example]], reader: Reader
) -> tuple[list[list[Example]], NDArray[np.float64]]:
    """The sets with logits as the second reader corrects them, and Weights.second."""
    seconds = [[_seconds(each, reader) for each in examples] for examples in sets]
    firsts = [_firsts(each) for examples in sets for each in examples]
    every = [logits for own in seconds for logits in own]
    slope, offset = np.polyfit(np.concatenate(firsts), np.concatenate(every), 1)
    weights = np.array([offset, slope, SHARE])
    both = [zip(examples, own, strict=True) for examples, own in zip(sets, seconds, strict=True)]
    return [[_corrected(*each, weights) for each in pairs] for pairs in both], weights


def _seconds(example: Example, reader: Reader) -> NDArray[np.float64]:
    found = example.found.candidates
    return second_logits(reader, example.query.text, [found[place] for place in likeliest(found)])


def _firsts(example: Example) -> NDArray[np.float64]:
    found = example.found.candidates
    return np.array([found[place].logit for place in likeliest(found)])


def _corrected(
    example: Example, seconds: NDArray[np.float64], weights: NDArray[np.float64]
) -> Example:
    found = example.found.candidates
    read = tuple(corrected(found, likeliest(found), seconds, weights))
    return replace(example, found=replace(example.found, candidates=read))
