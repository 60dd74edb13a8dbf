"""Risk and coverage, calibration, intervals: against values worked out by hand."""

import numpy as np
import pytest

from evals.intervals import by_group, curve_interval, difference_interval, ratio_interval
from evals.selective import aurc, coverage_at_target, ece, reliability, risk_coverage

CONFIDENCE = np.array([0.9, 0.8, 0.3, 0.1])
CORRECT = np.array([1.0, 1.0, 0.0, 1.0])


def test_risk_grows_as_less_sure_answers_are_given() -> None:
    curve = risk_coverage(CONFIDENCE, CORRECT)
    assert curve.coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert curve.risk.tolist() == pytest.approx([0, 0, 1 / 3, 1 / 4])
    assert aurc(CONFIDENCE, CORRECT) == pytest.approx((1 / 3 + 1 / 4) / 4)


def test_coverage_at_95_is_the_largest_share_within_the_risk() -> None:
    assert coverage_at_target(CONFIDENCE, CORRECT) == 0.5
    assert coverage_at_target(CONFIDENCE, np.ones(4)) == 1
    assert coverage_at_target(CONFIDENCE, np.zeros(4)) == 0


def test_ece_is_zero_where_confidence_is_true_and_grows_where_not() -> None:
    confidence = np.repeat([0.25, 0.75], 4)
    assert ece(confidence, np.array([1, 0, 0, 0, 1, 1, 1, 0.0])) == pytest.approx(0)
    assert ece(confidence, np.array([0, 0, 0, 0, 1, 1, 1, 0.0])) == pytest.approx(0.125)


def test_reliability_has_a_bin_for_what_there_is() -> None:
    assert [each.count for each in reliability(CONFIDENCE, CORRECT)] == [1, 1, 1, 1]
    assert reliability(np.array([1.0]), np.array([1.0]))[0].confidence == 1


def test_nothing_has_no_value() -> None:
    empty = np.array([])
    assert aurc(empty, empty) is None
    assert ece(empty, empty) is None
    assert coverage_at_target(empty, empty) is None


def test_conversations_are_resampled_whole() -> None:
    assert by_group([1, 2, 4], ["a", "b", "a"]).tolist() == [5, 2]
    alone = ratio_interval([1, 0] * 50, [1] * 100, [str(n) for n in range(100)])
    together = ratio_interval([1, 0] * 50, [1] * 100, [str(n // 2) for n in range(100)])
    assert alone is not None
    assert alone[0] == pytest.approx(0.4, abs=0.03)
    assert alone[1] == pytest.approx(0.6, abs=0.03)
    assert together == (0.5, 0.5)  # each conversation has one of either


def test_one_conversation_has_no_interval() -> None:
    assert ratio_interval([1, 0], [1, 1], ["a", "a"]) is None


def test_an_interval_of_differences_is_of_the_same_questions() -> None:
    groups = [str(n) for n in range(40)]
    found = difference_interval([0.5] * 40, [0.4, 0.5] * 20, groups)
    assert found is not None
    assert found[1] < 0
    assert difference_interval([1, 0] * 20, [1, 0] * 20, groups) == (0, 0)


def test_intervals_are_the_same_each_time() -> None:
    groups = list("abcd")
    one, two = (curve_interval(aurc, CONFIDENCE, CORRECT, groups) for _ in range(2))
    assert one == two
    assert one is not None
    assert one[0] <= (1 / 3 + 1 / 4) / 4 <= one[1]
