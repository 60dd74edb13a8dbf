"""Training rows of the reader: public rows, written pages, public questions without an answer."""

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.crossencoder import reader_text
from assistant.index import SentenceRef
from assistant.lexical import terms
from corpus.embedder import MiniLM, Vectors
from evals.reader.pages import WrittenPage, written_pages
from evals.reader.split import about
from ingest.read import read_file
from ingest.sources import Source

LIMITS = {"medquad-sample": 100, "policyqa-dev": 300, "covid-qa": 400}
PAGES, NAMED = "pages", "named"  # sources: questions that may lean on their page, and that don't
TIMES = 4  # that an unanswered public question is taken: they are few, and asked by real people


@dataclass(frozen=True)
class Row:
    """A question, the sentences that answer it and others that don't; `page` of its title.

    `far` are near sentences of other texts, which don't answer it either.
    """

    question: str
    answering: list[str]
    other: list[str]
    source: str
    page: str = ""
    far: tuple[str, ...] = ()


class Vectorizer:
    """Vectors of texts, each text embedded once."""

    def __init__(self) -> None:
        self._embedder = MiniLM()
        self._known: dict[str, Vectors] = {}

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions)."""
        new = list(dict.fromkeys(each for each in texts if each not in self._known))
        self._known.update(zip(new, self._embedder.embed(new), strict=True))
        return np.array([self._known[each] for each in texts])


def load_rows(path: Path, held_out: set[str], limits: dict[str, int] = LIMITS) -> list[Row]:
    """Training rows, without the questions that are held out, each source cut to its limit."""
    taken: dict[str, int] = {}
    rows = []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            value = json.loads(line)
            source = value["source"]
            if value["question"] in held_out or not value["answering"]:
                continue
            if taken.get(source, 0) < limits.get(source, 10**9):
                taken[source] = taken.get(source, 0) + 1
                rows.append(
                    Row(value["question"], value["answering"], value["not_answering"], source)
                )
    return rows


def load_pages(held_out: set[str], vectorizer: Vectorizer) -> list[Row]:
    """Rows of the written pages; a sentence comes with its heading, as it is read."""
    pages = [page for page in written_pages() if page.title not in held_out]
    return [row for page in pages for row in _page_rows(page, vectorizer)]


def _page_rows(page: WrittenPage, vectorizer: Vectorizer) -> Iterator[Row]:
    """Rows of one page, other sentences nearest first. Headings answer nothing but lists."""
    sentences, headings = page.reader_texts(), page.reader_headings()
    texts = [*sentences, *headings]
    questions = [(PAGES, each) for each in page.questions]
    questions += [(NAMED, each) for each in page.named]
    ranked = _nearest([each.text for _, each in questions], texts, vectorizer)
    for (source, question), order in zip(questions, ranked, strict=True):
        most = len(sentences) if question.kind == "list" else len(texts)
        nearest = [number for number in order if number < most]
        yield Row(
            question.text,
            [texts[number] for number in question.answers],
            [texts[number] for number in nearest if number not in question.answers],
            source,
            page.title,
        )


def _nearest(
    questions: Sequence[str], texts: Sequence[str], vectorizer: Vectorizer
) -> Iterator[list[int]]:
    """For each question the numbers of the texts, nearest by meaning and shared terms first."""
    nearness = vectorizer(questions) @ vectorizer(texts).T
    for question, row in zip(questions, nearness, strict=True):
        asked = set(terms(question))
        shared = [len(asked & set(terms(text))) / (len(asked) or 1) for text in texts]
        yield sorted(range(len(texts)), key=lambda n: -float(row[n]) - shared[n])


def load_unanswered(folder: Path, held_out: set[str], vectorizer: Vectorizer) -> list[Row]:
    """Questions of a public set that the page they were written for does not answer."""
    lines = (folder / "questions.jsonl").read_text("utf-8").splitlines()
    values = [value for value in map(json.loads, lines) if not value["answerable"]]
    kept = [value for value in values if value["question"] not in held_out]
    pages, rows = folder / "pages", []
    for value in kept:
        page = read_file(Source(path=pages / f"{about(value, folder)}.md", root=pages))
        texts = [reader_text(SentenceRef(page, n)) for n in range(len(page.sentences))]
        order = next(_nearest([value["question"]], texts, vectorizer))
        rows.append(Row(value["question"], [], [texts[n] for n in order], folder.name))
    return rows * TIMES
