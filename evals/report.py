"""Eval results as JSON: the same bytes for the same answers, so runs can be compared."""

from collections.abc import Sequence
from typing import Any

from evals.outcome import Outcome
from evals.run import SetResult
from evals.summary import Figure

DIGITS = 6


def to_json(results: Sequence[SetResult]) -> dict[str, Any]:
    """By set: its snapshot, figures by tag, and a row for each question; no timings."""
    return {each.name: set_json(each) for each in results}


def set_json(result: SetResult) -> dict[str, Any]:
    """One set."""
    summary = result.summary
    return {
        "snapshot": result.snapshot,
        "answerable": summary.answerable["all"],
        "unanswerable": summary.unanswerable["all"],
        "figures": {
            tag: {name: figure_json(each) for name, each in figures.items()}
            for tag, figures in summary.figures.items()
        },
        "questions": [_row(each) for each in result.outcomes],
    }


def figure_json(figure: Figure) -> dict[str, Any]:
    """A figure; values and interval rounded to six digits."""
    return {
        "value": _rounded(figure.value),
        "interval": [_rounded(each) for each in figure.interval] if figure.interval else None,
        "count": figure.count,
        "missing": figure.missing,
    }


def _row(outcome: Outcome) -> dict[str, Any]:
    answer = outcome.answer
    return {
        "id": outcome.case.id,
        "question": outcome.case.question,
        "tags": list(outcome.case.tags),
        "answerable": outcome.case.answerable,
        "refused": answer.refused,
        "stage": outcome.stage,
        "right": outcome.right,
        "would_be_right": outcome.would_be_right,
        "cited": outcome.cited,
        "exact": outcome.exact,
        "citation_precision": _rounded(outcome.precision),
        "citation_recall": _rounded(outcome.recall),
        "token_f1": _rounded(outcome.token_f1),
        "confidence": _rounded(answer.confidence),
        "text": answer.text,
        "citations": [
            {"url": each.url, "start": each.start, "end": each.end} for each in answer.citations
        ],
        "retrieved": [[name, _rounded(score)] for name, score in outcome.retrieved],
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), DIGITS)
