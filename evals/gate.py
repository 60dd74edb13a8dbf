"""The gate: whether a run is worse than the baseline, or below a floor.

Yes/no metrics are compared by McNemar's exact test on the questions that flipped, graded ones
by a paired bootstrap over conversations. Floors are absolute and stand in gates.toml.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import SettingsError
from evals.baseline import GATED, Baseline, SetRecord, record
from evals.intervals import difference_interval
from evals.metrics import METRICS
from evals.run import SetResult
from evals.summary import ALL

SIGNIFICANT = 0.05  # two-sided
LESS_IS_BETTER = {each.name for each in METRICS if each.better < 0} | {
    "aurc", "ece", "lies_shown"
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """A gated metric of a set against the baseline, and the questions that flipped."""

    set_name: str
    metric: str
    old: float | None
    new: float | None
    worse: tuple[str, ...]
    better: tuple[str, ...]
    significant: bool
    declined: bool  # the mean over the questions of both runs is worse

    @property
    def failed(self) -> bool:
        """Whether it is worse beyond chance."""
        return self.significant and self.declined


@dataclass(frozen=True)
class Verdict:
    """What the gate found; it fails when `failures` has a line."""

    changes: tuple[Change, ...]
    failures: tuple[str, ...]


def judge_run(results: Sequence[SetResult], baseline: Baseline, floors: dict[str, dict[str, float]],
              ) -> Verdict:  # fmt: skip
    """Compare a run with the baseline and the floors; sets the baseline lacks are not compared."""
    changes: list[Change] = []
    for result in results:
        if result.name in baseline:
            changes += compare(result, baseline[result.name])
    failures = [_sentence(each) for each in changes if each.failed]
    return Verdict(tuple(changes), (*failures, *_below(results, floors)))


def compare(result: SetResult, old: SetRecord) -> list[Change]:
    """Each gated metric over the questions that both runs scored."""
    new = record([result])[result.name]
    groups = {each.case.id: each.case.conversation for each in result.outcomes}
    return [
        _change(result.name, metric, old.pairs.get(metric, {}), new.pairs[metric], groups)
        for metric in GATED
    ]


def _change(
    set_name: str, metric: str, old: dict[str, tuple[float, float]],
    new: dict[str, tuple[float, float]], groups: dict[str, str],
) -> Change:  # fmt: skip
    sign = -1 if metric in LESS_IS_BETTER else 1
    both = [name for name in new if name in old]
    before = [sign * old[name][0] / old[name][1] for name in both]
    after = [sign * new[name][0] / new[name][1] for name in both]
    moved = [(name, b - a) for name, a, b in zip(both, before, after, strict=True)]
    worse = tuple(name for name, by in moved if by < -1e-6)
    better = tuple(name for name, by in moved if by > 1e-6)
    if set(before + after) <= {0.0, 1.0, -1.0}:
        significant = _mcnemar(len(worse), len(better)) < SIGNIFICANT
    else:
        interval = difference_interval(before, after, [groups[name] for name in both])
        significant = interval is not None and (interval[1] < 0 or interval[0] > 0)
    declined = sum(after) < sum(before)
    return Change(
        set_name, metric, _mean(before, sign), _mean(after, sign), worse, better, significant,
        declined,
    )  # fmt: skip


def _mcnemar(worse: int, better: int) -> float:
    """Probability of so uneven flips by chance (McNemar 1947, exact binomial form)."""
    from scipy.stats import binomtest

    return float(binomtest(worse, worse + better).pvalue) if worse + better else 1.0


def _mean(values: Sequence[float], sign: int) -> float | None:
    return sign * sum(values) / len(values) if values else None


def load_floors(path: Path) -> dict[str, dict[str, float]]:
    """Floors by set and metric (ceilings for metrics where less is better)."""
    try:
        value = tomllib.loads(path.read_text("utf-8"))
        return {
            name: {metric: float(floor) for metric, floor in each.items()}
            for name, each in value.items()
        }
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise SettingsError(f"{path}: floors can't be read: {error}") from error


def _below(results: Sequence[SetResult], floors: dict[str, dict[str, float]]) -> list[str]:
    failures = []
    for result in results:
        figures = result.summary.figures[ALL]
        for metric, floor in floors.get(result.name, {}).items():
            if metric not in figures:
                known = ", ".join(figures)
                raise SettingsError(f"floor {result.name}.{metric}: no such metric; has {known}")
            value = figures[metric].value
            below = value is not None and (
                value > floor if metric in LESS_IS_BETTER else value < floor
            )
            if value is None or below:
                word = "ceiling" if metric in LESS_IS_BETTER else "floor"
                shown = "missing" if value is None else f"{value:.3f}"
                failures.append(f"{result.name} {metric}: {shown}, {word} {floor:g}")
    return failures


def _sentence(change: Change) -> str:
    return (
        f"{change.set_name} {change.metric}: {change.old:.3f} -> {change.new:.3f}, "
        f"{len(change.worse)} worse, {len(change.better)} better"
    )
