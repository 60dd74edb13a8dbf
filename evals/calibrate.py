"""What refusing below a confidence costs: the share of wrong answers that is left."""

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from assistant.read import RISK_STEPS

FOLDS = 5
SEED = 1

Floats = NDArray[np.float64]


def cross_fitted(
    model: LogisticRegression, x: Floats, y: NDArray[np.bool_], weight: Floats
) -> Floats:
    """P(right) of each question by a model that was fitted without it, shape (questions,)."""
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    found = np.zeros(len(y))
    for rest, own in folds.split(x, y):
        fitted = clone(model).fit(x[rest], y[rest], sample_weight=weight[rest])
        found[own] = fitted.predict_proba(x[own])[:, 1]
    return found


def risks(confidence: Floats, right: NDArray[np.bool_], weight: Floats) -> Floats:
    """Weighted share of wrong answers among those at or above each threshold, 0..1.

    Shape (RISK_STEPS,): thresholds 0, 1/RISK_STEPS, 2/RISK_STEPS … Made to fall with the
    threshold: a risk is never below one further up. Where nothing is answered it is 0.
    """
    shares = []
    for step in range(RISK_STEPS):
        answered = confidence >= step / RISK_STEPS
        total = weight[answered].sum()
        wrong = weight[answered & ~right].sum()
        shares.append(wrong / total if total else 0.0)
    return np.maximum.accumulate(np.array(shares)[::-1])[::-1]
