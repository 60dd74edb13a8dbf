"""The Chroma collection of one snapshot: written once, then only read."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpus.embedder import Vectors
from corpus.errors import StoreError

if TYPE_CHECKING:
    from chromadb.api.client import Client

COLLECTION = "passages"
DATABASE = "chroma.sqlite3"
REBUILD = "free some space if the disk is full, then run `ppp ingest --full`"
ADD_BATCH = 200  # more cost memory, and no call may have more than 5,461
# Built by one thread, so that the same passages give the same graph; written out at once, so
# that readers needn't build it again (which would also change the files of the snapshot).
HNSW = {
    "space": "cosine", "ef_construction": 200, "ef_search": 400, "max_neighbors": 16,
    "num_threads": 1, "batch_size": 2, "sync_threshold": 2,
}  # fmt: skip


class VectorIndex:
    """Nearest passages by cosine similarity. Record i is passage i of the snapshot.

    Opening notes itself in the table `acquire_write` of Chroma's database; nothing else in
    the folder changes. Raises StoreError where the collection is missing or broken.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        if not (folder / DATABASE).is_file():  # Chroma would make an empty one
            raise StoreError(f"{folder}: holds no vector index; {REBUILD}")
        with _explained(folder):
            self._client = _client(folder)
            self._collection = self._client.get_collection(COLLECTION, embedding_function=None)

    def __len__(self) -> int:
        """Number of passages."""
        return int(self._collection.count())

    def nearest(self, vector: Vectors, count: int) -> list[int]:
        """Passage numbers, nearest first; `vector` has shape (dimensions,)."""
        wanted = min(count, len(self))
        if wanted == 0:
            return []
        with _explained(self._folder):
            found = self._collection.query(
                query_embeddings=vector[np.newaxis], n_results=wanted, include=["distances"]
            )
        return [int(each) for each in found["ids"][0]]

    def close(self) -> None:
        """Release the files; the index can't be used afterwards."""
        self._client.close()


def write_index(
    folder: Path, metadatas: Sequence[dict[str, Any]], vectors: Vectors, rows: NDArray[np.int64]
) -> None:
    """Create the collection in an empty folder; the vector of record i is `vectors[rows[i]]`.

    The texts stand in the pages: as documents here they would cost half of the time, for an
    index of their words that nothing asks.
    """
    with _explained(folder), closing(_client(folder)) as client:
        collection = client.create_collection(
            COLLECTION,
            configuration={"hnsw": HNSW},  # type: ignore[arg-type]
            embedding_function=None,
        )
        for begin in range(0, len(metadatas), ADD_BATCH):
            end = min(begin + ADD_BATCH, len(metadatas))
            collection.add(
                ids=[str(number) for number in range(begin, end)],
                metadatas=list(metadatas[begin:end]),
                embeddings=vectors[rows[begin:end]],
            )


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """Turn Chroma's errors into StoreError."""
    from chromadb.errors import ChromaError

    try:
        yield
    except ChromaError as error:
        raise StoreError(f"{folder}: vector index: {error}; {REBUILD}") from error


def _client(folder: Path) -> "Client":
    import chromadb
    from chromadb.api.client import Client
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    client = chromadb.PersistentClient(path=str(folder), settings=settings)
    assert isinstance(client, Client)  # the declared type lacks `close`
    return client
