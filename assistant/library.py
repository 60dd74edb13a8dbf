"""The snapshot being served, reopened when another one is published."""

import threading
from pathlib import Path

from assistant.index import Index
from corpus.store import Store


class Library:
    """Hands out the index of the served snapshot; an answer keeps the one it began with."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._index: Index | None = None
        self._before: Index | None = None

    def current(self) -> Index:
        """The index of the served snapshot; raises NoSnapshotError when there is none.

        The snapshot before stays open until the next one comes, so that an answer under
        way can finish.
        """
        with self._lock:
            folder = self.store.current_folder()
            if self._index is None or folder != self._folder:
                fresh = Index(self.store.open())
                if self._before is not None:
                    self._before.snapshot.close()
                self._before, self._index = self._index, fresh
                self._folder = folder
            return self._index
