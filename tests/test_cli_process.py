"""The command line as a process of its own: pipes, signals, encodings, what it imports."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from corpus.store import Store
from tests.listener import listening

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, str(ROOT / "ppp.py")]
HEAVY = (
    "numpy", "torch", "pydantic", "chromadb", "langchain_core", "gradio", "httpx", "sqlalchemy",
)  # fmt: skip


def environment(**more: str) -> dict[str, str]:
    """The environment without settings of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PPP_")}
    return {**kept, **more}


def test_help_loads_nothing_heavy() -> None:
    code = "import sys, ppp; ppp.run(['--help']); print(sorted({*sys.argv} & {*sys.modules}))"
    out = subprocess.run(
        [sys.executable, "-c", code, *HEAVY], cwd=ROOT, env=environment(), check=True,
        capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert out.splitlines()[-1] == "[]"


def test_text_is_utf8_whatever_the_locale(fda_store: Path, tmp_path: Path) -> None:
    page = Store(fda_store).open().pages[0]
    ran = subprocess.run(
        [*COMMAND, "page", page.url, "--store", str(fda_store)], cwd=tmp_path,
        env=environment(PYTHONIOENCODING="latin-1", LC_ALL="C"), capture_output=True, check=True,
    )  # fmt: skip
    assert ran.stdout.decode("utf-8") == page.text
    assert ran.stderr == b""


def test_a_reader_that_goes_away_is_no_error(fda_store: Path, tmp_path: Path) -> None:
    for arguments in (["status"], ["page", Store(fda_store).open().pages[0].url]):
        read, write = os.pipe()
        os.close(read)
        ran = subprocess.run(
            [*COMMAND, *arguments, "--store", str(fda_store)], cwd=tmp_path, env=environment(),
            stdout=write, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
        os.close(write)
        assert ran.stderr == b""


@pytest.mark.slow
def test_batch_answers_a_line_before_the_next_one_is_sent(fda_store: Path, tmp_path: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "ask", "--batch", "-", "--store", str(fda_store)], cwd=tmp_path,
        env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdin and process.stdout
        for number in range(2):
            line = json.dumps({"id": number, "question": "What is BioFab USA?"})
            process.stdin.write(f"{line}\n".encode())
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == str(number)
        process.stdin.close()
        assert process.wait(60) == 0


@pytest.mark.slow
def test_chat_tells_its_address_and_stops_at_ctrl_c(fda_store: Path, tmp_path: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "chat", "--port", "0", "--store", str(fda_store)], cwd=tmp_path,
        env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout and process.stderr
        try:
            words = process.stdout.readline().split()
            assert words[0] == "Open"
            with urllib.request.urlopen(words[1], timeout=30) as page:  # loopback
                assert page.status == 200
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 0
            assert "Traceback" not in process.stderr.read()
        finally:
            process.kill()


@contextmanager
def watching(folder: Path, *sources: str) -> Iterator[subprocess.Popen[str]]:
    """`ppp ingest --watch` of some sources with a log in JSON."""
    with subprocess.Popen(
        [*COMMAND, "ingest", *sources, "--watch", "--interval", "1s", "--log-json", "--store",
         str(folder / "store")],
        cwd=folder, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        text=True,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


def next_run(process: subprocess.Popen[str]) -> dict[str, Any]:
    """The next line of the log that is about a whole run."""
    assert process.stderr
    events = (json.loads(line) for line in process.stderr)
    return next(each for each in events if each["event"] == "run")


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_watch_takes_up_changes_outlives_failures_and_stops_at_a_signal(
    tmp_path: Path, number: signal.Signals
) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Page\n\nOne.\n", "utf-8")
    with watching(tmp_path, "page.md") as process:
        first = next_run(process)
        page.unlink()
        while next_run(process)["error"] is None:
            pass
        page.write_text("# Page\n\nTwo.\n", "utf-8")
        while not (second := next_run(process)).get("published"):
            pass
        process.send_signal(number)
        assert process.wait(60) == 0
    assert second["before"] == first["snapshot"]
    store = Store(tmp_path / "store")
    assert store.open().id == second["snapshot"]
    assert store.open().pages[0].text.endswith("Two.\n")


@pytest.mark.slow
def test_watch_stops_in_the_middle_of_a_run(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("# Page\n\nOne.\n", "utf-8")
    with watching(tmp_path, "page.md") as process:
        first = next_run(process)
        process.terminate()
        assert process.wait(60) == 0
    with listening(silent=True) as listener, watching(tmp_path, "page.md", listener.url) as process:
        assert listener.asked.wait(60)
        began = time.monotonic()
        process.terminate()
        assert process.wait(60) == 0
        assert time.monotonic() - began < 6  # it didn't wait for the page
        assert process.stderr
        assert "Traceback" not in process.stderr.read()
    store = Store(tmp_path / "store")
    assert store.open().id == first["snapshot"]
    with store.writing():
        pass
