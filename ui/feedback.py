"""What a user says of an answer: right, wrong, or something is missing; never who says it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assistant.answer import Answer, Turn
from assistant.chain import Assistant
from corpus.errors import PppError

VERDICTS = {"right": "Right", "wrong": "Wrong", "missing": "Something is missing"}
NOTE_CHARS = 2_000


class FeedbackError(PppError):
    """Feedback that can't be taken or found: unknown verdict or id, a note too long, no date."""


@dataclass(frozen=True)
class Used:
    """What the answer was made with, beside its snapshot.

    `threshold`: answers less sure than this are refused. `llm`: "provider:model" or None.
    """

    threshold: float
    embedder: str
    llm: str | None


@dataclass(frozen=True)
class Record:
    """One piece of feedback. `id` counts from 1, None before it is stored; `given_at` is in UTC.

    `history` are the messages before the question, `answer` is the answer's JSON as it was.
    """

    given_at: str
    verdict: str
    note: str | None
    question: str
    snapshot: str
    settings: Used
    history: list[dict[str, Any]]
    answer: dict[str, Any]
    id: int | None = None

    def line(self) -> str:
        """The record as one line of JSON."""
        return json.dumps({"id": self.id, **asdict(self)}, ensure_ascii=False)


def make_record(
    verdict: str, note: str, answer: Answer, history: Sequence[Turn], used: Used, now: str
) -> Record:
    """The record of a verdict; raises FeedbackError for an unknown one and for a long note."""
    check_verdict(verdict)
    words = _storable(note.strip())
    if len(words) > NOTE_CHARS:
        raise FeedbackError(f"the note has {len(words)} characters; the limit is {NOTE_CHARS}")
    return Record(
        given_at=now,
        verdict=verdict,
        note=words or None,
        question=_storable(answer.question),
        snapshot=answer.snapshot,
        settings=used,
        history=[turn.model_dump(mode="json") for turn in history],
        answer=answer.model_dump(mode="json"),
    )


def _storable(text: str) -> str:
    """The text without what databases refuse: NUL and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def check_verdict(verdict: str) -> None:
    """Raise FeedbackError where this is none of VERDICTS."""
    if verdict not in VERDICTS:
        raise FeedbackError(f"verdict {verdict!r}: none of {', '.join(VERDICTS)}")


def used_by(assistant: Assistant) -> Used:
    """What answers are made with now; raises NoSnapshotError when nothing is served."""
    embedder = assistant.library.current().snapshot.manifest.embedder
    return Used(assistant.threshold, embedder, assistant.settings.llm)
