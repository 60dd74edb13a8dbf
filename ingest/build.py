"""Pages → a complete snapshot in a folder of its own, with as little embedding as possible."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.clock import utc_now
from corpus.codec import page_to_json
from corpus.embedder import Embedder, Vectors
from corpus.models import Page, Passage
from corpus.snapshot import (
    CHROMA,
    FORMAT,
    About,
    Contents,
    Manifest,
    Snapshot,
    write_contents,
    write_manifest,
)
from corpus.texts import passage_text, sentence_text, text_key
from corpus.vectorindex import write_index
from ingest.canonical import SPLITTER
from ingest.passages import split_page
from ingest.report import Reporter


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
    identity = {
        "format": FORMAT,
        "splitter": splitter,
        "embedder": embedder_id,
        "about": [about.name, about.greeting, about.notice, about.examples],
        "pages": [page_to_json(page) for page in pages],
        **({"tags": tags} if tags else {}),
    }
    digest = hashlib.sha256(json.dumps(identity).encode("utf-8")).hexdigest()
    return Plan(
        id=digest[:16],
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


def build_snapshot(
    plan: Plan, folder: Path, embedder: Embedder, before: Snapshot | None, reporter: Reporter
) -> int:
    """Write the whole snapshot into an empty folder; returns how many texts were embedded."""
    texts = plan.texts()
    vectors, embedded = _vectors(texts, embedder, before, reporter)
    row = {key: number for number, key in enumerate(texts)}
    contents = Contents(
        pages=plan.pages,
        passages=plan.passages,
        vectors=vectors,
        keys=tuple(texts),
        passage_rows=np.array([row[text_key(each)] for each in plan.passage_texts], dtype=np.int64),
        sentence_rows=np.array([row[text_key(each)] for each in plan.sentence_texts], np.int64),
    )
    files = write_contents(folder, contents)
    metadatas = [
        {"url": each.url, "version": each.page_version, "start": each.start, "end": each.end}
        for each in plan.passages
    ]
    write_index(
        folder / CHROMA, list(plan.passage_texts), metadatas, vectors[contents.passage_rows]
    )
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


def _vectors(
    texts: dict[str, str], embedder: Embedder, before: Snapshot | None, reporter: Reporter
) -> tuple[Vectors, int]:
    """Vectors of all texts: those of the snapshot before where its embedder was the same."""
    old = before.contents if before and before.manifest.embedder == embedder.id else None
    known = {key: number for number, key in enumerate(old.keys)} if old else {}
    missing = [key for key in texts if key not in known]
    reporter.embedding(len(missing))
    fresh = embedder.embed([texts[key] for key in missing], reporter.advance)
    row = {key: number for number, key in enumerate(texts)}
    vectors = np.zeros((len(texts), fresh.shape[1]), dtype=np.float32)
    vectors[[row[key] for key in missing]] = fresh
    if old:
        kept = [key for key in texts if key in known]
        vectors[[row[key] for key in kept]] = old.vectors[[known[key] for key in kept]]
    return vectors, len(missing)
