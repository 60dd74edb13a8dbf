"""The risk of answering from a confidence on, and the threshold that keeps below a risk."""

from dataclasses import replace

import numpy as np
from sklearn.linear_model import LogisticRegression

from assistant.read import packaged_weights
from evals.calibrate import cross_fitted, risks

CONFIDENCE = np.array([0.9, 0.8, 0.6, 0.3, 0.1])
RIGHT = np.array([True, True, False, True, False])


def test_a_risk_is_the_share_of_wrong_answers_above_the_threshold() -> None:
    found = risks(CONFIDENCE, RIGHT, np.ones(5))
    assert found[0] == 2 / 5
    assert found[20] == 1 / 3  # .25 of the four above, but a third of those above .5
    assert found[55] == 1 / 3
    assert found[70] == 0
    assert found[95] == 0  # nothing is answered


def test_a_weight_counts_a_question_more_often() -> None:
    assert risks(CONFIDENCE, RIGHT, np.array([1.0, 1, 2, 1, 1]))[0] == 3 / 6


def test_the_threshold_is_the_lowest_that_keeps_below_the_risk() -> None:
    weights = replace(packaged_weights(), risks=risks(CONFIDENCE, RIGHT, np.ones(5)))
    assert weights.threshold(1.0) == 0
    assert weights.threshold(0.34) == 0.11
    assert weights.threshold(0.05) == 0.61
    always_wrong = replace(weights, risks=np.ones(100))
    assert always_wrong.threshold(0.05) == 1


def test_a_question_is_judged_by_a_model_that_did_not_see_it() -> None:
    rng = np.random.default_rng(1)
    noise = rng.normal(size=(60, 60))  # enough signals to learn any answer by heart
    right = rng.random(60) < 0.5
    model = LogisticRegression(C=1000, max_iter=5_000)
    by_heart = model.fit(noise, right).score(noise, right)
    crossed = cross_fitted(model, noise, right, np.ones(60))
    assert by_heart == 1
    assert ((crossed > 0.5) == right).mean() < 0.75
