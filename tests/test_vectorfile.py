"""Vectors written a row at a time are the file that NumPy would write."""

from pathlib import Path

import numpy as np
import pytest

from corpus.vectorfile import VectorFile, read_vectors


def test_rows_in_any_order_give_the_bytes_of_numpy(tmp_path: Path) -> None:
    vectors = np.random.default_rng(0).normal(size=(7, 5)).astype(np.float32)
    order = [4, 0, 6, 2, 1, 5, 3]
    with VectorFile(tmp_path / "ours.npy", 7) as file:
        for rows in (order[:3], order[3:]):
            file.put(rows, vectors[rows])
    np.save(tmp_path / "numpys.npy", vectors)
    assert (tmp_path / "ours.npy").read_bytes() == (tmp_path / "numpys.npy").read_bytes()
    assert np.array_equal(read_vectors(tmp_path / "ours.npy"), vectors)


def test_a_file_that_was_never_filled_is_refused(tmp_path: Path) -> None:
    with VectorFile(tmp_path / "none.npy", 3):
        pass
    with pytest.raises((ValueError, EOFError)):
        read_vectors(tmp_path / "none.npy")


def test_a_number_of_rows_that_is_not_that_of_the_vectors_is_refused(tmp_path: Path) -> None:
    with VectorFile(tmp_path / "v.npy", 3) as file, pytest.raises(ValueError):
        file.put([0, 1], np.zeros((3, 2), dtype=np.float32))
