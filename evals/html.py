"""The report: one HTML file that asks nothing of any host."""

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import SettingsError
from evals.baseline import Baseline, SetRecord
from evals.gate import Change, Verdict
from evals.latency import latencies
from evals.outcome import Outcome
from evals.plots import reliability_plot, risk_coverage_plot
from evals.run import SetResult
from evals.summary import ALL, Figure, confidences
from evals.table import HEADLINES, share

if TYPE_CHECKING:
    from collections.abc import Sequence

GOOD = ("right", "rightly refused")
SHOWN_PASSAGES = 5


def write_report(
    results: "Sequence[SetResult]", verdict: Verdict | None, old: Baseline, path: Path
) -> None:
    """Write the report; raises SettingsError where the file can't be written."""
    from jinja2 import Environment

    template = files("evals").joinpath("templates", "report.html").read_text("utf-8")
    page = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(template)
    sets = [_set(each, old.get(each.name), verdict) for each in results]
    text = page.render(sets=sets, failures=verdict.failures if verdict else None)
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise SettingsError(f"{path}: the report can't be written: {error.strerror}") from error


def _set(result: SetResult, old: SetRecord | None, verdict: Verdict | None) -> dict[str, Any]:
    summary = result.summary
    confidence, correct, _ = confidences(result.outcomes)
    changes = [each for each in verdict.changes if each.set_name == result.name] if verdict else []
    covered = summary.figures[ALL]["coverage"].value or 0.0
    return {
        "name": result.name,
        "snapshot": result.snapshot,
        "answerable": summary.answerable[ALL],
        "unanswerable": summary.unanswerable[ALL],
        "headlines": [
            _headline(name, summary.figures[ALL][name], old)
            for name in HEADLINES
            if summary.figures[ALL][name].count or summary.figures[ALL][name].missing
        ],
        "tags": [
            {"name": tag, "count": f"{summary.answerable[tag]}+{summary.unanswerable[tag]}",
             "right": share(figures["right_and_cited"].value),
             "over": share(figures["over_refused"].value),
             "refused": share(figures["refused"].value)}
            for tag, figures in summary.figures.items() if tag != ALL
        ],
        "plots": [
            risk_coverage_plot(confidence, correct, covered), reliability_plot(confidence, correct)
        ],
        "latencies": latencies(result.answers),
        "stages": _stages(result.outcomes),
        "rows": [_row(each, changes) for each in result.outcomes],
    }  # fmt: skip


def _headline(name: str, figure: Figure, old: SetRecord | None) -> dict[str, Any]:
    before = old.figures.get(name) if old else None
    arrow, kind = "", ""
    if before is not None and figure.value is not None:
        change = figure.value - before
        if abs(change) >= 0.0005:
            arrow = "▲" if change > 0 else "▼"
            kind = "up" if change * figure.better > 0 else "down"
    low, high = figure.interval or (None, None)
    return {
        "name": name, "value": share(figure.value), "low": share(low), "high": share(high),
        "before": share(before), "arrow": arrow, "kind": kind, "missing": figure.missing,
    }  # fmt: skip


def _stages(outcomes: "Sequence[Outcome]") -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for each in outcomes:
        counts[each.stage] = counts.get(each.stage, 0) + 1
    return sorted(counts.items(), key=lambda item: -item[1])


def _row(outcome: Outcome, changes: "Sequence[Change]") -> dict[str, Any]:
    case, answer = outcome.case, outcome.answer
    flipped = [
        ("worse: " if case.id in each.worse else "better: ") + each.metric
        for each in changes
        if case.id in each.worse or case.id in each.better
    ]
    return {
        "id": case.id,
        "question": case.question,
        "history": case.history,
        "standalone": answer.standalone_question,
        "tags": case.tags,
        "stage": outcome.stage,
        "good": outcome.stage in GOOD,
        "confidence": f"{answer.confidence:.2f}",
        "refused": answer.refused,
        "sentences": answer.sentences,
        "text": answer.text,
        "citations": answer.citations,
        "gold": [each.quote for each in case.gold] or list(case.pages),
        "must": [" | ".join(group) for group in case.must],
        "reference": case.reference,
        "retrieved": [
            {"id": name, "score": f"{score:.3f}", "hit": name in outcome.relevant}
            for name, score in outcome.retrieved[:SHOWN_PASSAGES]
        ],
        "dropped": answer.dropped,
        "flipped": flipped,
    }
