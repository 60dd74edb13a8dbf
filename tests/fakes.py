"""Stand-ins that work for real: an embedder made of hashes, and an ingest that uses it."""

import hashlib
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from assistant.index import Index
from corpus.embedder import Progress, Vectors
from corpus.store import Store
from corpus.vectorindex import DATABASE
from ingest.fetch import Fetcher
from ingest.report import IngestReport, PageReport, Silent
from ingest.run import Ingest
from ingest.sources import Sources, collect
from ppp_settings import Settings

DIMENSIONS = 16


@dataclass
class HashEmbedder:
    """Deterministic unit vectors; remembers every text that it was given."""

    id: str = "hash/1"
    seconds_per_text: float = 0.0
    embedded: list[str] = field(default_factory=list)

    def words(self) -> frozenset[str]:
        return frozenset()

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for row, text in enumerate(texts):
            seed = hashlib.sha256(f"{self.id}{text}".encode()).digest()
            vector = np.frombuffer(seed, dtype=np.uint8)[:DIMENSIONS].astype(np.float32) - 127.5
            vectors[row] = vector / np.linalg.norm(vector)
            time.sleep(self.seconds_per_text)
            self.embedded.append(text)
            if progress:
                progress(1)
        return vectors

    def embed_query(self, text: str) -> Vectors:
        return self.embed([text])[0]


class Listening(Silent):
    """A Reporter that remembers what it heard."""

    def __init__(self) -> None:
        self.pages: list[PageReport] = []
        self.total = 0
        self.done = 0

    def page(self, report: PageReport) -> None:
        self.pages.append(report)

    def embedding(self, total: int) -> None:
        self.total += total

    def advance(self, done: int) -> None:
        self.done += done


@dataclass
class Bench:
    """A folder of pages and a store, with the fake embedder between them."""

    root: Path
    embedder: HashEmbedder = field(default_factory=HashEmbedder)
    fetcher: Fetcher | None = None
    passage_chars: int = 900

    def __post_init__(self) -> None:
        self.pages.mkdir(parents=True, exist_ok=True)

    @property
    def pages(self) -> Path:
        return self.root / "pages"

    @property
    def store(self) -> Store:
        return Store(self.root / "store")

    def write(self, name: str, text: str) -> Path:
        path = self.pages / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def sources(self) -> Sources:
        return collect([str(self.pages)])

    def ingest(
        self, sources: Sources | None = None, full: bool = False, dry_run: bool = False
    ) -> IngestReport:
        settings = Settings(store=self.store.root, passage_chars=self.passage_chars)
        ingest = Ingest(settings, self.store, self.embedder, self.fetcher)
        return ingest.run(sources or self.sources(), full, dry_run)

    def embedded(self) -> list[str]:
        """Texts embedded since the last call."""
        texts, self.embedder.embedded = self.embedder.embedded, []
        return texts


HARBOUR = "# Harbour\n\nThe harbour opens at six. It has 40 berths.\n"


def harbour_bench(folder: Path) -> Bench:
    """A bench that serves one small page, `file:harbour.md`."""
    bench = Bench(folder)
    bench.write("harbour.md", HARBOUR)
    bench.ingest()
    return bench


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder, by relative path.

    Of Chroma's database the rows are hashed, without the table in which it counts its openings
    (and without the write-ahead log, whose rows are read with the others).
    """
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(_contents(path)).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(("-wal", "-shm", "-journal"))
    }


def _contents(path: Path) -> bytes:
    if path.name != DATABASE:
        return path.read_bytes()
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        rows = [row for row in database.iterdump() if '"acquire_write" VALUES' not in row]
    return "\n".join(rows).encode()


def index_of(folder: Path, text: str) -> Index:
    """The index of a store that holds one page, `page.md`."""
    bench = Bench(folder)
    bench.write("page.md", text)
    bench.ingest()
    return Index(bench.store.open())
