"""`ppp feedback` and `ppp eval add` over real SQLite files: output, errors and exit codes."""

import io
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import ppp
from assistant.answer import Turn
from corpus.clock import utc_now
from evals.cases import load_cases
from ppp_settings import Settings
from tests.fakes import harbour_bench
from tests.judged import answer
from ui.feedback import Used, make_record
from ui.feedback_store import FILE, feedback_store


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.split("\n") if line]

    def error(self) -> str:
        """The message of a command that failed as it should: one line, no output."""
        assert (self.code, self.out, self.err.count("\n")) == (2, "", 1), self
        assert self.err.startswith("ppp: ")
        return self.err


Cli = Callable[..., Ran]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store that serves one small page."""
    return harbour_bench(tmp_path).store.root


@pytest.fixture
def cli(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Cli:  # fmt: skip
    """Runs a command in a folder of its own, over that store."""
    monkeypatch.chdir(tmp_path)
    for name in [each for each in os.environ if each.startswith("PPP_")]:
        monkeypatch.delenv(name)

    def run(*arguments: str | Path, stdin: str = "") -> Ran:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        capfd.readouterr()
        code = ppp.run([*map(str, arguments), "--store", str(folder)])
        return Ran(code, *capfd.readouterr())

    return run


def say_in(folder: Path, question: str, verdict: str, note: str = "", at: str = "") -> None:
    """Store feedback on a refusal of this question, by default of now."""
    refused = answer("The sources do not answer this question.", refused=True).model_copy(
        update={"question": question, "standalone_question": question}
    )
    before = [Turn(role="user", content="Hello"), Turn(role="assistant", content="Hello.")]
    used = Used(threshold=0.25, embedder="hash/1", llm=None)
    record = make_record(verdict, note, refused, before, used, at or utc_now())
    feedback_store(Settings(store=folder)).add(record)


@pytest.fixture
def said(folder: Path) -> Path:
    """Three records of now."""
    say_in(folder, "How many berths?", "wrong", "It is [bold]40[/bold].\u001b[31m")
    say_in(folder, "When does it open?", "right")
    say_in(folder, "Who pays?", "missing", "fees\u2028and more")
    return folder


def test_a_table_shows_what_was_said_as_it_was_said(cli: Cli, said: Path) -> None:
    ran = cli("feedback")
    assert ran.code == 0
    for words in ("How many berths?", "[bold]40[/bold]", "missing", "When does it open?"):
        assert words in ran.out
    assert "\u001b" not in ran.out


def test_a_line_of_json_holds_a_whole_record(cli: Cli, said: Path) -> None:
    first, second, third = cli("feedback", "--json").lines()
    assert [each["id"] for each in (first, second, third)] == [1, 2, 3]
    assert first["answer"]["refused"] is True
    assert first["settings"] == {"threshold": 0.25, "embedder": "hash/1", "llm": None}
    assert (second["note"], third["note"]) == (None, "fees\u2028and more")


def test_records_are_chosen_by_verdict_and_date(cli: Cli, said: Path) -> None:
    assert [each["id"] for each in cli("feedback", "--json", "--verdict", "right").lines()] == [2]
    assert len(cli("feedback", "--json", "--since", "2020-01-01").lines()) == 3
    assert cli("feedback", "--json", "--since", "2999-01-01").lines() == []
    assert cli("feedback", "--since", "2999-01-01").out == "no feedback\n"


def test_records_that_are_too_old_are_gone(
    cli: Cli, said: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PPP_FEEDBACK_DAYS", "36500")
    store = feedback_store(Settings(store=said))
    old = store.record(1)
    store.add(make_record("wrong", "old", answer("no"), (), old.settings,
                          "2020-01-01T00:00:00+00:00"))  # fmt: skip
    assert len(cli("feedback", "--json").lines()) == 4
    monkeypatch.setenv("PPP_FEEDBACK_DAYS", "30")
    assert len(cli("feedback", "--json").lines()) == 3
    monkeypatch.setenv("PPP_FEEDBACK_DAYS", "0")
    assert "PPP_FEEDBACK_DAYS" in cli("feedback").error()


def test_an_export_is_the_lines_of_json(cli: Cli, said: Path, tmp_path: Path) -> None:
    ran = cli("feedback", "--export", "said.jsonl", "--verdict", "wrong")
    assert (ran.code, ran.out) == (0, "1 records in said.jsonl\n")
    assert (tmp_path / "said.jsonl").read_text("utf-8") == cli(
        "feedback", "--json", "--verdict", "wrong"
    ).out
    assert (
        "no/such/said.jsonl: can't be written"
        in cli("feedback", "--export", "no/such/said.jsonl").error()
    )


@pytest.mark.parametrize(("arguments", "words"), [
    (["--since", "yesterday"], "'yesterday': no date"),
    (["--verdict", "fine"], "'fine': none of right, wrong, missing"),
])  # fmt: skip
def test_what_cannot_be_chosen_by_is_named(cli: Cli, arguments: list[str], words: str) -> None:
    assert words in cli("feedback", *arguments).error()


def test_another_database_is_read_where_a_url_names_it(
    cli: Cli, said: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (said / FILE).rename(tmp_path / "elsewhere.db")
    assert cli("feedback", "--json").lines() == []
    monkeypatch.setenv("PPP_FEEDBACK_URL", f"sqlite:///{tmp_path / 'elsewhere.db'}")
    assert len(cli("feedback", "--json").lines()) == 3


@pytest.mark.parametrize(
    "url", ["sqlite:////proc/no/said.db", "nonsense", "nosuchkind://ppp:secret@127.0.0.1:9/said"]
)
def test_a_database_out_of_reach_is_named(
    cli: Cli, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PPP_FEEDBACK_URL", url)
    error = cli("feedback").error()
    assert "PPP_FEEDBACK_URL" in error and "secret" not in error
    assert "secret" not in cli("settings").out


def test_stored_feedback_becomes_a_case(cli: Cli, said: Path, tmp_path: Path) -> None:
    ran = cli("eval", "add", "--feedback", "1", "--to", "own.jsonl", stdin="yes\n1\n40\nnumber\n")
    assert ran.code == 0, ran
    assert "1 added to own.jsonl, 0 left out" in ran.out
    (case,) = load_cases(tmp_path / "own.jsonl")
    assert (case.question, case.must) == ("How many berths?", (("40",),))
    assert [each.quote for each in case.gold] == ["It has 40 berths."]
    assert [turn["content"] for turn in case.history] == ["Hello", "Hello."]


def test_all_that_is_not_right_is_walked_through(cli: Cli, said: Path, tmp_path: Path) -> None:
    ran = cli("eval", "add", "--to", "own.jsonl", stdin="no\n\nno\n\n")
    assert "2 added" in ran.out
    assert [each.question for each in load_cases(tmp_path / "own.jsonl")] == [
        "How many berths?", "Who pays?",
    ]  # fmt: skip


def test_an_answer_marked_right_is_taken_where_it_is_named(
    cli: Cli, said: Path, tmp_path: Path
) -> None:
    cli("eval", "add", "--feedback", "2", "--to", "own.jsonl", stdin="no\n\n")
    assert load_cases(tmp_path / "own.jsonl")[0].question == "When does it open?"


def test_exported_feedback_becomes_cases(cli: Cli, said: Path, tmp_path: Path) -> None:
    cli("feedback", "--export", "said.jsonl")
    ran = cli("eval", "add", "said.jsonl", "--to", "own.jsonl", stdin="skip\nno\n\n")
    assert "1 added to own.jsonl, 1 left out" in ran.out
    assert load_cases(tmp_path / "own.jsonl")[0].question == "Who pays?"


def test_an_unknown_id_is_named(cli: Cli, said: Path) -> None:
    error = cli("eval", "add", "--feedback", "9", "--to", "own.jsonl").error()
    assert "feedback 9: no such record" in error


def test_a_file_and_an_id_do_not_go_together(cli: Cli, said: Path) -> None:
    ran = cli("eval", "add", "x.jsonl", "--feedback", "1", "--to", "own.jsonl")
    assert ran.code == 2 and "give either" in ran.err
