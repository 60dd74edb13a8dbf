"""Words: how text becomes terms, and BM25 over them."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
import Stemmer
from numpy.typing import NDArray
from scipy import sparse

K1, B = 1.2, 0.75  # Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework", 3.4
WORD = re.compile(r"[^\W_]+(?:[.'’&][^\W_]+)*")
STOPWORDS = frozenset(
    "a an the and or but if of at by for with about against between into through during before "
    "after above below to from up down in out on off over under again further then once here "
    "there when where why how all any both each few more most other some such no nor not only "
    "own same so than too very s t can will just don should now is are was were be been being am "
    "have has had having do does did doing would could may might must shall i me my we our you "
    "your he him his she her it its they them their what which who whom this that these those as "
    "whose also us please tell give show know find say says said me explain describe".split()
)

_stem = Stemmer.Stemmer("english").stemWord


def words(text: str) -> list[str]:
    """Words of a text as written; hyphens part words, dots and apostrophes inside don't."""
    return WORD.findall(text)


@lru_cache(maxsize=50_000)
def term(word: str) -> str:
    """The term of a word: lower case, without possessive and inner dots, Snowball stem."""
    plain = word.lower().replace("’", "'").removesuffix("'s").replace(".", "").replace("'", "")
    return str(_stem(plain))


def terms(text: str) -> list[str]:
    """Terms of the content words of a text, with repetition."""
    return [term(word) for word in words(text) if word.lower() not in STOPWORDS]


class BM25:
    """BM25 over a fixed list of texts, with idf as in Lucene (never negative)."""

    def __init__(self, texts: Sequence[str]) -> None:
        counts = [Counter(terms(text)) for text in texts]
        self._column = {name: n for n, name in enumerate(dict.fromkeys(
            name for count in counts for name in count))}  # fmt: skip
        self._weights, self._idf = self._build(counts)
        self._unknown_idf = float(np.log(1 + (len(texts) + 0.5) / 0.5))

    def __contains__(self, name: str) -> bool:
        """Whether any text holds the term."""
        return name in self._column

    def idf(self, name: str) -> float:
        """Inverse document frequency of a term; that of a hapax or more for unknown terms."""
        column = self._column.get(name)
        return self._unknown_idf if column is None else float(self._idf[column])

    @property
    def vocabulary(self) -> Iterable[str]:
        """All terms of all texts."""
        return self._column.keys()

    def scores(self, query: Sequence[str]) -> NDArray[np.float64]:
        """BM25 of each text for query terms, shape (texts,), 0 where no term occurs."""
        columns = [self._column[name] for name in query if name in self._column]
        if not columns:
            return np.zeros(self._weights.shape[1])
        return np.asarray(self._weights[columns].sum(axis=0)).ravel()

    def _build(self, counts: list[Counter[str]]) -> tuple[sparse.csr_array, NDArray[np.float64]]:
        """Weights as a sparse array of shape (terms, texts), and idf of shape (terms,)."""
        rows = [self._column[name] for count in counts for name in count]
        cols = [number for number, count in enumerate(counts) for _ in count]
        frequency = np.array([n for count in counts for n in count.values()], dtype=np.float64)
        lengths = np.array([count.total() for count in counts], dtype=np.float64)
        share = lengths / max(lengths.mean() if len(lengths) else 1.0, 1.0)
        documents = np.bincount(rows, minlength=len(self._column)).astype(np.float64)
        idf = np.log(1 + (len(counts) - documents + 0.5) / (documents + 0.5))
        norm = K1 * (1 - B + B * share[cols]) if cols else np.zeros(0)
        weights = idf[rows] * frequency * (K1 + 1) / (frequency + norm) if rows else np.zeros(0)
        shape = (len(self._column), len(counts))
        return sparse.csr_array((weights, (rows, cols)), shape=shape), idf
