"""Pages → a complete snapshot in a folder of its own, with as little embedding as possible."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from corpus.clock import utc_now
from corpus.codec import page_to_json
from corpus.embedder import Embedder
from corpus.models import Page, Passage
from corpus.snapshot import (
    CHROMA,
    FORMAT,
    VECTORS,
    About,
    Contents,
    Manifest,
    Snapshot,
    write_contents,
    write_manifest,
)
from corpus.texts import passage_text, sentence_text, text_key
from corpus.vectorfile import VectorFile, read_vectors
from corpus.vectorindex import write_index
from ingest.canonical import SPLITTER
from ingest.passages import split_page
from ingest.report import Reporter

BLOCK = 4_096  # vectors in memory at a time; a multiple of the embedder's batches


@dataclass(frozen=True)
class Plan:
    """A snapshot before it is built: its pages, passages, and the texts they embed as."""

    id: str
    pages: tuple[Page, ...]
    passages: tuple[Passage, ...]
    passage_texts: tuple[str, ...]
    sentence_texts: tuple[str, ...]
    splitter: str
    about: About
    origins: dict[str, str]
    tags: dict[str, tuple[str, ...]]

    def texts(self) -> dict[str, str]:
        """Each distinct text once, by key, in order of first use."""
        return {text_key(text): text for text in (*self.passage_texts, *self.sentence_texts)}


def plan_snapshot(
    pages: Sequence[Page], about: About, origins: dict[str, str], embedder_id: str, max_chars: int,
    tags: dict[str, tuple[str, ...]] | None = None,
) -> Plan:  # fmt: skip
    """Split the pages; the id depends on contents alone, not on the time or the machine."""
    splitter = f"{SPLITTER}/{max_chars}"
    passages = [passage for page in pages for passage in split_page(page, max_chars)]
    page_of = {page.url: page for page in pages}
    head = {
        "format": FORMAT,
        "splitter": splitter,
        "embedder": embedder_id,
        "about": [about.name, about.greeting, about.notice, about.examples],
    }
    return Plan(
        id=_digest(head, pages, tags or {})[:16],
        pages=tuple(pages),
        passages=tuple(passages),
        passage_texts=tuple(passage_text(page_of[each.url], each) for each in passages),
        sentence_texts=tuple(
            sentence_text(page, index) for page in pages for index in range(len(page.sentences))
        ),
        splitter=splitter,
        about=about,
        origins=origins,
        tags=tags or {},
    )


def _digest(head: dict[str, Any], pages: Sequence[Page], tags: dict[str, tuple[str, ...]]) -> str:
    """SHA-256 of head, pages and tags as one JSON object, of which one page is made at a time."""
    digest = hashlib.sha256(json.dumps(head)[:-1].encode())
    for number, page in enumerate(pages):
        before = ", " if number else ', "pages": ['
        digest.update(f"{before}{json.dumps(page_to_json(page))}".encode())
    digest.update(f'], "tags": {json.dumps(tags)}}}'.encode() if tags else b"]}")
    return digest.hexdigest()


def build_snapshot(
    plan: Plan, folder: Path, embedder: Embedder, before: Snapshot | None, reporter: Reporter
) -> int:
    """Write the whole snapshot into an empty folder; returns how many texts were embedded."""
    texts = plan.texts()
    embedded = _write_vectors(folder / VECTORS, texts, embedder, before, reporter)
    row = {key: number for number, key in enumerate(texts)}
    contents = Contents(
        pages=plan.pages,
        passages=plan.passages,
        vectors=read_vectors(folder / VECTORS),
        keys=tuple(texts),
        passage_rows=np.array([row[text_key(each)] for each in plan.passage_texts], dtype=np.int64),
        sentence_rows=np.array([row[text_key(each)] for each in plan.sentence_texts], np.int64),
    )
    files = write_contents(folder, contents)
    metadatas = [
        {"url": each.url, "version": each.page_version, "start": each.start, "end": each.end}
        for each in plan.passages
    ]
    write_index(folder / CHROMA, metadatas, contents.vectors, contents.passage_rows)
    write_manifest(folder, _manifest(plan, embedder.id, files))
    return embedded


def _manifest(plan: Plan, embedder_id: str, files: dict[str, str]) -> Manifest:
    return Manifest(
        id=plan.id,
        format=FORMAT,
        embedder=embedder_id,
        splitter=plan.splitter,
        pages=len(plan.pages),
        passages=len(plan.passages),
        created_at=utc_now(),
        about=plan.about,
        origins=plan.origins,
        files=files,
        tags=plan.tags,
    )


def _write_vectors(
    path: Path, texts: dict[str, str], embedder: Embedder, before: Snapshot | None,
    reporter: Reporter,
) -> int:  # fmt: skip
    """Write the vectors of all texts, a block at a time; returns how many were embedded.

    Those of the snapshot before are taken over where its embedder was the same. New texts go
    by length, so that a block holds what the embedder would put together anyway.
    """
    old = before.contents if before and before.manifest.embedder == embedder.id else None
    known = {key: number for number, key in enumerate(old.keys)} if old else {}
    row = {key: number for number, key in enumerate(texts)}
    missing = sorted((key for key in texts if key not in known), key=lambda key: -len(texts[key]))
    reporter.embedding(len(missing))
    with VectorFile(path, len(texts)) as file:
        for keys in _blocks(missing):
            vectors = embedder.embed([texts[key] for key in keys], reporter.advance)
            file.put([row[key] for key in keys], vectors)
        if old:
            for keys in _blocks([key for key in texts if key in known]):
                file.put([row[key] for key in keys], old.vectors[[known[key] for key in keys]])
    return len(missing)


def _blocks(keys: list[str]) -> Iterator[list[str]]:
    return (keys[begin : begin + BLOCK] for begin in range(0, len(keys), BLOCK))
