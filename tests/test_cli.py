"""The commands, run in this process with the shared model: output, errors and exit codes."""

import io
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import ppp
from assistant.chain import Assistant
from corpus.embedder import Embedder
from corpus.models import text_version
from corpus.store import Store
from ppp_settings import PACKAGED_SOURCES, Settings

FDA = "https://www.fda.gov/emergency-preparedness-and-response/innovative-technologies/public-private-partnerships"
PAGE = "---\nurl: https://example.org/harbour\n---\n# Harbour\n\nThe harbour opens at six.\n"
HISTORY = [
    {"role": "user", "content": "What is America Makes?"},
    {"role": "assistant", "content": "A Manufacturing USA institute."},
]


@dataclass(frozen=True)
class Ran:
    """What a command gave back."""

    code: int
    out: str
    err: str


Cli = Callable[..., Ran]
Opened = list[tuple[Settings, Assistant]]


@pytest.fixture
def cli(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes],
    embedder: Embedder,
) -> Cli:  # fmt: skip
    """Runs a command in a folder of its own, with the model that the other tests use."""
    monkeypatch.chdir(tmp_path)
    for name in [each for each in os.environ if each.startswith("PPP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PPP_STORE", str(tmp_path / "store"))
    monkeypatch.setattr("corpus.embedder.MiniLM", lambda threads: embedder)
    monkeypatch.setattr("assistant.build.MiniLM", lambda threads: embedder)

    def run(*arguments: str | Path, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capfdbinary.readouterr()
        code = ppp.run([str(each) for each in arguments])
        out, err = capfdbinary.readouterr()
        return Ran(code, out.decode("utf-8"), err.decode("utf-8"))

    return run


@pytest.fixture
def served(fda_store: Path, tmp_path: Path) -> Path:
    """A copy of the shared store where the commands look for one."""
    return Path(shutil.copytree(fda_store, tmp_path / "store"))


def one_line_error(ran: Ran, code: int = 2) -> str:
    """The message of a command that failed as it should: one line, no trace, no output."""
    assert ran.code == code, ran
    assert ran.out == ""
    assert ran.err.startswith("ppp: ")
    assert ran.err.count("\n") == 1
    return ran.err


class TestDiff:
    def test_it_shows_what_a_new_version_changed(self, cli: Cli, tmp_path: Path) -> None:
        (tmp_path / "harbour.md").write_text(PAGE, "utf-8")
        cli("ingest", "harbour.md")
        assert cli("diff").out == "no page has changed since it was first taken up\n"
        (tmp_path / "harbour.md").write_text(PAGE.replace("six", "seven"), "utf-8")
        cli("ingest", "harbour.md")
        ran = cli("diff")
        assert ran.code == 0
        assert "- The harbour opens at six.\n    + The harbour opens at seven.\n" in ran.out
        (found,) = json.loads(cli("diff", "https://example.org/harbour", "--json").out)
        assert [each["kind"] for each in found["changes"]] == ["changed"]
        back = cli("diff", "--from", found["to"], "--to", found["from"]).out
        assert "- The harbour opens at seven.\n    + The harbour opens at six.\n" in back

    def test_html_is_written_to_a_file(self, cli: Cli, tmp_path: Path) -> None:
        (tmp_path / "harbour.md").write_text(PAGE, "utf-8")
        cli("ingest", "harbour.md")
        (tmp_path / "harbour.md").write_text(PAGE.replace("six", "seven"), "utf-8")
        cli("ingest", "harbour.md")
        ran = cli("diff", "--html", "diff.html")
        assert (ran.code, ran.out) == (0, "1 pages in diff.html\n")
        html = Path("diff.html").read_text("utf-8")
        assert "The harbour opens at <ins>seven</ins>." in html
        assert len(json.loads(cli("diff", "--json", "--html", "other.html").out)) == 1
        assert Path("other.html").read_text("utf-8") == html
        assert "can't be written" in one_line_error(cli("diff", "--html", "none/diff.html"))

    def test_a_text_that_is_gone_names_the_setting(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PPP_KEEP_VERSIONS", "1")
        for number in range(3):
            Path("harbour.md").write_text(f"{PAGE}\nNumber {number}.\n", "utf-8")
            cli("ingest", "harbour.md")
        url = "https://example.org/harbour"
        first = Store(Path("store")).history()[url][0].version
        for arguments in (["page", url, "--version", first], ["diff", url, "--from", first]):
            assert "keep_versions" in one_line_error(cli(*arguments))

    def test_an_unknown_page_or_version_is_named(self, cli: Cli, served: Path) -> None:
        assert "no such page" in one_line_error(cli("diff", "https://example.org/none"))
        assert "version 'abcdef'" in one_line_error(cli("diff", FDA, "--from", "abcdef"))

    def test_an_empty_store_is_named(self, cli: Cli) -> None:
        assert "run `ppp ingest` first" in one_line_error(cli("diff"), code=4)


class TestImpact:
    def test_packaged_sets_stand_in_the_shipped_pages(self, cli: Cli, served: Path) -> None:
        found = json.loads(cli("impact", "--json").out)
        assert found["counts"]["unchanged"] >= 150
        assert sum(found["counts"].values()) == found["counts"]["unchanged"]
        assert {each["label"].split("/")[0] for each in found["questions"]} == {
            "fda-asked", "fda-dev", "fda-fresh", "fda-near", "fda-test", "fda-voices",
            "fda-voices-fresh",
        }  # fmt: skip
        assert found["left_out"]

    def test_saved_answers_are_compared_with_what_is_served_now(self, cli: Cli) -> None:
        Path("harbour.md").write_text(PAGE, "utf-8")
        cli("ingest", "harbour.md")
        saved = cli("ask", "When does the harbour open?", "--json").out
        assert json.loads(saved)["citations"]
        Path("saved.jsonl").write_text(saved, "utf-8")
        before = json.loads(cli("impact", "--answers", "saved.jsonl", "--json").out)
        assert before["counts"]["unchanged"] == 1
        Path("harbour.md").write_text(PAGE.replace("six", "seven"), "utf-8")
        cli("ingest", "harbour.md")
        ran = cli("impact", "--answers", "saved.jsonl")
        assert ran.code == 0
        assert "changed   saved.jsonl:1  When does the harbour open?" in ran.out
        assert "- The harbour opens at six.\n    + The harbour opens at seven." in ran.out

    def test_files_that_cannot_be_used_are_named(self, cli: Cli, served: Path) -> None:
        assert "none.jsonl: can't be read" in one_line_error(cli("impact", "--set", "none.jsonl"))
        Path("bad.jsonl").write_text("{}\n", "utf-8")
        assert "bad.jsonl:1" in one_line_error(cli("impact", "--answers", "bad.jsonl"))

    def test_an_empty_store_is_named(self, cli: Cli) -> None:
        assert "run `ppp ingest` first" in one_line_error(cli("impact"), code=4)


class TestAsk:
    def test_text_shows_the_answer_and_its_citations(self, cli: Cli, served: Path) -> None:
        ran = cli("ask", "What is BioFab USA?")
        assert ran.code == 0
        assert ran.out.startswith("BioFab USA is a Manufacturing Innovation Institute")
        assert "\n[1] Public-Private Partnerships › " in ran.out
        assert f"    {FDA}#:~:text=BioFab%20USA" in ran.out

    def test_json_is_one_line_with_every_field(self, cli: Cli, served: Path) -> None:
        ran = cli("ask", "What is ARMI’s mission?", "--json")
        assert ran.out.count("\n") == 1
        answer = json.loads(ran.out)
        assert list(answer) == [
            "id", "question", "standalone_question", "refused", "reason", "text", "sentences",
            "citations", "retrieved", "nearest", "confidence", "dropped", "mode", "model",
            "snapshot", "timings_ms",
        ]  # fmt: skip
        assert "ARMI’s" in ran.out
        text = cli("page", FDA).out
        for each in answer["citations"]:
            assert text[each["start"] : each["end"]] == each["quote"]

    def test_a_refusal_is_done_and_shows_what_is_near(self, cli: Cli, served: Path) -> None:
        ran = cli("ask", "What is the capital of Mongolia?")
        assert ran.code == 0
        assert "Nearest passages (they do not answer the question):" in ran.out

    def test_history_makes_a_follow_up_understood(self, cli: Cli, served: Path) -> None:
        Path("history.json").write_text(json.dumps(HISTORY), "utf-8")
        ran = cli("ask", "Who manages it?", "--history", "history.json", "--json")
        assert "America Makes" in json.loads(ran.out)["standalone_question"]

    def test_question_is_read_from_stdin(self, cli: Cli, served: Path) -> None:
        ran = cli("ask", "-", "--json", stdin=b"What is BioFab USA?\n")
        assert json.loads(ran.out)["question"] == "What is BioFab USA?"

    def test_top_k_bounds_the_passages(self, cli: Cli, served: Path) -> None:
        ran = cli("ask", "What is BioFab USA?", "--top-k", "2", "--json")
        assert len(json.loads(ran.out)["retrieved"]) == 2
        assert "--top-k: " in one_line_error(cli("ask", "What is BioFab USA?", "--top-k", "0"))

    @pytest.mark.parametrize(("question", "message"), [
        ("", "the question is empty"),
        ("a" * 100_000, "has 100000 characters, the limit is 4000"),
        ("a\x01\x02\x03b", "is binary data, not text"),
        ("\udcff\udcfe", "is not valid Unicode"),
    ])  # fmt: skip
    def test_bad_question_is_named(self, cli: Cli, question: str, message: str) -> None:
        assert message in one_line_error(cli("ask", question))

    def test_bytes_on_stdin_that_are_no_text_are_named(self, cli: Cli) -> None:
        assert "not UTF-8 text" in one_line_error(cli("ask", "-", stdin=b"\xff\x00\xfe"))

    @pytest.mark.parametrize(("body", "message"), [
        ("nonsense", "history.json: not JSON"),
        ('[{"role":"system","content":"x"}]', "role 'system' is unknown"),
    ])  # fmt: skip
    def test_bad_history_is_named(self, cli: Cli, body: str, message: str) -> None:
        Path("history.json").write_text(body, "utf-8")
        assert message in one_line_error(cli("ask", "Who?", "--history", "history.json"))

    def test_neither_or_both_of_question_and_batch_is_bad_usage(self, cli: Cli) -> None:
        for arguments in [[], ["Who?", "--batch", "-"], ["--batch", "-", "--history", "h.json"]]:
            ran = cli("ask", *arguments)
            assert ran.code == 2
            assert "Invalid value" in ran.err

    def test_a_failed_model_is_told_on_stderr_and_the_quotes_are_shown(
        self, cli: Cli, served: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PPP_LLM", "openai:none")
        monkeypatch.setenv("PPP_LLM_BASE_URL", "http://127.0.0.1:9/v1")
        monkeypatch.setenv("OPENAI_API_KEY", "none")
        ran = cli("ask", "What is BioFab USA?", "--json")
        answer = json.loads(ran.out)
        assert (ran.code, answer["mode"], answer["refused"]) == (0, "extractive", False)
        assert "the model failed" in ran.err


class TestBatch:
    def test_good_and_bad_lines_keep_their_order(self, cli: Cli, served: Path) -> None:
        lines = b'{"id":1,"question":"What is BioFab USA?"}\n\nnonsense\n{"id":"c","question":""}\n'
        Path("in.jsonl").write_bytes(lines)
        for ran in (cli("ask", "--batch", "in.jsonl"), cli("ask", "--batch", "-", stdin=lines)):
            out = [json.loads(line) for line in ran.out.splitlines()]
            assert ran.code == 0
            assert [each["id"] for each in out] == ["1", None, "c"]
            assert ["error" in each for each in out] == [False, True, True]

    def test_missing_file_and_missing_snapshot_end_before_the_first_line(self, cli: Cli) -> None:
        assert "none.jsonl: can't be read" in one_line_error(cli("ask", "--batch", "none.jsonl"))
        ran = cli("ask", "--batch", "-", stdin=b'{"question":"Who?"}\n')
        assert "no snapshot to serve" in one_line_error(ran, 4)


class TestIngest:
    def test_a_page_is_new_then_unchanged_then_changed_then_removed(self, cli: Cli) -> None:
        Path("harbour.md").write_text(PAGE, "utf-8")
        Path("other.md").write_text("# Other\n\nAnother page.\n", "utf-8")
        first = cli("ingest", "harbour.md", "other.md")
        assert (first.code, first.out.splitlines()[0]) == (
            0,
            "new         https://example.org/harbour",
        )
        assert "(published)" in first.out
        again = cli("ingest", "harbour.md", "other.md")
        assert "unchanged   https://example.org/harbour" in again.out
        assert "0 added, 2 kept, 0 removed; 0 texts embedded" in again.out
        assert "(unchanged)" in again.out
        Path("harbour.md").write_text(PAGE.replace("six", "seven"), "utf-8")
        changed = cli("ingest", "harbour.md", "other.md")
        assert "changed     https://example.org/harbour" in changed.out
        assert "removed     file:other.md" in cli("ingest", "harbour.md").out

    def test_a_failed_page_is_partly_done(self, cli: Cli) -> None:
        Path("pages").mkdir()
        Path("pages/harbour.md").write_text(PAGE, "utf-8")
        Path("pages/broken.md").write_text("---\ntitle: [\n---\nText.\n", "utf-8")
        Path("pages/empty.md").write_text("", "utf-8")
        Path("pages/binary.md").write_bytes(bytes(range(256)))
        ran = cli("ingest", "pages")
        assert ran.code == 3
        lines = {line.split()[1]: line for line in ran.out.splitlines()}
        assert "broken front matter" in lines["pages/broken.md"]
        assert "holds no text" in lines["pages/empty.md"]
        assert "is binary, not text" in lines["pages/binary.md"]
        assert all(line.startswith("failed") for path, line in lines.items() if "pages/" in path)
        assert cli("status").code == 0

    def test_json_is_the_report_with_the_exit_code(self, cli: Cli) -> None:
        Path("harbour.md").write_text(PAGE, "utf-8")
        Path("empty.md").write_text("", "utf-8")
        pages = ("harbour.md", "empty.md", "http://127.0.0.1:9/x")
        ran = cli("ingest", *pages, "--no-fetch", "--json")
        report = json.loads(ran.out)
        assert ran.code == report["exit_code"] == 3
        assert [each["status"] for each in report["pages"]] == ["new", "failed"]
        assert report["not_fetched"] == ["http://127.0.0.1:9/x"]
        assert report["published"] is True

    def test_the_log_is_json_for_each_page_that_differs_and_for_the_run(self, cli: Cli) -> None:
        Path("harbour.md").write_text(PAGE, "utf-8")
        Path("empty.md").write_text("", "utf-8")
        first = cli("ingest", "harbour.md", "empty.md", "--log-json")
        page, failed, run = [json.loads(line) for line in first.err.splitlines()]
        assert (page["event"], page["status"]) == ("page", "new")
        assert page["url"] == "https://example.org/harbour"
        assert (failed["status"], failed["url"]) == ("failed", "empty.md")
        assert "holds no text" in failed["reason"]
        assert (run["event"], run["published"], run["before"]) == ("run", True, None)
        assert (run["pages"]["new"], run["pages"]["failed"], run["error"]) == (1, 1, None)
        again = cli("ingest", "harbour.md", "--log-json")
        (quiet,) = [json.loads(line) for line in again.err.splitlines()]
        assert (quiet["published"], quiet["pages"]["unchanged"]) == (False, 1)
        assert quiet["before"] == quiet["snapshot"] == run["snapshot"]

    def test_a_failed_run_is_a_line_of_the_log_too(self, cli: Cli) -> None:
        Path("empty.md").write_text("", "utf-8")
        ran = cli("ingest", "empty.md", "--log-json")
        assert ran.code == 2
        lines = [json.loads(line) for line in ran.err.splitlines() if line.startswith("{")]
        assert "SourceError: no page could be read" in lines[-1]["error"]

    @pytest.mark.parametrize(("arguments", "message"), [
        (["--watch", "--full"], "--watch goes with neither"),
        (["--watch", "--interval", "soon"], "--interval: 'soon' is no duration"),
        (["--watch", "--jitter", "200%"], "--jitter: expected a share"),
        (["--watch", "none.md"], "none.md: no such file"),
    ])  # fmt: skip
    def test_a_watch_that_cannot_begin_is_named(
        self, cli: Cli, arguments: list[str], message: str
    ) -> None:
        ran = cli("ingest", *arguments)
        assert ran.code == 2
        assert message in ran.err

    def test_dry_run_publishes_nothing(self, cli: Cli) -> None:
        Path("harbour.md").write_text(PAGE, "utf-8")
        ran = cli("ingest", "harbour.md", "--dry-run")
        assert "new         https://example.org/harbour" in ran.out
        assert "(dry run)" in ran.out
        one_line_error(cli("status"), 4)

    def test_full_embeds_everything_again_and_mends_a_broken_store(
        self, cli: Cli, tmp_path: Path
    ) -> None:
        Path("harbour.md").write_text(PAGE, "utf-8")
        cli("ingest", "harbour.md")
        folder = Store(tmp_path / "store").current_folder()
        assert folder is not None
        (folder / "manifest.json").write_text("{", "utf-8")
        for arguments in (["status"], ["ask", "Who?"], ["page", FDA], ["ingest", "harbour.md"]):
            assert "run `ppp ingest --full`" in one_line_error(cli(*arguments))
        assert "0 texts embedded" not in cli("ingest", "harbour.md", "--full").out
        assert cli("status").code == 0

    def test_default_sources_without_fetching_are_the_shipped_page(self, cli: Cli) -> None:
        ran = cli("ingest", "--no-fetch")
        assert ran.code == 0
        assert f"new         {FDA}" in ran.out
        assert ran.out.count("not fetched https://www.fda.gov/") == 3

    def test_an_unreachable_page_fails_and_the_rest_is_served(self, cli: Cli) -> None:
        Path("harbour.md").write_text(PAGE, "utf-8")
        ran = cli("ingest", "harbour.md", "http://127.0.0.1:9/page")
        assert ran.code == 3
        assert "failed      http://127.0.0.1:9/page (ConnectError" in ran.out

    @pytest.mark.parametrize(("argument", "message"), [
        ("none.md", "none.md: no such file or folder"),
        ("picture.png", "format '.png' is not supported"),
        ("sources.toml", "sources.toml: can't be read"),
        ("http://127.0.0.1:9/page", "no page could be read"),
    ])  # fmt: skip
    def test_sources_that_give_nothing_are_named(
        self, cli: Cli, argument: str, message: str
    ) -> None:
        Path("picture.png").write_bytes(b"\x89PNG")
        ran = cli("ingest", argument)
        assert ran.code == 2
        assert message in ran.err.splitlines()[-1]

    def test_a_title_cannot_steer_the_terminal(self, cli: Cli) -> None:
        Path("page.md").write_text('---\nurl: "https://x.org/\\e[2J"\n---\nText.\n', "utf-8")
        assert "\x1b" not in cli("ingest", "page.md").out + cli("status").out


class TestPage:
    def test_text_is_the_canonical_text_to_the_byte(self, cli: Cli, served: Path) -> None:
        page = Store(served).open().pages[0]
        assert text_version(cli("page", FDA).out) == page.version
        assert cli("page", FDA, "--version", page.version).out == page.text
        assert cli("page", FDA, "--version", page.version[:8]).out == page.text

    def test_an_earlier_version_stays(self, cli: Cli) -> None:
        Path("harbour.md").write_text(PAGE, "utf-8")
        cli("ingest", "harbour.md")
        before = cli("page", "https://example.org/harbour").out
        Path("harbour.md").write_text(PAGE.replace("six", "seven"), "utf-8")
        cli("ingest", "harbour.md")
        assert "seven" in cli("page", "https://example.org/harbour").out
        version = text_version(before)
        assert cli("page", "https://example.org/harbour", "--version", version).out == before

    def test_unknown_page_or_version_is_named(self, cli: Cli, served: Path) -> None:
        error = one_line_error(cli("page", "https://example.org/none"))
        assert f"https://example.org/none: no such page; known: {FDA}" in error
        assert "0 kept versions match" in one_line_error(cli("page", FDA, "--version", "../../x"))


class TestStatusAndSettings:
    def test_status_shows_snapshot_pages_and_counts(self, cli: Cli, served: Path) -> None:
        snapshot = Store(served).open()
        ran = cli("status")
        for words in (snapshot.id, FDA, snapshot.pages[0].version, "all-MiniLM-L6-v2", "1 pages"):
            assert words in ran.out
        status: dict[str, Any] = json.loads(cli("status", "--json").out)
        assert status["passages"] == len(snapshot.passages)
        assert status["sentences"] == len(snapshot.pages[0].sentences)
        assert status["pages"][0]["checked_at"] is not None
        assert status["store_bytes"] >= status["snapshot_bytes"] > 0

    def test_store_may_stand_before_or_after_the_command(self, cli: Cli, fda_store: Path) -> None:
        one_line_error(cli("status"), 4)
        for arguments in (
            ["--store", fda_store, "status"], ["status", "--store", fda_store],
            ["status", f"--store={fda_store}"],
        ):  # fmt: skip
            assert cli(*arguments).code == 0
        assert "no snapshot" in one_line_error(cli("ask", "--", "--store"), 4)

    def test_unknown_store_and_store_that_is_a_file_are_named(self, cli: Cli) -> None:
        assert "nowhere: no snapshot" in one_line_error(cli("--store", "nowhere", "status"), 4)
        Path("file").write_text("x", "utf-8")
        for arguments in (["status"], ["ask", "Who?"], ["ingest", "--no-fetch"], ["page", FDA]):
            assert "file: is a file" in one_line_error(cli("--store", "file", *arguments))

    def test_settings_say_where_each_came_from(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        Path("ppp.toml").write_text("top_k = 3\n", "utf-8")
        monkeypatch.setenv("PPP_PORT", "8000")
        found = json.loads(cli("settings", "--json", "--store", "here").out)
        assert found["store"] == {"value": "here", "origin": "option"}
        assert found["top_k"] == {"value": 3, "origin": "ppp.toml"}
        assert found["port"] == {"value": 8000, "origin": "environment PPP_PORT"}
        assert found["host"]["origin"] == "default"
        assert "top_k                  3  (ppp.toml)" in cli("settings").out

    def test_bad_settings_are_named_by_every_command(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        Path("ppp.toml").write_text("topk = 3\n", "utf-8")
        for arguments in (["settings"], ["status"], ["ask", "Who?"], ["chat"], ["ingest"]):
            assert "topk: no such setting" in one_line_error(cli(*arguments))
        Path("ppp.toml").unlink()
        monkeypatch.setenv("PPP_PORT", "abc")
        assert "PPP_PORT" in one_line_error(cli("settings"))


class TestChat:
    @pytest.fixture
    def opened(self, monkeypatch: pytest.MonkeyPatch) -> Opened:
        """What the chat was opened with; nothing is served."""
        opened: Opened = []

        def serve(
            settings: Settings, assistant: Assistant, announce: Callable[[str], None]
        ) -> None:
            opened.append((settings, assistant))
            announce("http://127.0.0.1:1")

        monkeypatch.setattr("ui.chat.serve", serve)
        return opened

    def test_first_start_ingests_without_fetching(self, cli: Cli, opened: Opened) -> None:
        ran = cli("chat", "--port", "0")
        assert ran.code == 0
        assert f"new         {FDA}" in ran.out
        assert "not fetched https://" in ran.out
        assert "Open http://127.0.0.1:1 " in ran.out
        settings, assistant = opened[0]
        assert settings.port == 0
        assert assistant.library.current().snapshot.page_of[FDA]

    def test_second_start_serves_at_once(self, cli: Cli, served: Path, opened: Opened) -> None:
        assert cli("chat").out == "Open http://127.0.0.1:1 (Ctrl-C stops it)\n"

    def test_pages_that_cannot_be_fetched_never_stop_the_chat(
        self, cli: Cli, served: Path, opened: Opened
    ) -> None:
        Path("sources.toml").write_text(
            f'[[source]]\npath = "{PACKAGED_SOURCES.parent / "pages"}"\n'
            '[[source]]\nurl = "http://127.0.0.1:9/page"\n', "utf-8"
        )  # fmt: skip
        Path("ppp.toml").write_text('sources = "sources.toml"\n', "utf-8")
        ran = cli("chat", "--fetch")
        assert ran.code == 0
        assert "failed      http://127.0.0.1:9/page" in ran.out
        assert len(opened) == 1

    def test_ctrl_c_stops_quietly(
        self, cli: Cli, served: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupted(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("ui.chat.serve", interrupted)
        assert cli("chat") == Ran(0, "", "")


class TestEdge:
    def test_an_unexpected_error_is_one_line_and_debug_shows_the_trace(
        self, cli: Cli, served: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(_: object) -> None:
            raise RuntimeError("odd\nthing")

        monkeypatch.setattr("assistant.build.build_assistant", broken)
        error = one_line_error(cli("ask", "Who?"), 1)
        assert "unexpected RuntimeError: odd thing; PPP_LOG_LEVEL=debug" in error
        monkeypatch.setenv("PPP_LOG_LEVEL", "debug")
        assert "Traceback" in cli("ask", "Who?").err

    def test_ctrl_c_is_quiet(self, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupted(_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("assistant.build.build_assistant", interrupted)
        assert cli("ask", "Who?") == Ran(130, "", "")

    def test_every_command_has_help(self, cli: Cli) -> None:
        shown = cli("--help")
        assert shown.code == 0
        for name in ("ingest", "ask", "chat", "page", "impact", "status", "settings", "eval"):
            assert f" {name} " in shown.out
            assert cli(name, "--help").code == 0

    def test_unknown_command_or_option_is_bad_usage(self, cli: Cli) -> None:
        assert cli("aks", "Who?").code == 2
        assert cli("ask", "Who?", "--colour").code == 2
