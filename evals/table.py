"""Eval results as terminal tables."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from evals.gate import Verdict
from evals.latency import latencies
from evals.run import SetResult
from evals.summary import ALL, Figure, Summary

HEADLINES = (
    "right", "right_and_cited", "over_refused", "refused", "refusal_f1", "accuracy", "coverage",
    "citation_precision", "citation_recall", "exact", "token_f1", "containment",
    "recall@1", "recall@5", "recall@10", "ndcg@10", "mrr@10",
    "aurc", "coverage_at_95", "ece", "lies_shown", "truths_shown", "dropped", "faithfulness",
)  # fmt: skip
T = TypeVar("T")
ABREAST = 6  # sets in one table
BY_TAG = ("right", "right_and_cited", "over_refused", "refused", "citation_recall", "recall@5")


def tables(summaries: Mapping[str, Summary]) -> RenderableType:
    """All metrics with a column for each set, then each set by tag."""
    return Group(all_sets(summaries), *(by_tag(name, each) for name, each in summaries.items()))


def all_sets(summaries: Mapping[str, Summary]) -> RenderableType:
    """All metrics with a column for each set, a few sets side by side."""
    return Group(*(overall(dict(each)) for each in _side_by_side(list(summaries.items()))))


def overall(summaries: Mapping[str, Summary]) -> Table:
    """A row for each metric: value and 95 % interval."""
    heads = (f"{name}\n{_count(each, ALL)}" for name, each in summaries.items())
    table = _table("metric", *heads)
    for name in HEADLINES:
        figures = [each.figures[ALL][name] for each in summaries.values()]
        if any(each.count or each.missing for each in figures):
            table.add_row(name, *map(with_interval, figures))
    return table


def by_tag(name: str, summary: Summary) -> Table:
    """A row for each tag of a set."""
    table = _table(name, "questions", *BY_TAG)
    for tag, figures in summary.figures.items():
        if tag != ALL:
            cells = (share(figures[each].value) for each in BY_TAG)
            table.add_row(tag, _count(summary, tag), *cells)
    return table


def times(results: Sequence[SetResult]) -> RenderableType:
    """How long answers took: a row for each part, median and 95th percentile in ms."""
    return Group(*map(_times, _side_by_side(results)))


def _times(results: Sequence[SetResult]) -> Table:
    table = _table("ms", *(f"{each.name}\np50 / p95" for each in results))
    spent = [{own.part: own for own in latencies(each.answers)} for each in results]
    for part in dict.fromkeys(part for each in spent for part in each):
        cells = (each.get(part) for each in spent)
        table.add_row(part, *(f"{own.p50:.0f} / {own.p95:.0f}" if own else "-" for own in cells))
    return table


def verdict_text(results: Sequence[SetResult], verdict: Verdict) -> Text:
    """What changed against the baseline, the questions that flipped, and the failures."""
    asked = {each.case.id: each.case.question for result in results for each in result.outcomes}
    text = Text()
    for change in verdict.changes:
        if change.worse or change.better:
            text.append(f"{change.set_name} {change.metric}: ", style="bold")
            text.append(f"{share(change.old)} -> {share(change.new)}\n")
            for mark, names in (("-", change.worse), ("+", change.better)):
                for name in names:
                    text.append(f"  {mark} {name}  {asked[name]}\n")
    for failure in verdict.failures:
        text.append(f"GATE FAILED: {failure}\n", style="bold red")
    return text if verdict.failures else text.append("gate passed\n", style="green")


def with_interval(figure: Figure) -> Text:
    """ "73.1% [63, 82]", and how many questions are missing."""
    text = Text(share(figure.value))
    if figure.interval and figure.value is not None:
        low, high = (f"{100 * each:.0f}" for each in figure.interval)
        text.append(f" [{low}, {high}]", style="dim")
    if figure.missing:
        text.append(f" {figure.missing} missing", style="yellow")
    return text


def share(value: float | None) -> str:
    """A share as per cent; "-" where there is none."""
    return "-" if value is None else f"{value:.1%}"


def _side_by_side(sets: Sequence[T]) -> list[Sequence[T]]:
    """As even groups as there are, of no more sets than a table has room for."""
    tables = -(-len(sets) // ABREAST)
    size = -(-len(sets) // max(tables, 1))
    return [sets[first : first + size] for first in range(0, len(sets), size or 1)]


def _count(summary: Summary, tag: str) -> str:
    return f"{summary.answerable[tag]}+{summary.unanswerable[tag]}"


def _table(first: str, *others: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(first)
    for each in others:
        table.add_column(each, justify="right")
    return table
