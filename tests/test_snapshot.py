"""Snapshots: read back as written, refused when anything in them was changed."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import StoreError
from corpus.snapshot import HASHED, MANIFEST, Snapshot, file_hash, read_manifest
from corpus.texts import passage_text, sentence_text, text_key
from tests.fakes import Bench, hashes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    bench = Bench(tmp_path)
    bench.write("a.md", "# A\n\nThe first page.\u2028It seeks to:\n\n- grow\n- last 😀\n")
    bench.write("b.txt", "The second page.")
    bench.ingest()
    found = bench.store.current_folder()
    assert found is not None
    return found


def test_manifest_holds_the_hash_of_every_file(folder: Path) -> None:
    manifest = read_manifest(folder)
    assert set(manifest.files) == set(HASHED)
    assert manifest.files == {name: file_hash(folder / name) for name in HASHED}
    assert (manifest.pages, manifest.embedder) == (2, "hash/1")


def test_rows_lead_from_passages_and_sentences_to_the_vectors_of_their_texts(folder: Path) -> None:
    snapshot = Snapshot.open(folder)
    contents = snapshot.contents
    sentences = [(page, n) for page in snapshot.pages for n in range(len(page.sentences))]
    assert len(contents.sentence_rows) == len(sentences)
    for row, (page, n) in zip(contents.sentence_rows, sentences, strict=True):
        assert contents.keys[row] == text_key(sentence_text(page, n))
    for row, passage in zip(contents.passage_rows, snapshot.passages, strict=True):
        text = passage_text(snapshot.page_of[passage.url], passage)
        assert contents.keys[row] == text_key(text)
    assert contents.vectors.shape[0] == len(contents.keys) == len(set(contents.keys))


def test_index_finds_each_passage_by_its_own_vector(folder: Path) -> None:
    snapshot = Snapshot.open(folder)
    for number, row in enumerate(snapshot.contents.passage_rows):
        assert snapshot.index.nearest(snapshot.contents.vectors[row], 1) == [number]
    snapshot.close()


def test_reading_and_searching_change_no_file(folder: Path) -> None:
    before = hashes(folder)
    snapshot = Snapshot.open(folder)
    snapshot.index.nearest(snapshot.contents.vectors[0], 5)
    snapshot.close()
    assert hashes(folder) == before


def flip(path: Path) -> None:
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(body)


def halve(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


HARMS = [
    (name, harm)
    for name in (*HASHED, MANIFEST)
    for harm in (flip, halve, empty, Path.unlink)
    if (name, harm) != (MANIFEST, flip)  # a flipped bit there may be a harmless one
]


@pytest.mark.parametrize(("name", "harm"), HARMS)
def test_damaged_file_is_refused_with_the_remedy(
    folder: Path, name: str, harm: Callable[[Path], None]
) -> None:
    harm(folder / name)
    with pytest.raises(StoreError, match=r"snapshot can't be read.*run `ppp ingest --full`"):
        Snapshot.open(folder)


@pytest.mark.parametrize("body", ["[]", "{}", "null", '"x"', '{"format": 99}', "{"])
def test_manifest_of_another_kind_is_refused(folder: Path, body: str) -> None:
    (folder / MANIFEST).write_text(body, "utf-8")
    with pytest.raises(StoreError, match="snapshot can't be read"):
        Snapshot.open(folder)


def test_newer_format_is_named(folder: Path) -> None:
    value = json.loads((folder / MANIFEST).read_text("utf-8"))
    (folder / MANIFEST).write_text(json.dumps({**value, "format": 99}), "utf-8")
    with pytest.raises(StoreError, match="format 99, this version reads 1"):
        Snapshot.open(folder)


def test_vectors_are_never_unpickled(folder: Path) -> None:
    np.save(folder / "vectors.npy", np.array([print], dtype=object), allow_pickle=True)
    value = json.loads((folder / MANIFEST).read_text("utf-8"))
    value["files"]["vectors.npy"] = file_hash(folder / "vectors.npy")
    (folder / MANIFEST).write_text(json.dumps(value), "utf-8")
    with pytest.raises(StoreError, match="Python objects"):
        Snapshot.open(folder)
