"""What `ppp eval` does; the command line prints what comes back."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType

from assistant.library import Library
from corpus.embedder import Embedder, MiniLM
from corpus.store import Store
from evals import baseline as records
from evals.add import Added, Ask, Tell, add_cases, parse_feedback, read_feedback
from evals.catalog import load_set, set_names
from evals.gate import Verdict, judge_run, load_floors
from evals.judges import make_judge
from evals.report import to_json
from evals.run import Progress, SetResult, run_set
from evals.table import tables, times, verdict_text
from ppp_settings import Settings

FLOORS = "gates.toml"  # beside the baseline
GATE_FAILED = 5


@dataclass(frozen=True)
class Wanted:
    """What one `ppp eval` is asked for; no sets: all packaged ones."""

    sets: Sequence[str] = ()
    data: Path | None = None
    report: Path | None = None
    baseline: Path | None = None
    update_baseline: bool = False
    llm: bool = False
    judge: str | None = None


@dataclass(frozen=True)
class Ended:
    """Results, and what the gate says of them where there is one."""

    results: tuple[SetResult, ...]
    verdict: Verdict | None = None

    @property
    def exit_code(self) -> int:
        """0, or 5 where the gate failed."""
        return GATE_FAILED if self.verdict and self.verdict.failures else 0


def run(
    settings: Settings, wanted: Wanted, progress: Progress | None = None,
    embedder: Embedder | None = None,
) -> Ended:  # fmt: skip
    """Ask all questions; compare with the baseline, or make it, where that is wanted.

    Raises SettingsError for an unknown set and for a baseline that can't be read, before
    anything is asked.
    """
    own = settings if wanted.llm else settings.model_copy(update={"llm": None})
    sets = [load_set(name, wanted.data) for name in wanted.sets or set_names()]
    judge = make_judge(wanted.judge, settings) if wanted.judge else None
    path = wanted.baseline
    old = records.load(path) if path and (path.is_file() or not wanted.update_baseline) else {}
    floors = load_floors(path.with_name(FLOORS)) if path and not wanted.update_baseline else {}
    model = embedder or MiniLM(settings.threads)
    results = tuple(run_set(each, own, model, progress) for each in sets)
    if judge:
        results = tuple(each.judged_by(judge) for each in results)
    if path is None:
        return _reported(Ended(results), wanted.report, old)
    verdict = judge_run(results, old, floors)
    if wanted.update_baseline:
        records.save(records.record(results, records.made_now()), path)
        verdict = Verdict(verdict.changes, ())
    return _reported(Ended(results, verdict), wanted.report, old)


def add(
    settings: Settings, feedback: Path | Sequence[str], to: Path, ask: Ask, tell: Tell
) -> Added:
    """Walk through the answers marked wrong in a file, or through lines of JSON, all of them.

    The pages are those that are served now.
    """
    if isinstance(feedback, Path):
        marked = read_feedback(feedback)
    else:
        marked = parse_feedback(feedback, "feedback")
    return add_cases(marked, Library(Store(settings.store)).current(), to, ask, tell)


def _reported(ended: Ended, path: Path | None, old: records.Baseline) -> Ended:
    if path is not None:
        from evals.html import write_report

        write_report(ended.results, ended.verdict, old, path)
    return ended


def as_json(ended: Ended) -> dict[str, Any]:
    """The results, and the gate's verdict where there is one."""
    value: dict[str, Any] = {"sets": to_json(ended.results)}
    if ended.verdict:
        value["gate"] = {
            "failures": list(ended.verdict.failures),
            "changes": [asdict(each) for each in ended.verdict.changes],
        }
    return value


def as_tables(ended: Ended) -> RenderableType:
    """The results as tables, and the gate's verdict below them."""
    below = [verdict_text(ended.results, ended.verdict)] if ended.verdict else []
    summaries = {each.name: each.summary for each in ended.results}
    return Group(tables(summaries), times(ended.results), *below)
