"""Fitting the weights: what the regressions learn from described questions."""

import json
from pathlib import Path

import numpy as np

from assistant.features import NAMES, Candidate, Query
from assistant.find import Found
from assistant.index import SentenceRef
from assistant.kinds import wanted
from assistant.read import CONFIDENCE, packaged_weights
from assistant.retrieve import Hit
from evals.described import Example
from evals.fit import fit, fit_scores, save
from evals.fitcases import FitCase
from tests.fakes import index_of

DENSE, LENGTH = NAMES.index("dense"), NAMES.index("length")
TEXT = " ".join(f"Pier {number} was built by the harbour office." for number in range(8))


def examples(folder: Path, count: int = 40) -> list[Example]:
    """Questions of eight candidates, of which the one nearest by meaning answers.

    Every other question is unanswerable, and none of its candidates is near.
    """
    rng = np.random.default_rng(7)
    index = index_of(folder, TEXT)
    page, passage = index.snapshot.pages[0], index.snapshot.passages[0]
    refs = [SentenceRef(page, number) for number in range(8)]
    made = []
    for number in range(count):
        answerable = number % 2 == 0
        gold = refs[number % 8]
        found = []
        for ref in refs:
            features = rng.normal(0, 0.1, len(NAMES))
            features[DENSE] += 1.0 * (answerable and ref is gold)
            hit = Hit(passage, 0.5, 0.5, 0.5)
            found.append(Candidate(ref, hit, features, logit=6 * features[DENSE] - 3))
        query = Query("Who built it?", np.zeros(3), {}, frozenset(), wanted("Who built it?"))
        case = FitCase(
            "Who built it?", (), answerable,
            relevant=lambda ref, gold=gold: ref is gold,
            right=lambda chosen, gold=gold: any(ref.index == gold.index for ref in chosen),
        )  # fmt: skip
        labels = np.array([answerable and ref is gold for ref in refs])
        made.append(Example(case, query, Found(query, (), tuple(found)), labels))
    return made


def test_what_tells_answers_from_others_gets_the_weight(tmp_path: Path) -> None:
    weights = fit_scores([examples(tmp_path)], len(NAMES))
    assert weights.shape == (len(NAMES),)
    assert weights[DENSE] > 10 * abs(weights[LENGTH])


def test_confidence_is_higher_where_something_answers(tmp_path: Path) -> None:
    made = examples(tmp_path)
    weights = fit([made], "some-embedder", np.array([0.0, 1.0, 0.5]))
    by_logit = weights.confidence[CONFIDENCE.index("best_logit")]
    assert weights.embedder == "some-embedder"
    assert weights.confidence.shape == weights.mean.shape == (len(CONFIDENCE),)
    assert by_logit > 0


def test_fitted_weights_are_saved_in_the_form_of_the_packaged_ones(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    save(packaged_weights(), path)
    packaged = Path("assistant/weights.json")
    assert json.loads(path.read_text("utf-8")) == json.loads(packaged.read_text("utf-8"))
