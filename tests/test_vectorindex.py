"""The Chroma collection: exact on small sets, clear when it is broken."""

from pathlib import Path

import numpy as np
import pytest

from corpus.embedder import Vectors
from corpus.errors import StoreError
from corpus.vectorindex import DATABASE, VectorIndex, write_index


def vectors(count: int, seed: int = 0) -> Vectors:
    found = np.random.default_rng(seed).normal(size=(count, 32)).astype(np.float32)
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


def make(folder: Path, rows: Vectors) -> VectorIndex:
    write_index(folder, [{"number": n} for n in range(len(rows))], rows, np.arange(len(rows)))
    return VectorIndex(folder)


def test_nearest_agree_with_exact_search(tmp_path: Path) -> None:
    rows = vectors(300)
    index = make(tmp_path / "i", rows)
    for query in vectors(10, seed=1):
        assert index.nearest(query, 10) == list(np.argsort(-(rows @ query))[:10])
    index.close()


def test_asking_for_more_than_there_is_gives_all(tmp_path: Path) -> None:
    index = make(tmp_path / "i", vectors(3))
    assert len(index) == 3
    assert sorted(index.nearest(vectors(1)[0], 50)) == [0, 1, 2]
    index.close()


def test_empty_index_finds_nothing(tmp_path: Path) -> None:
    index = make(tmp_path / "i", vectors(0))
    assert index.nearest(vectors(1)[0], 5) == []
    index.close()


def test_missing_index_is_named_and_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"none: holds no vector index.*ppp ingest --full"):
        VectorIndex(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_broken_database_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"garbage" * 100)
    with pytest.raises(StoreError, match=r"vector index: .*ppp ingest --full"):
        VectorIndex(tmp_path)


def test_file_in_place_of_the_folder_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "i").write_text("x", "utf-8")
    with pytest.raises(StoreError, match="vector index"):
        make(tmp_path / "i", vectors(2))


@pytest.mark.slow
def test_more_records_than_chroma_takes_at_once_are_all_found(tmp_path: Path) -> None:
    rows = vectors(5_600)
    index = make(tmp_path / "i", rows)
    assert len(index) == 5_600
    assert [index.nearest(rows[n], 1) for n in (0, 4_999, 5_000, 5_599)] == [
        [0],
        [4999],
        [5000],
        [5599],
    ]
    index.close()
