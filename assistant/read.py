"""Reading: which sentences answer the question, and how sure that is."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from assistant.bounds import bounded, other_year, told_in_passing
from assistant.choose import choose, sentence_key
from assistant.features import Candidate, Query, context_terms, coverage
from assistant.index import SentenceRef
from assistant.kinds import FIGURES
from assistant.lexical import terms

SAID = 2.0  # off the score of a sentence that the answer before quoted
CONFIDENCE = (
    "score", "margin", "dense", "passage_dense", "cover", "context_cover", "page_cover",
    "worst_missing", "kind_missing", "kind_shown", "name_cover", "numbers_missing", "terms",
    "logit", "best_logit", "other_year", "figure_missing", "leans", "said_best",
)  # fmt: skip
RISK_STEPS = 100


@dataclass(frozen=True)
class Weights:
    """Parameters fitted by evals/fit.py, valid for one embedding model.

    `first` are weights of the sentence features that choose what the cross-encoder reads,
    `reader` those of the same features and its logit for the final score; `confidence` those
    of the confidence features (standardised by `mean` and `scale`), with `bias`. `risks` is
    the share of wrong answers that is left when refusing below 0, 1 %, 2 % … of confidence.
    `second`: offset and slope of the second reader's logit over the first one's, and the share
    of what it differs from that by which the first one's is corrected.
    """

    embedder: str
    first: NDArray[np.float64]
    reader: NDArray[np.float64]
    confidence: NDArray[np.float64]
    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    bias: float
    risks: NDArray[np.float64]
    second: NDArray[np.float64]

    def threshold(self, max_risk: float) -> float:
        """The lowest confidence to answer from, so that at most `max_risk` of answers are wrong.

        1 where no confidence is enough: then everything is refused.
        """
        enough = np.flatnonzero(self.risks <= max_risk)
        return float(enough[0] / RISK_STEPS) if len(enough) else 1.0


@dataclass(frozen=True)
class Reading:
    """The sentences chosen for a question, in page order, with their scores.

    `confidence` is the calibrated probability that they answer it, 0..1.
    """

    chosen: tuple[SentenceRef, ...]
    scores: tuple[float, ...]
    confidence: float
    signals: NDArray[np.float64]


@lru_cache(maxsize=1)
def packaged_weights() -> Weights:
    """The weights that ship with the package."""
    value = json.loads(files("assistant").joinpath("weights.json").read_text("utf-8"))
    arrays = {
        name: np.array(value[name], dtype=np.float64)
        for name in ("first", "reader", "confidence", "mean", "scale", "risks", "second")
    }
    return Weights(embedder=value["embedder"], bias=float(value["bias"]), **arrays)


def read(query: Query, found: Sequence[Candidate], weights: Weights) -> Reading | None:
    """Choose the sentences that answer; None where there are no sentences at all."""
    if not found:
        return None
    scores = feature_matrix(found) @ weights.reader - SAID * _said(query, found)
    order = np.lexsort((np.arange(len(found)), -scores))
    chosen = choose(query, found, scores, order)
    signals = _signals(query, found, scores, order, chosen)
    logit = float((signals - weights.mean) / weights.scale @ weights.confidence + weights.bias)
    refs = sorted(chosen, key=lambda ref: (_page_rank(found, ref), ref.index))
    keys = [sentence_key(each.ref) for each in found]
    by_key = dict(zip(keys, scores.tolist(), strict=True))
    low = float(scores.min())
    return Reading(
        chosen=tuple(refs),
        scores=tuple(_sigmoid(by_key.get(sentence_key(ref), low)) for ref in refs),
        confidence=bounded(_sigmoid(logit), query, chosen),
        signals=signals,
    )


def feature_matrix(found: Sequence[Candidate]) -> NDArray[np.float64]:
    """Features and logits of candidates, shape (candidates, len(NAMES) + 1)."""
    return np.array([[*each.features, each.logit] for each in found])


def _said(query: Query, found: Sequence[Candidate]) -> NDArray[np.float64]:
    """1 for the sentences that the answer before quoted, -1 where they are asked for; else 0.

    Shape (candidates,).
    """
    again = [bool(query.said) and each.ref.quote in query.said for each in found]
    passing = [told_in_passing(query, each.ref.quote) for each in found]
    return np.array(again, dtype=np.float64) - 2 * np.array(passing, dtype=np.float64)


def _signals(
    query: Query, found: Sequence[Candidate], scores: NDArray[np.float64],
    order: NDArray[np.int64], chosen: list[SentenceRef],
) -> NDArray[np.float64]:  # fmt: skip
    """Confidence features in the order of CONFIDENCE."""
    best = found[order[0]]
    dense, cover, context_cover, _, passage_dense, _, shown, missing, names = best.features[:9]
    answer: set[str] = set()
    for ref in chosen:
        answer |= set(terms(ref.quote)) | context_terms(ref)
    around = {name for each in found if each.hit is best.hit for name in terms(each.ref.quote)}
    around |= answer
    absent = [weight for name, weight in query.weights.items() if name not in around]
    heaviest = max(query.weights.values(), default=1.0)
    numbers = {name for name in query.weights if any(c.isdigit() for c in name)}
    later = scores[order[min(3, len(order) - 1)]]
    return np.array([
        scores[order[0]],
        scores[order[0]] - later,
        dense,
        passage_dense,
        cover,
        max(context_cover, coverage(query.weights, answer)),
        coverage(query.weights, around),
        max(absent, default=0.0) / heaviest,
        missing,
        shown,
        names,
        float(len(numbers - answer)),
        np.log1p(len(query.weights)),
        best.logit,
        max(each.logit for each in found),
        float(other_year(query, chosen)),
        float(_figure_missing(query, chosen)),
        float(bool(query.said)),
        float(max(found, key=lambda each: each.logit).ref.quote in query.said),
    ])  # fmt: skip


def _figure_missing(query: Query, chosen: list[SentenceRef]) -> bool:
    """Whether a date, an amount or the like is asked for and no quote has one."""
    figure = query.wanted.kind in FIGURES
    return figure and not any(query.wanted.shown_in(ref.quote) for ref in chosen)


def _page_rank(found: Sequence[Candidate], ref: SentenceRef) -> int:
    return next((n for n, each in enumerate(found) if each.ref.page is ref.page), len(found))


def _sigmoid(value: float) -> float:
    return float(1 / (1 + np.exp(-value)))
