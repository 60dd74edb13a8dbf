"""Answering only when sure: risk and coverage, and whether the confidence is true.

Over the answers that stand behind refusals too: `confidence` decides which would be given.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

TARGET_ACCURACY = 0.95
BINS = 10

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Curve:
    """Risk (share wrong, 0..1) of the surest answers by coverage (their share, 0..1)."""

    coverage: Floats
    risk: Floats


@dataclass(frozen=True)
class Bin:
    """Answers of similar confidence: mean confidence, share right, how many."""

    confidence: float
    accuracy: float
    count: int


def risk_coverage(confidence: Floats, correct: Floats) -> Curve:
    """The curve, surest answers first; equal confidences keep their order."""
    order = np.argsort(-confidence, kind="stable")
    count = np.arange(1, len(order) + 1)
    return Curve(count / max(len(order), 1), 1 - np.cumsum(correct[order]) / count)


def aurc(confidence: Floats, correct: Floats) -> float | None:
    """Area under the risk-coverage curve, 0..1, less is better (Geifman et al., 1805.08206)."""
    return float(risk_coverage(confidence, correct).risk.mean()) if len(correct) else None


def coverage_at_target(confidence: Floats, correct: Floats) -> float | None:
    """The largest share of questions answered with 95 % of the answers right; 0..1."""
    if not len(correct):
        return None
    curve = risk_coverage(confidence, correct)
    good = curve.coverage[curve.risk <= 1 - TARGET_ACCURACY + 1e-12]
    return float(good.max()) if len(good) else 0.0


def reliability(confidence: Floats, correct: Floats) -> list[Bin]:
    """Ten bins of equal width that hold anything."""
    place = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return [
        Bin(float(confidence[own].mean()), float(correct[own].mean()), int(own.sum()))
        for own in (place == n for n in range(BINS))
        if own.any()
    ]


def ece(confidence: Floats, correct: Floats) -> float | None:
    """Expected calibration error, 0..1, less is better (Naeini et al. 2015; ten bins)."""
    if not len(correct):
        return None
    bins = reliability(confidence, correct)
    return float(sum(abs(b.confidence - b.accuracy) * b.count for b in bins) / len(correct))
