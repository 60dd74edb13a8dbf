"""POST /api/v1/feedback: what a user of another program says of an answer."""

import json
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from typing import Literal

from fastapi import APIRouter, Depends, HTTPException, Request
from pydantic import BaseModel, ConfigDict, Field

from assistant.answer import Answer, Citation, Turn
from assistant.chain import Assistant
from corpus.clock import utc_now
from corpus.errors import PageError
from corpus.store import Store
from ppp_settings import Settings
from ui import examples
from ui.caller import caller_of
from ui.feedback import NOTE_CHARS, FeedbackError, make_record, used_by
from ui.feedback_store import feedback_store
from ui.problems import problems
from ui.ratelimit import RateLimit
from ui.sized import Sized

OFF = "this server takes no feedback (PPP_FEEDBACK)"
Verdict = Literal["right", "wrong", "missing"]


class FeedbackBody(BaseModel):
    """A verdict on an answer, with the answer as /ask gave it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={
        "examples": [examples.FEEDBACK]
    })  # fmt: skip

    verdict: Verdict = Field(description="missing: something is missing")
    note: str = Field("", max_length=NOTE_CHARS, description="in the user's words; no names")
    answer: Answer = Field(description="as /ask gave it")
    history: list[Turn] = Field([], description="the messages before the question, oldest first")


class Stored(BaseModel):
    """Where the feedback is: `ppp feedback` lists it under this id."""

    id: int | None
    given_at: str


def feedback_router(settings: Settings, assistant: Assistant, limit: RateLimit) -> APIRouter:
    """The one route; with PPP_FEEDBACK off it answers 404."""
    router = APIRouter(tags=["feedback"], route_class=Sized)
    store = feedback_store(settings)

    def count(request: Request) -> None:
        if not settings.feedback:
            raise HTTPException(404, OFF)
        limit.take(caller_of(request))

    @router.post(
        "/feedback", status_code=HTTPStatus.CREATED, response_model=Stored,
        dependencies=[Depends(count)],
        responses={
            201: {"content": {"application/json": {"example": examples.STORED}}},
            **problems(400, 404, 413, 422, 429),
        },
    )  # fmt: skip
    def feedback(body: FeedbackBody) -> Stored:
        """Store what a user says of an answer; who says it is not stored.

        The quotes of the answer must stand in page versions that this server keeps.
        """
        check_answer(body.answer, assistant.library.store)
        used = used_by(assistant)
        record = make_record(
            body.verdict, body.note, body.answer, body.history, used, utc_now()
        )  # fmt: skip
        return Stored(id=store.add(record).id, given_at=record.given_at)

    return router


def check_answer(answer: Answer, store: Store) -> None:
    """Raise FeedbackError where a quote is none of its page, or a number can't be stored."""
    try:
        json.dumps(answer.model_dump(mode="json"), allow_nan=False)
    except ValueError as error:
        raise FeedbackError(f"the answer holds a number that is none: {error}") from error
    text_of = cache(store.version_text)
    for each in answer.citations:
        if not _stands(each, text_of):
            raise FeedbackError(
                f"citation {each.n} is no quote of a page version that this server keeps; "
                "send the answer as /ask gave it"
            )


def _stands(citation: Citation, text_of: Callable[[str], str]) -> bool:
    try:
        text = text_of(citation.page_version)
    except PageError:
        return False
    return text[citation.start : citation.end] == citation.quote
