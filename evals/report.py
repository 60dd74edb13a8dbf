"""Eval results as text and as JSON."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from evals.run import SetResult
from evals.score import Figures, Outcome, figures

HEADINGS = ("questions", "right", "right+cited", "over-refused", "refused", "exact")


def to_json(results: Sequence[SetResult]) -> dict[str, Any]:
    """Figures overall and by tag, and a row for each question; no timings, so runs compare."""
    return {
        each.name: {
            "snapshot": each.snapshot,
            "figures": asdict(figures(each.outcomes)),
            "tags": {tag: asdict(figures(some)) for tag, some in _by_tag(each.outcomes).items()},
            "questions": [_row(outcome) for outcome in each.outcomes],
        }
        for each in results
    }


def to_text(results: Sequence[SetResult]) -> str:
    """A table for each set: overall, then by first tag."""
    lines = []
    for each in results:
        lines += [f"{each.name}  (snapshot {each.snapshot})", _line("", HEADINGS)]
        lines.append(_line("all", _cells(figures(each.outcomes))))
        lines += [_line(tag, _cells(figures(some))) for tag, some in _by_tag(each.outcomes).items()]
        lines.append("")
    return "\n".join(lines).rstrip()


def _by_tag(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    groups: dict[str, list[Outcome]] = {}
    for each in outcomes:
        groups.setdefault(each.case.tags[0], []).append(each)
    return groups


def _row(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.case.id,
        "question": outcome.case.question,
        "answerable": outcome.case.answerable,
        "refused": outcome.answer.refused,
        "right": outcome.right,
        "cited": outcome.cited,
        "exact": outcome.exact,
        "confidence": outcome.answer.confidence,
        "text": outcome.answer.text,
    }


def _cells(value: Figures) -> tuple[str, ...]:
    shares = (value.right, value.right_and_cited, value.over_refused, value.refused, value.exact)
    count = f"{value.answerable}+{value.unanswerable}"
    return (count, *("-" if share is None else f"{share:.1%}" for share in shares))


def _line(label: str, cells: Sequence[str]) -> str:
    return f"  {label:<14}" + "".join(f"{cell:>14}" for cell in cells)
