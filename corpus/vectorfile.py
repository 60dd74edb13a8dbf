"""The vectors of a snapshot on disk: written a row at a time, read through the system's cache.

The file is one of NumPy's, byte for byte what `np.save` writes. Neither an ingest nor a reader
holds all vectors in its own memory.
"""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from corpus.embedder import Vectors

FLOAT = np.dtype("<f4")


class VectorFile:
    """A file of `count` vectors that is being written. The first ones given set their length."""

    def __init__(self, path: Path, count: int) -> None:
        self._file = path.open("wb")
        self._count = count
        self._begin = 0

    def __enter__(self) -> Self:
        """The file itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        """Close the file."""
        self._file.close()

    def put(self, rows: Sequence[int], vectors: Vectors) -> None:
        """Write vectors of shape (len(rows), dimensions) into these rows, in any order."""
        if not self._begin:
            self._begin = self._write_header(vectors.shape[1])
        for row, vector in zip(rows, vectors.astype(FLOAT, copy=False), strict=True):
            self._file.seek(self._begin + row * vector.nbytes)
            self._file.write(vector.tobytes())

    def _write_header(self, dimensions: int) -> int:
        """Where the first row begins, in bytes."""
        shape = {"shape": (self._count, dimensions), "fortran_order": False, "descr": FLOAT.str}
        np.lib.format.write_array_header_1_0(self._file, shape)
        return self._file.tell()


def read_vectors(path: Path) -> Vectors:
    """All vectors, shape (count, dimensions), mapped: only what is looked at is in memory.

    Raises OSError and ValueError where the file is none of these.
    """
    return np.asarray(np.load(path, mmap_mode="r"))
