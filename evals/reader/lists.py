"""The lists that readers are trained on: a question, and sentences of which one may answer it."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.followup import with_earlier
from evals.reader.rows import Row

QUESTIONS_A_STEP = 16
NEGATIVES = 6
FOREIGN = 1  # of the negatives, taken from other texts of the same source
ALL_FAR = 0.08  # share of lists made of such sentences alone, as if the wrong pages were asked
LEFT_OUT = 0.05  # share of lists whose answering sentence is left out
FOLLOWUPS = 0.15  # share of page questions that follow on another one
SLOPPY = 0.15  # share of questions asked without capitals and question mark


@dataclass(frozen=True)
class Asked:
    """A question with the sentences it is read with; the first answers it where `answered`."""

    question: str
    sentences: list[str]
    answered: bool


class Sampler:
    """Makes lists of rows, some of them as follow-ups on another question of their page."""

    def __init__(self, rows: list[Row], rng: random.Random) -> None:
        self._rng = rng
        self._pool: dict[str, list[Row]] = {}
        self._pages: dict[str, list[Row]] = {}
        for row in rows:
            self._pool.setdefault(row.source, []).append(row)
            self._pages.setdefault(row.page, []).append(row)

    def __call__(self, batch: list[Row]) -> list[Asked]:
        """One list a row."""
        rng = self._rng
        follows = [bool(row.page) and rng.random() < FOLLOWUPS for row in batch]
        batch = [
            as_followup(row, rng.choice(self._pages[row.page]), rng) if later else row
            for row, later in zip(batch, follows, strict=True)
        ]
        lists = [
            sample_list(row, self._pool, rng, later)
            for row, later in zip(batch, follows, strict=True)
        ]
        asked = [sloppy(row.question) if rng.random() < SLOPPY else row.question for row in batch]
        return [Asked(q, *rest) for q, rest in zip(asked, lists, strict=True)]


def batches(rows: list[Row], steps: int, rng: random.Random) -> Iterator[list[Row]]:
    """Rows of each step: all of them in another order, then all again."""
    rounds = steps * QUESTIONS_A_STEP // len(rows) + 1
    order = [row for _ in range(rounds) for row in rng.sample(rows, len(rows))]
    for begin in range(0, steps * QUESTIONS_A_STEP, QUESTIONS_A_STEP):
        yield order[begin : begin + QUESTIONS_A_STEP]


def sample_list(
    row: Row, pool: dict[str, list[Row]], rng: random.Random, said: bool = False
) -> tuple[list[str], bool]:
    """Sentences for one question, the answering one first where there is one.

    `said`: the first of the others was quoted just before and is always among them.
    """
    near = row.other[: NEGATIVES + 3]
    if row.far and rng.random() < ALL_FAR:
        return list(row.far[:NEGATIVES]), False
    own = rng.sample(near, min(len(near), NEGATIVES - FOREIGN))
    if said and near and near[0] not in own:
        own[0] = near[0]
    negatives = own + [_foreign(row, pool, rng) for _ in range(NEGATIVES - len(own))]
    if not row.answering or rng.random() < LEFT_OUT:
        return negatives, False
    return [rng.choice(row.answering), *negatives], True


def _foreign(row: Row, pool: dict[str, list[Row]], rng: random.Random) -> str:
    """A sentence of another text: one that comes near the question, where there is one."""
    if row.far:
        return rng.choice(row.far)
    other = rng.choice(pool[row.source])
    return rng.choice(other.answering + other.other[:3])


def as_followup(row: Row, earlier: Row, rng: random.Random) -> Row:
    """The question as it is read after another one on its page, whose answer is said already.

    The sentence that answered the earlier one is among the others, unless it answers this too.
    """
    said = [each for each in earlier.answering if each not in row.answering]
    first = [rng.choice(said)] if said else []
    rest = [each for each in row.other if each not in first]
    question = with_earlier(row.question, earlier.question)
    return replace(row, question=question, other=[*first, *rest])


def sloppy(question: str) -> str:
    """The question as it is typed in a hurry."""
    return question.lower().rstrip("?!. ")


def pairs_of(lists: Sequence[Asked]) -> list[tuple[str, str]]:
    """Each question with each of its sentences."""
    return [(each.question, sentence) for each in lists for sentence in each.sentences]
