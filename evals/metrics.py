"""The metrics: each with its formula, range and what it is counted over.

A metric of a set is the sum of its numerators over the sum of its denominators, one pair for
each question. A question that a metric is not about adds (0, 0). What should have been scored
and could not be is None: it is counted as missing, never as zero.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evals.outcome import Outcome

Pair = tuple[float, float]
NOT_ABOUT: Pair = (0.0, 0.0)


@dataclass(frozen=True)
class Metric:
    """A ratio over questions. `better` is +1 where more is better, -1 where less is.

    Where no question `needs` it, it has no value: no refusal is found where none was due.
    """

    name: str
    formula: str
    better: int
    of: Callable[[Outcome], Pair | None]
    needs: Callable[[Outcome], bool] = lambda _: True


def _mean(value: float | bool | None, about: bool) -> Pair | None:
    if not about:
        return NOT_ABOUT
    return None if value is None else (float(value), 1.0)


def _answerable(get: Callable[[Outcome], float | bool | None]) -> Callable[[Outcome], Pair | None]:
    return lambda each: _mean(get(each), each.case.answerable)


def _right_and_cited(each: Outcome) -> bool | None:
    return None if each.right is None else each.right and bool(each.cited)


def _refusal_f1(each: Outcome) -> Pair:
    hit = each.answer.refused and not each.case.answerable
    return 2.0 * hit, float(each.answer.refused) + float(not each.case.answerable)


def _accuracy(each: Outcome) -> Pair | None:
    if each.answer.refused:
        return NOT_ABOUT
    return _mean(each.right if each.case.answerable else False, True)


def _dropped(each: Outcome) -> Pair:
    if each.answer.mode != "generative":
        return NOT_ABOUT
    dropped = sum(bool(part.text) for part in each.answer.dropped)
    return float(dropped), float(dropped + len(each.answer.sentences))


METRICS: tuple[Metric, ...] = (
    Metric("right", "answered with every needed fact / answerable; 0..1", 1,
           _answerable(lambda each: each.right)),
    Metric("right_and_cited", "right, and citations cover half of a gold quote / answerable; 0..1",
           1, _answerable(_right_and_cited)),
    Metric("token_f1", "mean word F1 with the reference (SQuAD, arXiv 1606.05250); 0..1", 1,
           _answerable(lambda each: each.token_f1)),
    Metric("containment", "mean share of the reference's words in the answer; 0..1", 1,
           _answerable(lambda each: each.containment)),
    Metric("citation_precision",
           "mean share of the cited characters that are gold, of answered questions; 0..1", 1,
           lambda each: NOT_ABOUT if each.precision is None else (each.precision, 1.0)),
    Metric("citation_recall", "mean share of the gold characters that are cited; 0..1", 1,
           lambda each: NOT_ABOUT if not each.case.gold else _mean(each.recall, True)),
    Metric("exact", "answers whose citations all equal their spans / answers; 0..1", 1,
           lambda each: _mean(each.exact, True)),
    Metric("refused", "refused / unanswerable (recall of refusing); 0..1", 1,
           lambda each: _mean(each.answer.refused, not each.case.answerable)),
    Metric("refusal_precision", "unanswerable / refused; 0..1", 1,
           lambda each: _mean(not each.case.answerable, each.answer.refused)),
    Metric("refusal_f1", "2 x rightly refused / (refused + unanswerable); 0..1", 1, _refusal_f1,
           needs=lambda each: not each.case.answerable),
    Metric("over_refused", "refused / answerable; 0..1", -1,
           _answerable(lambda each: each.answer.refused)),
    Metric("accuracy", "right / answered, an answer to the unanswerable is wrong; 0..1", 1,
           _accuracy),
    Metric("coverage", "answered / all; 0..1", 1,
           lambda each: _mean(not each.answer.refused, True)),
    Metric("dropped", "sentences of the model that the checks removed / written; 0..1", -1,
           _dropped),
)  # fmt: skip


def pairs(metric: Metric, outcomes: Sequence[Outcome]) -> list[Pair | None]:
    """The metric's pair of each question."""
    return [metric.of(each) for each in outcomes]


def rank_metric(name: str, values: dict[str, float]) -> Metric:
    """A metric of retrieval from its value by question id."""
    return Metric(
        name, "see evals/retrieval.py; 0..1", 1,
        lambda each: (values[each.case.id], 1.0) if each.case.id in values else NOT_ABOUT,
    )  # fmt: skip
