"""Which retrieved units hold the answer, and the rank metrics over them (by ir-measures)."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from assistant.answer import Retrieved
from corpus.errors import SettingsError
from corpus.models import Page, Passage
from evals.cases import Case
from evals.outcome import OVERLAP, Outcome, gold_characters

if TYPE_CHECKING:
    from ir_measures.measures import Measure

RANK_METRICS = ("recall@1", "recall@5", "recall@10", "ndcg@10", "mrr@10")


def ranked(case: Case, retrieved: Sequence[Retrieved]) -> list[tuple[str, float]]:
    """Ids and scores of what was retrieved, best first: passages, or pages for a set of pages."""
    best: dict[str, float] = {}
    for each in retrieved:
        name = each.url if case.pages else f"{each.url}#{each.start}-{each.end}"
        best.setdefault(name, each.score)
    return list(best.items())


def relevant(case: Case, pages: dict[str, Page], passages: Sequence[Passage]) -> tuple[str, ...]:
    """Ids of the pages named, or of the passages that hold half of a gold quote or more."""
    if case.pages:
        return case.pages
    spans = [gold_characters([each], pages) for each in case.gold]
    return tuple(
        f"{each.url}#{each.start}-{each.end}"
        for each in passages
        if any(_holds(each, span) for span in spans)
    )


def _holds(passage: Passage, span: set[tuple[str, int]]) -> bool:
    inside = sum(
        url == passage.url and passage.start <= offset < passage.end for url, offset in span
    )
    return bool(span) and inside >= OVERLAP * len(span)


def rank_values(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float]]:
    """Each rank metric by question id, for the questions that name what is relevant.

    Ranges are 0..1. Recall: share of the relevant units among the first k; nDCG: Järvelin
    and Kekäläinen 2002; MRR: reciprocal rank of the first relevant unit.
    """
    import ir_measures

    asked = [each for each in outcomes if each.relevant]
    qrels = [ir_measures.Qrel(each.case.id, unit, 1) for each in asked for unit in each.relevant]
    found = [
        ir_measures.ScoredDoc(each.case.id, unit, score)
        for each in asked
        for unit, score in each.retrieved
    ]
    values: dict[str, dict[str, float]] = {
        name: {each.case.id: 0.0 for each in asked} for name in RANK_METRICS
    }
    measures = _measures()
    names = dict(zip(measures, RANK_METRICS, strict=True))
    for each in ir_measures.iter_calc(measures, qrels, found) if asked else ():
        values[names[each.measure]][each.query_id] = float(each.value)
    return values


@cache
def _measures() -> "tuple[Measure, ...]":
    try:
        from ir_measures import RR, R, nDCG
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"{error.name} is not installed; run: pip install 'ppp-assistant[evals]'"
        ) from error
    return (R @ 1, R @ 5, R @ 10, nDCG @ 10, RR @ 10)
