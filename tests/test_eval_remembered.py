"""What is read once for an eval is not read again, and says the same."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.crossencoder import Readers
from evals.remembered import Remembering, remembering


class Lengths:
    """A reader whose logit is how long question and sentence are; notes what it reads."""

    def __init__(self) -> None:
        self.read: list[tuple[str, str]] = []

    def logits(self, question: str, sentences: Sequence[str]) -> NDArray[np.float64]:
        self.read += [(question, each) for each in sentences]
        return np.array([float(len(question) + len(each)) for each in sentences])


def test_a_sentence_is_read_once_a_question_and_keeps_its_place() -> None:
    lengths = Lengths()
    reader = Remembering(lengths)
    assert reader.logits("why", ["aa", "b", "aa"]).tolist() == [5.0, 4.0, 5.0]
    assert reader.logits("why", ["ccc", "b"]).tolist() == [6.0, 4.0]
    assert reader.logits("how?", ["b"]).tolist() == [5.0]
    assert lengths.read == [("why", "aa"), ("why", "b"), ("why", "ccc"), ("how?", "b")]


def test_nothing_to_read_is_nothing() -> None:
    assert Remembering(Lengths()).logits("why", []).shape == (0,)


def test_the_two_readers_do_not_mix() -> None:
    both = remembering(Readers(Lengths(), Lengths()))
    assert both.first.logits("why", ["a"]).tolist() == both.second.logits("why", ["a"]).tolist()
    assert both.first is not both.second
