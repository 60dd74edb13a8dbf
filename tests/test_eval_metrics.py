"""Metrics count what they say; what could not be scored is missing, never zero."""

import pytest

from evals.metrics import METRICS
from evals.outcome import Outcome
from evals.summary import ALL, Figure, figure, summarise
from tests.judged import answer, case, outcome, refusal, right, unanswerable, wrong

BY_NAME = {each.name: each for each in METRICS}


def of(name: str, *outcomes: Outcome) -> Figure:
    return figure(BY_NAME[name], outcomes)


def refused_rightly(number: int = 0) -> Outcome:
    asked = unanswerable(id=f"none-{number}", question=f"Which, {number}?")
    return outcome(asked, answer("no", refused=True, confidence=0.1))


def answered_wrongly(number: int = 0) -> Outcome:
    asked = unanswerable(id=f"made-up-{number}", question=f"What, {number}?")
    return outcome(asked, answer("12", [(0, 24)], confidence=0.7))


def test_figures_are_shares_of_what_they_are_about() -> None:
    some = [right(), wrong(), refusal(), refused_rightly(), answered_wrongly()]
    expected = {
        "right": 1 / 3, "right_and_cited": 1 / 3, "over_refused": 1 / 3, "refused": 1 / 2,
        "refusal_precision": 1 / 2, "refusal_f1": 1 / 2, "accuracy": 1 / 3, "coverage": 3 / 5,
        "exact": 1,
    }  # fmt: skip
    for name, value in expected.items():
        assert of(name, *some).value == pytest.approx(value), name


def test_refusal_f1_joins_precision_and_recall() -> None:
    some = [refused_rightly(1), refused_rightly(2), answered_wrongly(), refusal(1), right()]
    precision = of("refusal_precision", *some).value
    recall = of("refused", *some).value
    assert precision is not None
    assert recall is not None
    assert of("refusal_f1", *some).value == pytest.approx(
        2 * precision * recall / (precision + recall)
    )


def test_refusal_f1_of_answerable_questions_alone_is_none() -> None:
    found = of("refusal_f1", right(), refusal(1))
    assert (found.value, found.interval, found.count) == (None, None, 0)
    assert of("refusal_f1", right(), answered_wrongly()).value == 0


def test_what_could_not_be_scored_is_missing() -> None:
    unscored = outcome(case(must=()), answer("12"))
    found = of("right", right(), unscored)
    assert (found.value, found.count, found.missing) == (1, 1, 1)
    assert of("token_f1", right()).missing == 1  # it has no reference
    assert of("right", unscored).value is None


def test_figures_of_nothing_are_none() -> None:
    found = of("right", refused_rightly())
    assert (found.value, found.interval, found.count, found.missing) == (None, None, 0, 0)


def test_dropped_counts_sentences_of_a_model_only() -> None:
    from assistant.answer import AnswerSentence, Dropped

    written = answer("12").model_copy(
        update={
            "mode": "generative",
            "sentences": [AnswerSentence(text="12", citations=[1], support="supported")],
            "dropped": [Dropped(text="13", why="wrong number")],
        }
    )
    assert of("dropped", outcome(case(), written)).value == 0.5
    assert of("dropped", right()).value is None


def test_a_summary_has_every_tag_and_curve() -> None:
    some = [right(n, tags=("number", "easy")) for n in range(4)] + [answered_wrongly(1)]
    found = summarise(some)
    assert list(found.figures) == [ALL, "number", "easy"]
    assert (found.answerable[ALL], found.unanswerable[ALL], found.answerable["easy"]) == (4, 1, 4)
    assert {"aurc", "ece", "coverage_at_95"} <= found.figures[ALL].keys()
    assert found.figures[ALL]["right"].interval == (1.0, 1.0)
