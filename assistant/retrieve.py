"""Dense and BM25 retrieval, fused, as a LangChain retriever."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from numpy.typing import NDArray
from pydantic import ConfigDict

from assistant.index import Index
from assistant.lexical import terms
from assistant.rerank import Reranker
from corpus.embedder import Embedder, Vectors
from corpus.models import Passage

DENSE_SHARE = 0.6  # of the fused score; the rest is BM25
BARE, WHOLE, JOINED = 0.5, 0.2, 0.3  # shares of the three ways to look for a follow-up
CANDIDATES = 100  # taken from each of the two before fusing
CACHED_QUERIES = 512
RERANKED = 30  # passages that a reranker reads


@dataclass(frozen=True)
class Hit:
    """A passage found for a question.

    `dense` is the cosine, -1..1; `lexical` is BM25, 0 or more, unbounded; `fused` is their
    weighted mean after min-max scaling among the candidates, 0..1. Higher is better in each.
    Reranked hits have the reranker's score in its place, scaled to 0..1 among them; in hits
    whose sentences were read, the reader's say has a share of it.
    """

    passage: Passage
    dense: float
    lexical: float
    fused: float


class QueryEmbedder:
    """Vectors of questions, the last few hundred kept."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._cached = lru_cache(maxsize=CACHED_QUERIES)(self._embed)

    def __call__(self, text: str) -> Vectors:
        """The vector of a text, shape (dimensions,), length 1."""
        return self._cached(text)

    def _embed(self, text: str) -> Vectors:
        return self._embedder.embed_query(text)


@dataclass(frozen=True)
class Search:
    """What to look for: a question that stands alone, and how a follow-up came about.

    `bare` is the question without what was added in brackets, `context` the earlier one.
    """

    text: str
    bare: str = ""
    context: str = ""

    def parts(self) -> list[tuple[str, float]]:
        """Texts to search for with their weights, which sum to 1."""
        if not self.context:
            return [(self.text, 1.0)]
        bare = self.bare or self.text
        joined = (f"{self.context} {bare}", JOINED)
        if bare == self.text:
            return [(bare, BARE + WHOLE), joined]
        return [(bare, BARE), (self.text, WHOLE), joined]


def search(index: Index, query: Search, embed: QueryEmbedder, count: int) -> list[Hit]:
    """The best passages, best first."""
    vector = _direction(query, embed)
    lexical = np.zeros(len(index.passage_texts))
    for text, weight in query.parts():
        lexical = lexical + weight * index.bm25.scores(terms(text))
    candidates = _candidates(index, lexical, vector)
    if not len(candidates):
        return []
    dense = index.passage_vectors[candidates] @ vector
    lexical = lexical[candidates]
    fused = DENSE_SHARE * _scaled(dense) + (1 - DENSE_SHARE) * _scaled(lexical)
    fused = np.minimum(fused, 1.0)  # the two shares may round to a little more
    passages = index.snapshot.passages
    return [
        Hit(passages[candidates[n]], float(dense[n]), float(lexical[n]), float(fused[n]))
        for n in np.lexsort((candidates, -fused))[:count]
    ]


def rerank(hits: Sequence[Hit], texts: Sequence[str], question: str, by: Reranker) -> list[Hit]:
    """The hits in the reranker's order, best first; `texts` are theirs."""
    scaled = _scaled(by.scores(question, texts))
    order = np.argsort(-scaled, kind="stable")
    return [replace(hits[place], fused=float(scaled[place])) for place in order]


def _direction(query: Search, embed: QueryEmbedder) -> Vectors:
    vector = sum(weight * embed(text) for text, weight in query.parts())
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def _candidates(index: Index, lexical: NDArray[np.float64], vector: Vectors) -> NDArray[np.int64]:
    """Passage numbers, ascending, that either of the two ways finds."""
    near = index.snapshot.index.nearest(vector, CANDIDATES)
    best = np.argsort(-lexical, kind="stable")[:CANDIDATES]
    return np.union1d(np.array(near, dtype=np.int64), best[lexical[best] > 0]).astype(np.int64)


def _scaled(scores: NDArray[Any]) -> NDArray[np.float64]:
    low, high = float(scores.min()), float(scores.max())
    return np.zeros(len(scores)) if high == low else (scores - low) / (high - low)


class HybridRetriever(BaseRetriever):
    """The search as a LangChain retriever over one snapshot.

    `invoke(text, bare=..., context=...)` takes what Search takes.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: Index
    embed: QueryEmbedder
    top_k: int = 10
    reranker: Reranker | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun,
        bare: str = "", context: str = "",
    ) -> list[Document]:  # fmt: skip
        count = max(self.top_k, RERANKED) if self.reranker else self.top_k
        found = search(self.index, Search(query, bare, context), self.embed, count)
        if self.reranker:
            texts = [self.index.text_of_passage(hit.passage) for hit in found]
            found = rerank(found, texts, query, self.reranker)[: self.top_k]
        return [self._document(hit) for hit in found]

    def _document(self, hit: Hit) -> Document:
        passage = hit.passage
        page = self.index.snapshot.page_of[passage.url]
        return Document(
            page_content=page.text[passage.start : passage.end],
            id=passage.id,
            metadata={
                "url": passage.url, "title": page.title, "section": list(passage.section),
                "start": passage.start, "end": passage.end, "version": passage.page_version,
                "dense": hit.dense, "lexical": hit.lexical, "fused": hit.fused,
            },
        )  # fmt: skip


def hits_of(documents: Sequence[Document], index: Index) -> list[Hit]:
    """The hits behind the documents of a HybridRetriever."""
    return [
        Hit(index.passage_by_id[str(each.id)], each.metadata["dense"], each.metadata["lexical"],
            each.metadata["fused"])
        for each in documents
    ]  # fmt: skip
