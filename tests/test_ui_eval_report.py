"""The eval report that the maintainer's page shows, in files as `ppp eval` writes them."""

import json
import os
from pathlib import Path

import pytest

from evals.gate import Verdict
from evals.html import write_report
from evals.report import to_json
from evals.run import SetResult
from tests.judged import refusal, right, wrong
from ui.eval_report import SHOWN, EvalReportError, read_report

RESULTS = [SetResult("club", "abc123", (right(), wrong(), refusal()))]


@pytest.fixture
def figures(tmp_path: Path) -> Path:
    path = tmp_path / "run.json"
    gate = {"failures": ["club right: 0.1 is worse"], "changes": []}
    path.write_text(json.dumps({"sets": to_json(RESULTS), "gate": gate}), "utf-8")
    return path


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "run.html"
    write_report(RESULTS, Verdict((), ()), {}, path)
    return path


def test_figures_are_read_as_they_were_written(figures: Path) -> None:
    report = read_report(figures)
    assert report.results is not None and report.page is None
    club = report.results.sets["club"]
    assert (club.snapshot, club.answerable, club.unanswerable) == ("abc123", 3, 0)
    shown = {words: round(each.value or 0, 3) for words, each in club.shown()}
    assert shown["right and cited"] == 0.333
    assert set(shown) <= set(SHOWN.values())
    assert report.results.gate and report.results.gate.failures == ["club right: 0.1 is worse"]


def test_every_figure_that_is_shown_is_one_that_eval_writes(figures: Path) -> None:
    written = json.loads(figures.read_text("utf-8"))["sets"]["club"]["figures"]["all"]
    assert set(SHOWN) <= set(written)


def test_the_page_beside_the_figures_is_found(figures: Path, page: Path) -> None:
    assert read_report(figures).page == page
    alone = read_report(page)
    assert alone.page == page and alone.results is None


def test_of_a_folder_the_newest_is_taken(figures: Path, page: Path) -> None:
    older = figures.with_name("older.json")
    older.write_text("{}", "utf-8")
    os.utime(older, (1, 1))
    report = read_report(figures.parent)
    assert report.page == page and report.results and "club" in report.results.sets


def test_its_time_is_that_of_the_file(figures: Path) -> None:
    os.utime(figures, (1_750_000_000, 1_750_000_000))
    assert read_report(figures).made == "2025-06-15T15:06:40+00:00"


def test_a_report_that_is_missing_is_said_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(EvalReportError, match=r"No report is named; .*PPP_EVAL_REPORT"):
        read_report(None)
    with pytest.raises(EvalReportError, match=r"none\.json: No such file .*ppp eval --json"):
        read_report(tmp_path / "none.json")
    with pytest.raises(EvalReportError, match="no report in it"):
        read_report(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"sets": {"a": 1}}', "\xff"])
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "run.json"
    path.write_text(text, "latin-1")
    with pytest.raises(EvalReportError, match=r"run\.json: is no output of `ppp eval --json`"):
        read_report(path)
