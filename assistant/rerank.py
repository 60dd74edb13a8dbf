"""An optional second opinion on the passages found: a sentence-transformers cross-encoder."""

import logging
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from corpus.errors import SettingsError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

log = logging.getLogger(__name__)

MOST_TOKENS = 512


@runtime_checkable
class Reranker(Protocol):
    """Scores passages for a question."""

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float64]:
        """Shape (passages,), unbounded: higher is more to the question."""


class CrossEncoderReranker:
    """A cross-encoder by folder, or by name where it is in the local model cache.

    Nothing is downloaded. Loaded on the first question; raises SettingsError where it can't be.
    """

    def __init__(self, model: str, threads: int = 2) -> None:
        self._name = model
        self._threads = threads

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float64]:
        """See Reranker."""
        if not passages:
            return np.zeros(0)
        pairs = [(question, each) for each in passages]
        found = self._model.predict(pairs, show_progress_bar=False, convert_to_numpy=True)
        return np.asarray(found, dtype=np.float64).reshape(len(passages))

    @cached_property
    def _model(self) -> "CrossEncoder":
        import torch
        from sentence_transformers import CrossEncoder

        torch.set_num_threads(self._threads)
        try:
            model: CrossEncoder = CrossEncoder(
                self._name, device="cpu", max_length=MOST_TOKENS, local_files_only=True
            )
        except (OSError, ValueError) as error:
            why = " ".join(str(error).split())[:200]
            raise SettingsError(
                f"PPP_RERANKER={self._name!r}: can't be loaded ({why}); give the folder of a "
                "cross-encoder of sentence-transformers"
            ) from error
        if model.num_labels != 1:
            raise SettingsError(
                f"PPP_RERANKER={self._name!r}: gives {model.num_labels} figures for a "
                "passage; a reranker gives one"
            )
        return model
