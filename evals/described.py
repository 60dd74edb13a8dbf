"""Questions with their candidates as the first reader leaves them: what weights are fitted on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.features import Query
from assistant.find import Finder, Found
from assistant.index import Index
from assistant.understand import understand
from corpus.embedder import MiniLM
from corpus.store import Store
from evals.fitcases import FitCase, FitSet
from ingest.run import Ingest
from ingest.sources import collect
from ppp_settings import Settings


@dataclass(frozen=True)
class Example:
    """A question with its candidates described, and which of them answer."""

    case: FitCase
    query: Query
    found: Found
    labels: NDArray[np.bool_]


def describe(fit_set: FitSet, store: Store, settings: Settings, finder: Finder,
             embedder: MiniLM) -> list[Example]:  # fmt: skip
    """Ingest the set's pages and find candidates for each of its questions."""
    Ingest(settings, store, embedder).run(collect(fit_set.sources))
    index = Index(store.open())
    known = embedder.words()
    return [_example(case, index, known, finder) for case in fit_set.cases]


def _example(case: FitCase, index: Index, known: frozenset[str], finder: Finder) -> Example:
    alone = understand(case.question, case.history, index, known)
    found = finder.find(index, alone)
    labels = np.array([case.relevant(each.ref) for each in found.candidates], dtype=np.bool_)
    return Example(case, found.query, found, labels)
