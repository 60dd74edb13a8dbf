"""Whole eval runs: figures, gate, report, exit codes; and that the gate sees what breaks."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from rich.console import Console

import assistant.chain
import assistant.compose
import assistant.find
from assistant.answer import Citation
from assistant.generate import Draft
from assistant.library import Library
from assistant.retrieve import Hit
from corpus.embedder import Embedder
from corpus.errors import SettingsError
from corpus.store import Store
from evals.baseline import record
from evals.cases import Case, Gold, to_line
from evals.catalog import load_set
from evals.cli import Ended, Wanted, as_json, as_tables, run
from evals.gate import judge_run
from evals.liar import try_checks
from evals.run import SetResult, assistants, run_cases
from ppp_settings import Settings
from tests.judged import case, unanswerable

PAGE = (
    "---\nurl: https://example.org/boats\n---\n# Boat club\n\nThe club was founded in 1952. "
    "It owns 40 boats. The harbor <b>master</b> is Ada Wing.\n"
)
URL = "https://example.org/boats"
HOSTILE = "How many boats does it own? <script>document.title='broken'</script>"


def asked(number: int, question: str, quote: str, *must: str) -> Case:
    gold = (Gold(URL, quote),)
    return case(id=f"own-{number}", question=question, gold=gold, must=(must,), reference=quote)


CASES = (
    asked(1, "When was the boat club founded?", "The club was founded in 1952.", "1952"),
    asked(2, "How many boats does the club own?", "It owns 40 boats.", "40"),
    asked(3, HOSTILE, "It owns 40 boats.", "40"),
    unanswerable(id="own-4", question="What does a submarine eat for breakfast?"),
)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A set of four questions on a page of its own."""
    path = tmp_path / "own.jsonl"
    path.write_text("".join(f"{to_line(each)}\n" for each in CASES), "utf-8")
    path.with_suffix("").mkdir()
    (path.with_suffix("") / "boats.md").write_text(PAGE, "utf-8")
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(store=tmp_path / "store")


def as_text(ended: Ended) -> str:
    console = Console(width=110, record=True, file=open("/dev/null", "w"))  # noqa: PTH123, SIM115
    console.print(as_tables(ended))
    return console.export_text()


def test_a_set_over_pages_of_its_own_is_run(
    own: Path, settings: Settings, embedder: Embedder
) -> None:
    told: list[tuple[str, int, int]] = []
    ended = run(settings, Wanted([str(own)]), lambda *step: told.append(step), embedder)
    figures = ended.results[0].summary.figures["all"]
    assert ended.exit_code == 0
    assert (figures["right"].value, figures["refused"].value) == (1.0, 1.0)
    assert figures["recall@5"].value == 1.0
    assert figures["lies_shown"].count > 0
    assert figures["lies_shown"].value == 0
    assert figures["truths_shown"].value == 1
    assert told[-1] == ("own", 4, 4)
    text = as_text(ended)
    assert "right_and_cited" in text
    assert "100.0%" in text
    assert re.search(r"total +\d+ / \d+", text)


def test_two_runs_give_the_same_json(own: Path, settings: Settings, embedder: Embedder) -> None:
    one, two = (json.dumps(as_json(run(settings, Wanted([str(own)]), None, embedder)))
                for _ in range(2))  # fmt: skip
    assert one == two
    assert "timings" not in one


def test_the_gate_passes_its_own_run_and_fails_below_a_floor(
    own: Path, settings: Settings, embedder: Embedder, tmp_path: Path
) -> None:
    baseline = tmp_path / "baseline.json"

    def eval_run(update: bool = False) -> Ended:
        wanted = Wanted([str(own)], baseline=baseline, update_baseline=update)
        return run(settings, wanted, None, embedder)

    with pytest.raises(SettingsError, match="--update-baseline"):
        eval_run()
    made = eval_run(update=True)
    assert made.exit_code == 0
    floors = tmp_path / "gates.toml"
    floors.write_text("[own]\nright = 1.0\nlies_shown = 0.0\n", "utf-8")
    passed = eval_run()
    assert (passed.exit_code, passed.verdict and passed.verdict.failures) == (0, ())
    assert "gate passed" in as_text(passed)
    floors.write_text("[own]\nright = 1.1\n", "utf-8")
    failed = eval_run()
    assert failed.exit_code == 5
    assert "GATE FAILED: own right: 1.000, floor 1.1" in as_text(failed)
    assert as_json(failed)["gate"]["failures"] == ["own right: 1.000, floor 1.1"]


