"""95 % bootstrap intervals, resampling whole conversations (scipy's percentile bootstrap)."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1_000
SEED = 20261123
BATCH = 100

Interval = tuple[float, float]
Floats = NDArray[np.float64]


def by_group(values: Sequence[float], groups: Sequence[str]) -> Floats:
    """Sums of the values by group, groups in order of their first appearance."""
    place = {name: n for n, name in enumerate(dict.fromkeys(groups))}
    sums = np.zeros(len(place))
    np.add.at(sums, [place[name] for name in groups], values)
    return sums


def ratio_interval(
    numerators: Sequence[float], denominators: Sequence[float], groups: Sequence[str]
) -> Interval | None:
    """Interval of sum(numerators) / sum(denominators); None below two groups."""
    top, bottom = by_group(numerators, groups), by_group(denominators, groups)
    counted = bottom > 0
    top, bottom = top[counted], bottom[counted]

    def ratio(index: NDArray[np.int64], axis: int = -1) -> Floats:
        return np.asarray(top[index].sum(axis=axis) / bottom[index].sum(axis=axis))

    return _interval(len(top), ratio, vectorized=True)


def difference_interval(
    old: Sequence[float], new: Sequence[float], groups: Sequence[str]
) -> Interval | None:
    """Interval of the mean of new - old over the same questions; None below two groups."""
    change = by_group([b - a for a, b in zip(old, new, strict=True)], groups)
    size = by_group([1.0] * len(old), groups)

    def mean(index: NDArray[np.int64], axis: int = -1) -> Floats:
        return np.asarray(change[index].sum(axis=axis) / size[index].sum(axis=axis))

    return _interval(len(change), mean, vectorized=True)


def curve_interval(
    statistic: Callable[[Floats, Floats], float | None],
    confidence: Floats, correct: Floats, groups: Sequence[str],
) -> Interval | None:  # fmt: skip
    """Interval of a statistic of all confidences, such as AURC or ECE."""
    members = [np.flatnonzero(np.array(groups) == name) for name in dict.fromkeys(groups)]

    def value(index: NDArray[np.int64]) -> float:
        rows = np.concatenate([members[n] for n in index])
        found = statistic(confidence[rows], correct[rows])
        return float("nan") if found is None else found

    return _interval(len(members), value, vectorized=False)


def _interval(
    count: int, statistic: Callable[..., Floats | float], *, vectorized: bool
) -> Interval | None:
    if count < 2:
        return None
    from scipy.stats import bootstrap

    found = bootstrap(
        (np.arange(count),), statistic, n_resamples=RESAMPLES, batch=BATCH, method="percentile",
        vectorized=vectorized, rng=np.random.default_rng(SEED),
    ).confidence_interval  # fmt: skip
    return float(found.low), float(found.high)
