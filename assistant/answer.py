"""The Answer and its parts: the one model that JSON, REST and the chat show."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Reason = Literal["not_in_sources", "unclear", "unsupported"]


class Frozen(BaseModel):
    """Base of the values of an answer: immutable, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Turn(Frozen):
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    content: str


class Citation(Frozen):
    """An exact quote: `page.text[start:end] == quote` in the page version named.

    `score` is the reader's score of the quote, 0..1, higher answers better.
    """

    n: int
    url: str
    title: str
    section: list[str]
    quote: str
    start: int
    end: int
    page_version: str
    fetched_at: str | None
    current_as_of: str | None
    link: str
    score: float


class AnswerSentence(Frozen):
    """A sentence of an answer and the numbers of its citations.

    `support` says how it is backed: a quote word for word, or checked against its quotes.
    """

    text: str
    citations: list[int]
    support: Literal["quote", "supported"]


class Retrieved(Frozen):
    """A passage that was found; `score` is the fused retrieval score, 0..1."""

    url: str
    start: int
    end: int
    score: float


class Passages(Frozen):
    """Passages found for a query, best first; `score` is the fused retrieval score, 0..1."""

    query: str
    snapshot: str
    passages: list[Citation]


class Dropped(Frozen):
    """A sentence that the checks removed, and why."""

    text: str
    why: str


class Answer(Frozen):
    """An answer or a refusal, made from exactly one snapshot. `confidence` is P(correct)."""

    id: str | None = None
    question: str
    standalone_question: str
    refused: bool
    reason: Reason | None = None
    text: str
    sentences: list[AnswerSentence] = []
    citations: list[Citation] = []
    retrieved: list[Retrieved] = []
    nearest: list[Retrieved] = []
    confidence: float
    dropped: list[Dropped] = []
    mode: Literal["extractive", "generative"] = "extractive"
    model: str | None = None
    snapshot: str
    timings_ms: dict[str, float] = {}
