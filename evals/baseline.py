"""The committed record of an eval run that later runs are compared with."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from corpus.errors import SettingsError
from evals.metrics import Metric, Pair
from evals.report import DIGITS
from evals.run import SetResult
from evals.summary import ALL, Figure, Summary, set_metrics

GATED = ("right_and_cited", "refused", "over_refused", "exact", "citation_recall", "recall@5")


@dataclass(frozen=True)
class SetRecord:
    """One set of a run: when it was made, its figures, by metric the pair of each question."""

    made: str
    snapshot: str
    summary: Summary
    pairs: dict[str, dict[str, Pair]]

    @property
    def figures(self) -> dict[str, float | None]:
        """Values overall."""
        return {name: each.value for name, each in self.summary.figures[ALL].items()}


Baseline = dict[str, SetRecord]
_ADAPTER = TypeAdapter(Baseline)


def record(results: Sequence[SetResult], made: str = "") -> Baseline:
    """The run in the form that is committed; `made` says when and from which code."""
    return {each.name: _record(each, made) for each in results}


def made_now() -> str:
    """Today, and the commit that is checked out where there is one."""
    try:
        commit = subprocess.run(  # asks nothing but the local repository
            ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True,
            cwd=Path(__file__).parent,
        ).stdout.strip()  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        return date.today().isoformat()
    return f"{date.today().isoformat()}, on top of commit {commit}"


def _record(result: SetResult, made: str) -> SetRecord:
    metrics = {each.name: each for each in set_metrics(result.outcomes)}
    summary = result.summary
    figures = {
        tag: {name: _rounded(each) for name, each in own.items()}
        for tag, own in summary.figures.items()
    }
    return SetRecord(
        made, result.snapshot, replace(summary, figures=figures),
        {name: _pairs(metrics[name], result) for name in GATED},
    )  # fmt: skip


def _pairs(metric: Metric, result: SetResult) -> dict[str, Pair]:
    found = ((each.case.id, metric.of(each)) for each in result.outcomes)
    return {
        name: (round(pair[0], DIGITS), pair[1])
        for name, pair in found
        if pair is not None and pair[1] > 0
    }


def _rounded(figure: Figure) -> Figure:
    low, high = figure.interval or (None, None)
    return replace(
        figure,
        value=None if figure.value is None else round(figure.value, DIGITS),
        interval=None if low is None or high is None
        else (round(low, DIGITS), round(high, DIGITS)),
    )  # fmt: skip


def load(path: Path) -> Baseline:
    """Read a baseline; raises SettingsError where it can't be."""
    try:
        return _ADAPTER.validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise SettingsError(f"{path}: no baseline; make it with --update-baseline") from error
    except (OSError, ValidationError) as error:
        why = str(error).splitlines()[0]
        raise SettingsError(f"{path}: is no baseline ({why}); remove it and make one") from error


def save(baseline: Baseline, path: Path) -> None:
    """Write a baseline; sets of the file that this run did not ask stay as they are."""
    old = load(path) if path.is_file() else {}
    value = _ADAPTER.dump_python({**old, **baseline}, mode="json")
    path.write_text(_text(value), "utf-8")


def _text(value: dict[str, Any]) -> str:
    """JSON with a line for each tag and metric, so that a change can be read in a diff."""
    sets = []
    for name, each in sorted(value.items()):
        summary = each.pop("summary")
        parts = [f"  {json.dumps(key)}: {json.dumps(each[key])}" for key in ("made", "snapshot")]
        kinds = [f"   {json.dumps(key)}: {_block(summary[key], 4)}" for key in sorted(summary)]
        parts.append('  "summary": {\n' + ",\n".join(kinds) + "\n  }")
        parts.append(f'  "pairs": {_block(each["pairs"], 3)}')
        sets.append(f" {json.dumps(name)}: {{\n" + ",\n".join(parts) + "\n }")
    return "{\n" + ",\n".join(sets) + "\n}\n"


def _block(value: dict[str, Any], depth: int) -> str:
    """A JSON object with a line for each member."""
    pad = " " * depth
    members = [f"{pad}{json.dumps(name)}: {json.dumps(each)}" for name, each in value.items()]
    return "{\n" + ",\n".join(members) + f"\n{pad[1:]}}}" if members else "{}"
