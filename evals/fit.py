"""Fit assistant/weights.json: `python -m evals.fit --out assistant/weights.json [--bench DIR]`.

Fitted on fda-dev, on the written pages that no reader was trained on, and, where given,
on public sets (folders with pages/ and questions.jsonl). No other packaged set is fitted on.
Pairwise logistic regression for the sentence scores, logistic regression for the confidence.
"""

import argparse
import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from assistant.answer import Turn
from assistant.crossencoder import OnnxReader
from assistant.features import NAMES, Query, proper_names
from assistant.find import Finder, Found
from assistant.followup import depends
from assistant.index import Index, SentenceRef
from assistant.lexical import terms
from assistant.names import Names
from assistant.read import CONFIDENCE, Weights, feature_matrix, packaged_weights, read
from assistant.retrieve import QueryEmbedder
from assistant.understand import understand
from corpus.embedder import MiniLM
from corpus.store import Store
from evals.calibrate import cross_fitted, risks
from evals.catalog import load_set
from evals.reader.pages import WrittenPage, held_out_titles, written_pages
from ingest.run import Ingest
from ingest.sources import collect
from ppp_settings import PACKAGED_SOURCES, Settings, load_settings

HARD_NEGATIVES = 15
FOREIGN_QUESTIONS = 6  # asked of each written page: questions on another one
FOLLOWUPS = 8  # questions of each written page that are asked after another one
MOST_POSITIVES = 6
STRENGTH = 0.3  # inverse regularisation of both regressions

Judge = Callable[[SentenceRef], bool]


@dataclass(frozen=True)
class FitCase:
    """A question, the sentences that answer it, and when an answer is right."""

    question: str
    history: tuple[Turn, ...]
    answerable: bool
    relevant: Judge
    right: Callable[[Sequence[SentenceRef]], bool]


@dataclass(frozen=True)
class FitSet:
    """Pages and questions on them; `weight` is the set's share in the fit."""

    name: str
    sources: list[str]
    cases: list[FitCase]


@dataclass(frozen=True)
class Example:
    """A question with its candidates described, and which of them answer."""

    case: FitCase
    query: Query
    found: Found
    labels: NDArray[np.bool_]


def normal(text: str) -> str:
    """Text for comparing: single spaces, no case."""
    return " ".join(text.split()).casefold()


def fda_cases(name: str) -> FitSet:
    """A packaged set over the shipped pages."""
    cases = []
    for case in load_set(name).cases:
        gold = frozenset(normal(each.quote) for each in case.gold)

        def right(
            refs: Sequence[SentenceRef], must: tuple[tuple[str, ...], ...] = case.must
        ) -> bool:
            text = normal(" ".join(ref.quote for ref in refs))
            return all(any(normal(each) in text for each in group) for group in must)

        def relevant(ref: SentenceRef, gold: frozenset[str] = gold) -> bool:
            return normal(ref.quote) in gold

        history = tuple(Turn.model_validate(each) for each in case.history)
        cases.append(FitCase(case.question, history, case.answerable, relevant, right))
    return FitSet(name, [str(PACKAGED_SOURCES)], cases)


def written_cases(folder: Path) -> list[FitSet]:
    """Questions on the held-out written pages, each page a corpus of its own.

    The files are put into `folder`. The questions lean on their page ("what is the group
    hoping for?"), so among other pages they would not be answerable. Those that name something
    are also asked of the page after, which does not answer them.
    """
    held, sets = held_out_titles(), []
    pages = [each for each in written_pages() if each.title in held]
    for number, page in enumerate(pages):
        path = folder / f"written-{number}.md"
        path.write_text(page.markdown(), "utf-8")
        cases = []
        for question in page.questions:
            gold = frozenset(normal(page.sentences[n][1]) for n in question.answers)
            cases.append(_gold_case(question.text, gold, page.title, question.kind == "list"))
        cases += _followups(page)
        for text in _foreign_questions(pages[number - 1], page):
            cases.append(_gold_case(text, frozenset(), page.title, all_needed=False))
        sets.append(FitSet(path.stem, [str(path)], cases))
    return sets


