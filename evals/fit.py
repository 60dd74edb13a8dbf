"""Fit assistant/weights.json: `python -m evals.fit --out assistant/weights.json [--bench DIR]`.

Fitted on fda-dev, on the written pages that no reader was trained on, and, where given,
on public sets (folders with pages/ and questions.jsonl). No other packaged set is fitted on.
Pairwise logistic regression for the sentence scores, logistic regression for the confidence.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from assistant.crossencoder import OnnxReader, second_reader
from assistant.features import NAMES
from assistant.find import Finder
from assistant.read import CONFIDENCE, Weights, feature_matrix, packaged_weights, read
from assistant.retrieve import QueryEmbedder
from corpus.embedder import MiniLM
from corpus.store import Store
from evals.calibrate import cross_fitted, risks
from evals.described import Example, describe
from evals.fitcases import (
    FitSet,
    bench_cases,
    fda_cases,
    foreign_cases,
    named_cases,
    written_cases,
)
from evals.fitsecond import corrected_sets
from ppp_settings import load_settings

HARD_NEGATIVES = 15
MOST_POSITIVES = 6
STRENGTH = 0.3  # inverse regularisation of both regressions


def fit_scores(sets: Sequence[list[Example]], columns: int) -> NDArray[np.float64]:
    """Weights that put answering sentences above the hardest others, by pairs."""
    pairs, weights = [], []
    for examples in sets:
        own = np.concatenate([pair for each in examples for pair in _pairs(each, columns)])
        pairs.append(own)
        weights.append(np.full(len(own), 1 / np.sqrt(len(own))))
    x, weight = np.concatenate(pairs), np.concatenate(weights)
    model = LogisticRegression(C=STRENGTH, fit_intercept=False, max_iter=5_000)
    both = np.concatenate([x, -x])
    target = np.r_[np.ones(len(x)), np.zeros(len(x))]
    model.fit(both, target, sample_weight=np.tile(weight / weight.mean(), 2))
    return np.asarray(model.coef_[0])


def _pairs(example: Example, columns: int) -> Iterator[NDArray[np.float64]]:
    if not example.labels.any() or example.labels.all():
        return
    matrix = feature_matrix(example.found.candidates)[:, :columns]
    others = matrix[~example.labels]
    hardest = others[np.argsort(-others[:, -1], kind="stable")[:HARD_NEGATIVES]]
    for positive in matrix[example.labels][:MOST_POSITIVES]:
        yield (positive - hardest) / np.sqrt(len(hardest))


def fit_confidence(sets: Sequence[list[Example]], weights: Weights) -> Weights:
    """Calibrate P(answer right) from the signals of each question's reading, and the risks."""
    rows, right, share = [], [], []
    for examples in sets:
        readings = [read(each.query, each.found.candidates, weights) for each in examples]
        for each, reading in zip(examples, readings, strict=True):
            if reading is not None:
                rows.append(reading.signals)
                right.append(each.case.answerable and each.case.right(reading.chosen))
                share.append(1 / np.sqrt(len(examples)))
    x, y, sample = np.array(rows), np.array(right), np.array(share)
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-9
    model = LogisticRegression(C=STRENGTH, max_iter=5_000)
    model.fit((x - mean) / scale, y, sample_weight=sample / sample.mean())
    return replace(
        weights, confidence=model.coef_[0], mean=mean, scale=scale, bias=float(model.intercept_[0]),
        risks=risks(cross_fitted(model, (x - mean) / scale, y, sample), y, sample),
    )  # fmt: skip


def fit(sets: Sequence[list[Example]], embedder_id: str, second: NDArray[np.float64]) -> Weights:
    """All weights from described sets, whose logits `second` has corrected."""
    zero = np.zeros(len(CONFIDENCE))
    weights = Weights(
        embedder=embedder_id,
        first=fit_scores(sets, len(NAMES)),
        reader=fit_scores(sets, len(NAMES) + 1),
        confidence=zero, mean=zero, scale=zero + 1, bias=0.0, risks=np.ones(0),
        second=second,
    )  # fmt: skip
    return fit_confidence(sets, weights)


def save(weights: Weights, path: Path) -> None:
    """Write the weights as JSON, rounded so that the file is stable."""
    value = {
        "embedder": weights.embedder,
        **{name: [round(float(each), 5) for each in getattr(weights, name)]
           for name in ("first", "reader", "confidence", "mean", "scale", "second")},
        "bias": round(weights.bias, 5),
        "risks": [round(float(each), 4) for each in weights.risks],
    }  # fmt: skip
    path.write_text(json.dumps(value, indent=1) + "\n", "utf-8")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--bench", type=Path, help="folder of public sets")
    parser.add_argument("--bench-sets", nargs="*", default=["xquad", "clapnq"])
    parser.add_argument("--only", type=Path, help="file of bench questions to use, one a line")
    parser.add_argument("--named", action="store_true", help="and on questions that stand alone")
    parser.add_argument("--reader", type=Path, help="reader.onnx; default the packaged one")
    arguments = parser.parse_args()
    settings, embedder = load_settings(), MiniLM()
    finder = Finder(
        QueryEmbedder(embedder), OnnxReader(path=arguments.reader), packaged_weights(), 10
    )
    only = set(arguments.only.read_text("utf-8").splitlines()) if arguments.only else None
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "written").mkdir()

        def described(fit_set: FitSet) -> list[Example]:
            store = Store(root / f"{fit_set.name}-store")
            return describe(fit_set, store, settings, finder, embedder)

        sets = [described(fda_cases("fda-dev"))]
        written = root / "written"
        sets.append([each for page in written_cases(written) for each in described(page)])
        if arguments.named:
            sets.append(described(named_cases(written)))
        if arguments.bench:
            bench = [bench_cases(arguments.bench / each, only) for each in arguments.bench_sets]
            for each, other in pairwise(bench):
                each.cases.extend(foreign_cases(other.cases))
            sets += [described(each) for each in bench]
    sets, second = corrected_sets(sets, second_reader())
    save(fit(sets, embedder.id, second), arguments.out)


if __name__ == "__main__":
    main()
