"""An ingest that is killed, or runs out of disk, never harms what is served."""

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.chain import Assistant
from assistant.library import Library
from corpus.store import BUILDING
from ppp_settings import Settings
from tests.fakes import Bench, HashEmbedder, hashes

# Forks one child for each line it reads, so that only the first has to import Chroma.
FORKER = """
import os, sys
from pathlib import Path
import chromadb, filelock, frontmatter, lxml.html, markdown_it
from tests.fakes import Bench, HashEmbedder
bench = Bench(Path(sys.argv[1]), HashEmbedder(seconds_per_text=float(sys.argv[2])))
bench.ingest(dry_run=True)
print("ready", flush=True)
for _ in sys.stdin:
    child = os.fork()
    if not child:
        bench.ingest()
        os._exit(0)
    print(child, flush=True)
    os.waitpid(child, 0)
    print("ended", flush=True)
"""
LIMITED = """
import resource, sys
from pathlib import Path
from tests.fakes import Bench
import chromadb
from corpus.errors import StoreError
size = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
try:
    Bench(Path(sys.argv[1])).ingest()
except StoreError as error:
    print("StoreError", error)
"""
KILLS = 100
EDITION = re.compile(r"edition (\d+)")
QUESTION = "What is the sentence of this edition?"


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}


class Ingests:
    """Runs ingests of a bench in children that can be killed."""

    def __init__(self, bench: Bench, seconds_per_text: float) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", FORKER, str(bench.root), str(seconds_per_text)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment(),
        )  # fmt: skip
        assert self._line() == "ready"

    def run(self, kill_after: float | None = None) -> float:
        """One ingest, killed after some seconds; returns how long it ran."""
        assert self.process.stdin is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        child, began = int(self._line()), time.monotonic()
        if kill_after is not None:
            time.sleep(kill_after)
            with suppress(ProcessLookupError):  # it was quicker than the first one
                os.kill(child, signal.SIGKILL)
        assert self._line() == "ended"
        return time.monotonic() - began

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(30)

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


class Asker(threading.Thread):
    """Asks without pause and keeps the answers and what went wrong."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(daemon=True)
        settings = Settings(store=bench.store.root, min_confidence=0.0)
        self.assistant = Assistant(settings, Library(bench.store), HashEmbedder())
        self.stop = threading.Event()
        self.answers: list[Answer] = []
        self.errors: list[Exception] = []
        self.assistant.invoke(QUESTION)  # loads the reader before anything is killed

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                self.answers.append(self.assistant.invoke(QUESTION))
            except Exception as error:  # noqa: BLE001 - the test looks at all of them
                self.errors.append(error)

    def wait_for(self, count: int) -> None:
        """Until so many questions are asked, however slow the machine is."""
        while len(self.answers) + len(self.errors) < count:
            time.sleep(0.01)


def assert_from_one_edition(answer: Answer, bench: Bench) -> None:
    """Every quote stands in its page version, and all are of one edition."""
    assert answer.citations
    for cited in answer.citations:
        text = bench.store.version_text(cited.page_version)
        assert text[cited.start : cited.end] == cited.quote
    editions = {found for each in answer.citations for found in EDITION.findall(each.quote)}
    assert len(editions) <= 1


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    found = Bench(tmp_path, HashEmbedder())
    found.write("one.md", "# One\n\nThe first page.")
    found.write("two.md", "# Two\n\nThe second page.")
    found.ingest()
    return found


@pytest.fixture
def ingests(bench: Bench) -> Iterator[Ingests]:
    found = Ingests(bench, seconds_per_text=0.005)
    yield found
    found.close()


def change(bench: Bench, number: int) -> None:
    sentences = (f"Sentence {n} of edition {number}." for n in range(30))
    bench.write("two.md", "# Two\n\n" + "\n\n".join(sentences))


@pytest.mark.slow
def test_killed_ingest_leaves_the_served_snapshot_as_it_was_and_the_next_one_finishes(
    bench: Bench, ingests: Ingests
) -> None:
    change(bench, 0)
    asker = Asker(bench)
    asker.start()
    whole = ingests.run()  # how long one takes when it is not killed
    chance, stopped = random.Random(5), 0
    for number in range(1, KILLS + 1):
        change(bench, number)
        folder = bench.store.current_folder()
        assert folder is not None
        before = hashes(folder)
        ingests.run(kill_after=chance.uniform(0, 1.2 * whole))
        if bench.store.current_folder() == folder:
            stopped += 1
            assert hashes(folder) == before
        assert len(bench.store.open().pages) == 2
        asker.wait_for(number)
    ingests.run()
    asker.stop.set()
    asker.join()
    assert asker.errors == []
    assert len(asker.answers) >= KILLS
    for answer in asker.answers:
        assert_from_one_edition(answer, bench)
    assert len({answer.snapshot for answer in asker.answers}) > 1
    assert KILLS // 4 <= stopped < KILLS  # most were killed before they had published
    assert f"of edition {KILLS}." in bench.store.open().page_of["file:two.md"].text
    assert not list(bench.store.snapshots.glob(f"{BUILDING}*"))
    assert bench.ingest().embedded == 0  # what the children wrote is complete


@pytest.mark.parametrize("size", [3_000, 150_000])
def test_disk_that_is_full_is_a_clear_error_and_what_is_served_stays(
    bench: Bench, size: int
) -> None:
    folder = bench.store.current_folder()
    assert folder is not None
    before = hashes(folder)
    change(bench, 1)
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(bench.root), str(size)],
        capture_output=True, text=True, env=environment(), timeout=120, check=False,
    )  # fmt: skip
    assert done.stdout.startswith("StoreError"), done.stderr
    assert str(bench.store.root) in done.stdout
    assert bench.store.current_folder() == folder
    assert hashes(folder) == before
    assert bench.ingest().published
