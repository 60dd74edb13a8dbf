"""Fitting how the second reader's logits correct the first one's."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.rereading import likeliest
from evals.fitsecond import SHARE, corrected_sets
from tests.test_fit import examples


class Straight:
    """A second reader whose logits lie on a line over those of the first, which it knows."""

    def __init__(self, firsts: Sequence[float], offset: float, slope: float) -> None:
        self._logits = [offset + slope * each for each in firsts]

    def logits(self, question: str, sentences: Sequence[str]) -> NDArray[np.float64]:
        own, self._logits = self._logits[: len(sentences)], self._logits[len(sentences) :]
        return np.array(own)


def test_a_line_is_found_and_changes_no_logit(tmp_path: Path) -> None:
    made = examples(tmp_path, 6)
    found = [each.found.candidates for each in made]
    firsts = [read[place].logit for read in found for place in likeliest(read)]
    assert len(firsts) > 6
    (corrected,), weights = corrected_sets([made], Straight(firsts, -0.5, 0.4))
    assert weights == pytest.approx([-0.5, 0.4, SHARE])
    for before, after in zip(made, corrected, strict=True):
        logits = [[each.logit for each in x.found.candidates] for x in (before, after)]
        assert logits[0] == pytest.approx(logits[1])
