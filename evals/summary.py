"""Figures of a set: every metric overall and by tag, with its interval and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evals.intervals import Interval, curve_interval, ratio_interval
from evals.liar import Candour
from evals.metrics import METRICS, Metric, rank_metric
from evals.outcome import Outcome
from evals.retrieval import rank_values
from evals.selective import Floats, aurc, coverage_at_target, ece

CURVES = {
    "aurc": (aurc, -1, "area under the risk-coverage curve; 0..1"),
    "coverage_at_95": (coverage_at_target, 1, "share answerable with 95 % accuracy; 0..1"),
    "ece": (ece, -1, "expected calibration error of the confidence, ten bins; 0..1"),
}
ALL = "all"


@dataclass(frozen=True)
class Figure:
    """A metric's value over `count` questions with its 95 % interval.

    `value` is None where no question was about it; `missing` are questions that it is about
    and that could not be scored. `interval` is None below two conversations.
    """

    value: float | None
    interval: Interval | None
    count: int
    missing: int
    better: int


@dataclass(frozen=True)
class Summary:
    """Figures by tag (ALL first) and metric, and how many questions each tag has."""

    figures: dict[str, dict[str, Figure]]
    answerable: dict[str, int]
    unanswerable: dict[str, int]


def summarise(
    outcomes: Sequence[Outcome], candour: Candour | None = None,
    faithfulness: Sequence[float | None] = (),
) -> Summary:  # fmt: skip
    """All figures of a set; a question counts under each of its tags."""
    metrics = set_metrics(outcomes)
    groups = _groups(outcomes)
    figures = {
        tag: {each.name: figure(each, some) for each in metrics} for tag, some in groups.items()
    }
    figures[ALL] |= {**_curves(outcomes), **_checks(candour or Candour())}
    figures[ALL]["faithfulness"] = _faithfulness(faithfulness)
    return Summary(
        figures,
        {tag: sum(each.case.answerable for each in some) for tag, some in groups.items()},
        {tag: sum(not each.case.answerable for each in some) for tag, some in groups.items()},
    )


def set_metrics(outcomes: Sequence[Outcome]) -> list[Metric]:
    """The metrics of a set: those of answers, and those of ranks over these outcomes."""
    ranks = rank_values(outcomes)
    return [*METRICS, *(rank_metric(name, values) for name, values in ranks.items())]


def figure(metric: Metric, outcomes: Sequence[Outcome]) -> Figure:
    """One metric over some outcomes."""
    if not any(map(metric.needs, outcomes)):
        return Figure(None, None, 0, 0, metric.better)
    pairs = [metric.of(each) for each in outcomes]
    scored = [(pair, each) for pair, each in zip(pairs, outcomes, strict=True) if pair is not None]
    tops = [pair[0] for pair, _ in scored]
    bottoms = [pair[1] for pair, _ in scored]
    total = sum(bottoms)
    groups = [each.case.conversation for _, each in scored]
    return Figure(
        value=sum(tops) / total if total else None,
        interval=ratio_interval(tops, bottoms, groups) if total else None,
        count=sum(bottom > 0 for bottom in bottoms),
        missing=sum(pair is None for pair in pairs),
        better=metric.better,
    )


def confidences(outcomes: Sequence[Outcome]) -> tuple[Floats, Floats, list[str]]:
    """Confidence, whether answering would be right, and conversation, of what was scored."""
    scored = [each for each in outcomes if each.correct is not None]
    return (
        np.array([each.answer.confidence for each in scored], dtype=np.float64),
        np.array([float(bool(each.correct)) for each in scored]),
        [each.case.conversation for each in scored],
    )


def _curves(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    confidence, correct, groups = confidences(outcomes)
    missing = len(outcomes) - len(groups)
    return {
        name: Figure(
            value=statistic(confidence, correct),
            interval=curve_interval(statistic, confidence, correct, groups),
            count=len(groups), missing=missing, better=better,
        )
        for name, (statistic, better, _) in CURVES.items()
    }  # fmt: skip


def _faithfulness(judged: Sequence[float | None]) -> Figure:
    """Mean of a judge's verdicts; what it could not judge is missing."""
    scored = [each for each in judged if each is not None]
    names = [str(n) for n in range(len(scored))]
    return Figure(
        value=sum(scored) / len(scored) if scored else None,
        interval=ratio_interval(scored, [1.0] * len(scored), names),
        count=len(scored), missing=len(judged) - len(scored), better=1,
    )  # fmt: skip


def _checks(candour: Candour) -> dict[str, Figure]:
    """Shares of the lies and of the truths that a lying model got shown; no intervals."""
    shares = {
        "lies_shown": (candour.lies_shown, candour.lies_told, -1),
        "truths_shown": (candour.truths_shown, candour.truths_told, 1),
    }
    return {
        name: Figure(shown / told if told else None, None, told, 0, better)
        for name, (shown, told, better) in shares.items()
    }


def _groups(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    groups: dict[str, list[Outcome]] = {ALL: list(outcomes)}
    for each in outcomes:
        for tag in dict.fromkeys(each.case.tags):
            groups.setdefault(tag, []).append(each)
    return groups
