"""Sentences of other texts that come near a question and don't answer it.

A question that is asked of the wrong pages finds such sentences. They are taken only where the
question stands on its own: "who pays for it?" may well be answered by any page.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assistant.features import proper_names
from assistant.lexical import terms
from corpus.embedder import Vectors
from evals.reader.rows import PAGES, Row, Vectorizer

FAR = 8  # sentences a question
LOOKED_AT = 60  # nearest sentences, of which those of its own text and doubtful ones drop out
AT_ONCE = 512  # questions
LEANING = frozenset(["policyqa-dev"])  # sources whose questions lean on their text


def with_far(rows: Sequence[Row], vectorizer: Vectorizer) -> list[Row]:
    """The rows, `far` filled for the questions that stand on their own."""
    owners = _owners(rows)
    texts = list(owners)
    matrix = vectorizer(texts)
    result = list(rows)
    alone = [number for number, row in enumerate(rows) if _stands_alone(row)]
    for begin in range(0, len(alone), AT_ONCE):
        batch = alone[begin : begin + AT_ONCE]
        vectors = vectorizer([rows[number].question for number in batch])
        for number, places in zip(batch, _nearest(vectors, matrix), strict=True):
            near = [texts[place] for place in places]
            far = [text for text in near if _is_far(rows[number], text, owners[text])]
            result[number] = replace(rows[number], far=tuple(far[:FAR]))
    return result


def _owners(rows: Sequence[Row]) -> dict[str, str]:
    """Page of each sentence of the written pages, and question of each public answer."""
    owners = {text: row.page for row in rows if row.page for text in row.answering + row.other}
    for row in rows:
        if not row.page:
            owners.update(dict.fromkeys(row.answering, row.question))
    return owners


def _nearest(vectors: Vectors, matrix: Vectors) -> NDArray[np.int64]:
    """Places of the nearest texts, nearest first, shape (questions, LOOKED_AT)."""
    likeness = vectors @ matrix.T
    most = min(LOOKED_AT, likeness.shape[1])
    best = np.argpartition(-likeness, most - 1, axis=1)[:, :most]
    order = np.argsort(-np.take_along_axis(likeness, best, axis=1), axis=1, kind="stable")
    return np.take_along_axis(best, order, axis=1)


def _stands_alone(row: Row) -> bool:
    return row.source not in LEANING and (row.source != PAGES or bool(proper_names(row.question)))


def _is_far(row: Row, text: str, owner: str) -> bool:
    """Whether it is of another text and, where the question may lean, lacks a name asked for."""
    if owner in (row.page, row.question) or text in row.answering:
        return False
    return row.source != PAGES or bool(set(proper_names(row.question)) - set(terms(text)))