def _followups(page: WrittenPage) -> list[FitCase]:
    """Questions that lean on something, asked after another one on the page was answered."""
    names = Names([page.title, *(text for _, text, _ in page.sentences)])
    answered = [each for each in page.questions if each.answers]
    leaning = [each for each in page.questions if depends(each.text, names)]
    cases = []
    for number, later in enumerate(leaning[:FOLLOWUPS]):
        earlier = answered[number % len(answered)]
        if earlier is later or set(earlier.answers) & set(later.answers):
            continue
        said = " ".join(page.sentences[n][1] for n in earlier.answers)
        history = (
            Turn(role="user", content=earlier.text), Turn(role="assistant", content=f"{said} [1]")
        )  # fmt: skip
        gold = frozenset(normal(page.sentences[n][1]) for n in later.answers)
        case = _gold_case(later.text, gold, page.title, later.kind == "list")
        cases.append(replace(case, history=history))
    return cases


def _foreign_questions(other: WrittenPage, page: WrittenPage) -> list[str]:
    """Questions on another page that name what this one does not."""
    here = set(terms(page.markdown()))
    texts = [each.text for each in other.questions]
    return [text for text in texts if set(proper_names(text)) - here][:FOREIGN_QUESTIONS]


def _gold_case(question: str, gold: frozenset[str], title: str, all_needed: bool) -> FitCase:
    def relevant(ref: SentenceRef) -> bool:
        return ref.page.title == title and normal(ref.quote) in gold

    def right(refs: Sequence[SentenceRef]) -> bool:
        hit = {normal(ref.quote) for ref in refs if relevant(ref)}
        return hit == gold if all_needed else bool(hit)

    return FitCase(question, (), bool(gold), relevant, right)


def bench_cases(folder: Path, only: set[str] | None) -> FitSet:
    """A public set; `only` keeps these questions of it."""
    cases = []
    for line in (folder / "questions.jsonl").read_text("utf-8").splitlines():
        value = json.loads(line)
        keep = only is None or value["question"] in only
        if keep and (value["answers"] or not value["answerable"]):
            cases.append(_bench_case(value["question"], value["answers"], value["gold_pages"]))
    return FitSet(folder.name, [str(folder / "pages")], cases)


def foreign_cases(questions: Sequence[FitCase]) -> list[FitCase]:
    """Questions of one set as they are asked of the pages of another: nothing answers them."""
    return [
        FitCase(each.question, (), False, lambda _: False, lambda _: False)
        for each in questions
        if each.answerable
    ]


def _bench_case(question: str, answers: list[str], pages: list[str]) -> FitCase:
    wanted = [normal(each) for each in answers]

    def relevant(ref: SentenceRef) -> bool:
        text = normal(ref.quote)
        if ref.page.url.rsplit("/", 1)[-1] not in pages:
            return False
        return any(each in text or (len(each) > 40 and len(text) > 30 and text in each)
                   for each in wanted)  # fmt: skip

    return FitCase(question, (), bool(answers), relevant, lambda refs: any(map(relevant, refs)))


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


def fit(sets: Sequence[list[Example]], embedder_id: str) -> Weights:
    """All weights from described sets."""
    zero = np.zeros(len(CONFIDENCE))
    weights = Weights(
        embedder=embedder_id,
        first=fit_scores(sets, len(NAMES)),
        reader=fit_scores(sets, len(NAMES) + 1),
        confidence=zero, mean=zero, scale=zero + 1, bias=0.0, risks=np.ones(0),
    )  # fmt: skip
    return fit_confidence(sets, weights)


def save(weights: Weights, path: Path) -> None:
    """Write the weights as JSON, rounded so that the file is stable."""
    value = {
        "embedder": weights.embedder,
        **{name: [round(float(each), 5) for each in getattr(weights, name)]
           for name in ("first", "reader", "confidence", "mean", "scale")},
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
        sets.append([each for page in written_cases(root / "written") for each in described(page)])
        if arguments.bench:
            bench = [bench_cases(arguments.bench / each, only) for each in arguments.bench_sets]
            for each, other in pairwise(bench):
                each.cases.extend(foreign_cases(other.cases))
            sets += [described(each) for each in bench]
    save(fit(sets, embedder.id), arguments.out)


if __name__ == "__main__":
    main()
