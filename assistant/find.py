"""From a standalone question to candidate sentences: embed, retrieve, describe, pre-read."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from langchain_core.runnables import RunnableConfig
from scipy.special import expit

from assistant.crossencoder import Reader, reader_text
from assistant.duplicates import distinct
from assistant.features import HOPELESS, Candidate, Query, candidates, make_query
from assistant.followup import Standalone
from assistant.index import Index
from assistant.read import Weights
from assistant.rerank import Reranker
from assistant.rereading import Rereader
from assistant.retrieve import Hit, HybridRetriever, QueryEmbedder, hits_of

READ_HITS = 12  # passages whose sentences are candidates
READ_STEPS = (8, 16, 24)  # candidates that the cross-encoder has read after each step
ANSWERS = 1.0  # logit from which a sentence counts as answering
READER_SHARE = 0.4  # of a passage's score, once its sentences are read
READER_SPREAD = 2.0  # what logits are divided by before they are squashed to 0..1

Timer = Callable[[str], AbstractContextManager[None]]


@dataclass(frozen=True)
class Found:
    """What was found for one question: passages best first, and candidate sentences."""

    query: Query
    hits: tuple[Hit, ...]
    candidates: tuple[Candidate, ...]


def _untimed(_: str) -> AbstractContextManager[None]:
    return nullcontext()


class Finder:
    """Finds candidates in an index; the same for answering and for fitting the weights."""

    def __init__(
        self, embed: QueryEmbedder, reader: Reader, weights: Weights, top_k: int,
        reranker: Reranker | None = None, again: Rereader | None = None,
    ) -> None:  # fmt: skip
        self._embed = embed
        self._reader = reader
        self._weights = weights
        self._top_k = max(top_k, READ_HITS)
        self._reranker = reranker
        self._again = again

    def find(
        self, index: Index, alone: Standalone,
        config: RunnableConfig | None = None, timer: Timer = _untimed, count: int = 0,
    ) -> Found:  # fmt: skip
        """Candidates for a standalone question, and `count` passages at least if there are."""
        with timer("embed"):
            vector = self._embed(alone.text)
        with timer("retrieve"):
            hits = self.hits(index, alone, max(self._top_k, count), config)
        with timer("read"):
            query = make_query(index, alone, vector)
            described = candidates(index, query, distinct(index, hits)[:READ_HITS])
            read = self._pre_read(query, described)
            if self._again:
                read = self._again(query.text, read)
        # A follow-up is read in a form that was put together from earlier turns, whose words
        # weigh too much with the reader; and who configured a reranker wants its order.
        settled = alone.context or self._reranker
        return Found(query, tuple(hits if settled else in_reading_order(hits, read)), tuple(read))

    def hits(
        self, index: Index, alone: Standalone, count: int, config: RunnableConfig | None = None
    ) -> list[Hit]:
        """The best passages for a standalone question, best first."""
        retriever = HybridRetriever(
            index=index, embed=self._embed, top_k=count, reranker=self._reranker
        )
        documents = retriever.invoke(alone.text, config, bare=alone.bare, context=alone.context)
        return hits_of(documents, index)

    def _pre_read(self, query: Query, found: Sequence[Candidate]) -> list[Candidate]:
        """Give the most promising candidates the cross-encoder's logit.

        It reads on only where none so far answers and one comes near it: a question in other
        words than the page's seldom has its answer among the first, but something like it.
        """
        if not found:
            return []
        first = np.array([each.features for each in found]) @ self._weights.first
        order = np.argsort(-first, kind="stable")
        read = list(found)
        for begin, end in pairwise((0, *READ_STEPS)):
            batch = order[begin:end]
            texts = [reader_text(found[place].ref) for place in batch]
            for place, logit in zip(batch, self._reader.logits(query.text, texts), strict=True):
                read[place] = replace(found[place], logit=float(logit))
            if not HOPELESS < max(each.logit for each in read) <= ANSWERS:
                break
        return read


def in_reading_order(hits: Sequence[Hit], read: Sequence[Candidate]) -> list[Hit]:
    """The hits with what the cross-encoder made of their best sentence in the score, best first."""
    answers: dict[str, float] = {}
    for each in read:
        answer = float(expit(each.logit / READER_SPREAD))
        answers[each.hit.passage.id] = max(answers.get(each.hit.passage.id, 0.0), answer)
    scored = [
        replace(
            hit,
            fused=(1 - READER_SHARE) * hit.fused + READER_SHARE * answers.get(hit.passage.id, 0.0),
        )
        for hit in hits
    ]
    return best_first(scored)


def best_first(hits: Sequence[Hit]) -> list[Hit]:
    """By score, falling, each passage once; equals in the order given."""
    best: dict[str, Hit] = {}
    for hit in sorted(hits, key=lambda hit: -hit.fused):
        best.setdefault(hit.passage.id, hit)
    return list(best.values())