@pytest.mark.browser
def test_the_report_opens_without_any_request_and_filters(
    own: Path, settings: Settings, embedder: Embedder, tmp_path: Path, browser: Browser
) -> None:
    report = tmp_path / "report.html"
    run(settings, Wanted([str(own)], report=report), None, embedder)
    page = browser.new_page()
    asked_for: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(report.as_uri())
    assert page.title() == "Eval report"  # the script in a question did not run
    assert asked_for == [report.as_uri()]
    assert errors == []
    assert page.locator("svg").count() == 2
    assert page.locator("details:visible").count() == 4
    page.select_option("[data-filter=stage]", "rightly refused")
    assert page.locator("details:visible").count() == 1
    page.select_option("[data-filter=stage]", "")
    page.fill("[data-filter=text]", "founded")
    page.locator("details:visible summary").click()
    shown = page.locator("details:visible").inner_text()
    assert "The club was founded in 1952." in shown
    assert "holds the answer" in shown
    page.close()


def test_a_report_that_cannot_be_written_is_named(
    own: Path, settings: Settings, embedder: Embedder, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match=r"gone/report\.html"):
        run(settings, Wanted([str(own)], report=tmp_path / "gone" / "report.html"), None, embedder)


# The gate on the shipped page: what breaks must be seen.

FLOORS = {"fda": {"exact": 1.0, "lies_shown": 0.0}}


def some_cases() -> list[Case]:
    cases = load_set("fda-dev").cases
    answerable = [each for each in cases if each.answerable][:24]
    return answerable + [each for each in cases if not each.answerable][:16]


def fda_run(settings: Settings, embedder: Embedder) -> SetResult:
    return run_cases("fda", some_cases(), assistants(settings, library_of(settings), embedder))


def with_lies(result: SetResult, settings: Settings, embedder: Embedder) -> SetResult:
    return replace(
        result, candour=try_checks(some_cases(), settings, library_of(settings), embedder)
    )


def library_of(settings: Settings) -> Library:
    return Library(Store(settings.store))


@pytest.fixture(scope="module")
def sound(fda_settings: Settings, embedder: Embedder) -> SetResult:
    return with_lies(fda_run(fda_settings, embedder), fda_settings, embedder)


def failures(sound: SetResult, settings: Settings, embedder: Embedder) -> str:
    """What the gate says of a run that is as candid as the sound one."""
    found = replace(fda_run(settings, embedder), candour=sound.candour)
    return judged(found, sound)


def judged(found: SetResult, sound: SetResult) -> str:
    return " ".join(judge_run([found], record([sound]), FLOORS).failures)


def test_the_gate_passes_what_is_not_broken(
    sound: SetResult, fda_settings: Settings, embedder: Embedder
) -> None:
    assert failures(sound, fda_settings, embedder) == ""


@pytest.mark.slow
def test_the_gate_sees_broken_retrieval(
    sound: SetResult, fda_settings: Settings, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def last_passages(_: Any, index: Any) -> list[Hit]:  # noqa: ANN401
        return [Hit(each, 0.1, 0.1, 0.1) for each in index.snapshot.passages[-3:]]

    monkeypatch.setattr(assistant.find, "hits_of", last_passages)
    found = failures(sound, fda_settings, embedder)
    assert "recall@5" in found
    assert "right_and_cited" in found


@pytest.mark.slow
def test_the_gate_sees_that_nothing_is_refused(
    sound: SetResult, fda_settings: Settings, embedder: Embedder
) -> None:
    never = fda_settings.model_copy(update={"min_confidence": 0.0})
    assert "refused" in failures(sound, never, embedder)


@pytest.mark.slow
def test_the_gate_sees_shifted_offsets(
    sound: SetResult, fda_settings: Settings, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    true_cite = assistant.compose.cite

    def shifted(page: Any, start: int, end: int, *rest: Any) -> Citation:  # noqa: ANN401
        found = true_cite(page, start, end, *rest)
        return found.model_copy(update={"start": start + 1, "end": end + 1})

    monkeypatch.setattr(assistant.compose, "cite", shifted)
    assert "exact: 0." in failures(sound, fda_settings, embedder)


@pytest.mark.slow
def test_the_gate_sees_a_verifier_that_lets_everything_pass(
    sound: SetResult, fda_settings: Settings, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def credulous(draft: Draft, evidence: Sequence[Citation], _: str) -> str | None:
        return None if max(draft.citations) <= len(evidence) else "no such citation"

    monkeypatch.setattr(assistant.chain, "objection", credulous)
    assert "lies_shown" in judged(with_lies(sound, fda_settings, embedder), sound)
