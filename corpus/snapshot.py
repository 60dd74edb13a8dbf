"""A snapshot: everything one answer is made from, in one folder that never changes."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from corpus.codec import dump, page_from_json, page_to_json, passage_from_json, passage_to_json
from corpus.embedder import Vectors
from corpus.errors import StoreError
from corpus.models import Page, Passage
from corpus.vectorfile import read_vectors
from corpus.vectorindex import VectorIndex

FORMAT = 1
MANIFEST, PAGES, PASSAGES = "manifest.json", "pages.jsonl", "passages.jsonl"
VECTORS, KEYS, ROWS, CHROMA = "vectors.npy", "keys.txt", "rows.npz", "chroma"
HASHED = (PAGES, PASSAGES, VECTORS, KEYS, ROWS)


@dataclass(frozen=True)
class About:
    """What the chat shows of the corpus, as sources.toml gives it."""

    name: str = "Your pages"
    greeting: str = ""
    notice: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Manifest:
    """What a snapshot holds and what made it.

    `files` maps file names to their SHA-256.

    `origins` maps the url of each page to the file or address it was read from, or to the
    crawl or sitemap that found it; `tags` holds the pages whose source has some.
    """

    id: str
    format: int
    embedder: str
    splitter: str
    pages: int
    passages: int
    created_at: str
    about: About
    origins: dict[str, str]
    files: dict[str, str]
    tags: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Contents:
    """The parts of a snapshot in memory.

    `vectors` has shape (texts, dimensions), one row for each distinct text, `keys` names
    them. `passage_rows[i]` is the row of passage i; `sentence_rows[i]` that of sentence i,
    counted through all pages in order.
    """

    pages: tuple[Page, ...]
    passages: tuple[Passage, ...]
    vectors: Vectors
    keys: tuple[str, ...]
    passage_rows: NDArray[np.int64]
    sentence_rows: NDArray[np.int64]


class Snapshot:
    """A published snapshot, opened for reading."""

    def __init__(self, folder: Path, manifest: Manifest, contents: Contents) -> None:
        self.folder = folder
        self.manifest = manifest
        self.contents = contents

    @property
    def id(self) -> str:
        """Name of the snapshot, made from its contents."""
        return self.manifest.id

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages, in the order of their sources."""
        return self.contents.pages

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passages of all pages, in page order."""
        return self.contents.passages

    @cached_property
    def page_of(self) -> dict[str, Page]:
        """Page by url."""
        return {page.url: page for page in self.pages}

    @cached_property
    def index(self) -> VectorIndex:
        """The Chroma collection, opened on first use."""
        return VectorIndex(self.folder / CHROMA)

    @classmethod
    def open(cls, folder: Path, checked: dict[str, str] | None = None) -> "Snapshot":
        """Read a snapshot; `checked` gives `checked_at` by url.

        Raises StoreError when a file is missing or is not the one that was published.
        """
        try:
            manifest = read_manifest(folder)
            _check_files(folder, manifest)
            contents = _read_contents(folder, checked or {})
        except (OSError, EOFError, BadZipFile, LookupError, ValueError, TypeError) as error:
            raise StoreError(
                f"{folder}: snapshot can't be read ({error}); run `ppp ingest --full`"
            ) from error
        return cls(folder, manifest, contents)

    def close(self) -> None:
        """Release the files of the Chroma collection if it was opened."""
        if "index" in self.__dict__:
            self.index.close()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a snapshot folder; raises OSError, ValueError, TypeError or KeyError."""
    value = json.loads((folder / MANIFEST).read_text("utf-8"))
    if value["format"] != FORMAT:
        raise ValueError(f"format {value['format']}, this version reads {FORMAT}")
    about = About(**{**value["about"], "examples": tuple(value["about"]["examples"])})
    tags = {url: tuple(each) for url, each in value.get("tags", {}).items()}
    return Manifest(**{**value, "about": about, "tags": tags})


def write_contents(folder: Path, contents: Contents) -> dict[str, str]:
    """Write what VectorFile, Chroma and the manifest leave; returns SHA-256 by file name."""
    _write_lines(folder / PAGES, (dump(page_to_json(each)) for each in contents.pages))
    _write_lines(folder / PASSAGES, (dump(passage_to_json(each)) for each in contents.passages))
    _write_lines(folder / KEYS, contents.keys)
    with (folder / ROWS).open("wb") as file:
        np.savez(file, passage=contents.passage_rows, sentence=contents.sentence_rows)
    return {name: file_hash(folder / name) for name in HASHED}


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, the last file of a snapshot."""
    value = asdict(manifest)
    if not manifest.tags:  # so that corpora without tags stay byte for byte as they were
        del value["tags"]
    text = json.dumps(value, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text, "utf-8")


def file_hash(path: Path) -> str:
    """SHA-256 of a file, as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_files(folder: Path, manifest: Manifest) -> None:
    for name in HASHED:
        found, expected = file_hash(folder / name), manifest.files[name]
        if found != expected:
            raise ValueError(f"{name} has SHA-256 {found}, published with {expected}")


def _write_lines(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"{line}\n" for line in lines)


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").split("\n")[:-1]


def _read_contents(folder: Path, checked: dict[str, str]) -> Contents:
    pages = [json.loads(line) for line in _lines(folder / PAGES)]
    with np.load(folder / ROWS) as rows:
        passage_rows, sentence_rows = rows["passage"], rows["sentence"]
    return Contents(
        pages=tuple(page_from_json(each, checked.get(each["url"])) for each in pages),
        passages=tuple(passage_from_json(json.loads(each)) for each in _lines(folder / PASSAGES)),
        vectors=read_vectors(folder / VECTORS),
        keys=tuple(_lines(folder / KEYS)),
        passage_rows=passage_rows,
        sentence_rows=sentence_rows,
    )
