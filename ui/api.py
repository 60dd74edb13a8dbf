"""REST for programs under /api/v1: ask, pages, versions, differences, state."""

import json
import logging
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import PlainTextResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from assistant.answer import Answer, Turn
from assistant.chain import Assistant
from corpus.compare import compare, diff_json
from corpus.errors import PppError
from corpus.history import history_to_json
from corpus.status import read_status, served_text
from ppp_settings import Settings
from ui import examples
from ui.api_feedback import feedback_router
from ui.caller import caller_of
from ui.problems import FAILED, Responses, check_key, problems, words_of
from ui.ratelimit import FEEDBACK, RateLimit
from ui.sized import Sized

log = logging.getLogger(__name__)

PREFIX = "/api/v1"
EVENTS = "text/event-stream"
ASK_ANSWERS: Responses = {
    200: {"content": {
        "application/json": {"example": examples.ANSWER},
        EVENTS: {"example": "event: answer\ndata: {…}\n\nevent: done\ndata: {}\n\n"},
    }}
}  # fmt: skip
# Of `ppp status`: paths of the server are nobody's business.
PRIVATE_STATUS = ("store",)
PRIVATE_PAGE = ("origin", "failing_reason")  # where the page is a file


class AskBody(BaseModel):
    """A question, with the messages before it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={
        "examples": [examples.ASK]
    })  # fmt: skip

    question: str = Field(description="as typed")
    history: list[Turn] = Field([], description="earlier messages, oldest first")
    id: str | None = Field(None, description="given back in the answer")


def api_router(
    settings: Settings, assistant: Assistant, limit: RateLimit | None = None,
    feedback_limit: RateLimit | None = None,
) -> APIRouter:  # fmt: skip
    """All of /api/v1. With PPP_API_KEY, everything but the state of health asks for it.

    The limits are shared with what else counts questions and feedback; default: of its own.
    """
    router = APIRouter(prefix=PREFIX)
    router.include_router(_health(assistant))
    if limit is None:
        limit = RateLimit(settings.rate_limit)
    if feedback_limit is None:
        feedback_limit = RateLimit(settings.feedback_rate_limit, counted=FEEDBACK)
    for closed in (_closed(assistant, limit), feedback_router(settings, assistant, feedback_limit)):
        router.include_router(
            closed, dependencies=[Depends(check_key(settings.api_key))],
            responses=problems(401, 503),
        )  # fmt: skip
    return router


def _health(assistant: Assistant) -> APIRouter:
    router = APIRouter(tags=["health"])

    @router.get("/health", responses=examples.json_answer(examples.HEALTH))
    def health() -> dict[str, str]:
        """The server is up."""
        return {"status": "ok"}

    @router.get("/ready", responses={**examples.json_answer(examples.READY), **problems(503)})
    def ready() -> dict[str, str]:
        """It has pages to answer from."""
        return {"status": "ready", "snapshot": assistant.library.current().snapshot.id}

    return router


def _closed(assistant: Assistant, limit: RateLimit) -> APIRouter:
    router = APIRouter()
    router.include_router(_asking(assistant, limit))
    router.include_router(_reading(assistant))
    return router


def _asking(assistant: Assistant, limit: RateLimit) -> APIRouter:
    router = APIRouter(tags=["ask"], route_class=Sized)

    def count(request: Request) -> None:
        limit.take(caller_of(request))

    @router.post(
        "/ask", response_model=Answer, dependencies=[Depends(count)],
        responses={**ASK_ANSWERS, **problems(400, 413, 422, 429)},
    )  # fmt: skip
    def ask(body: AskBody, request: Request) -> Any:  # noqa: ANN401 - an answer or a stream
        """Answer a question.

        With `Accept: text/event-stream` the answer comes as it grows: an event `answer` for
        each state, each one whole and checked, then `done`; or `error` with {"error": …}.
        """
        question = {"question": body.question, "history": body.history, "id": body.id}
        if EVENTS in request.headers.get("accept", ""):
            return StreamingResponse(_events(assistant, question), media_type=EVENTS)
        return assistant.invoke(question)

    return router


def _reading(assistant: Assistant) -> APIRouter:
    router = APIRouter(tags=["pages"])
    store = assistant.library.store

    @router.get("/status", responses=examples.json_answer(examples.STATUS))
    def status() -> dict[str, Any]:
        """The served snapshot: models, counts, pages."""
        return _public(read_status(store, assistant.settings.llm))

    @router.get("/pages", responses=examples.json_answer([examples.PAGE]))
    def pages() -> list[dict[str, Any]]:
        """The served pages with their versions and dates."""
        return list(_public(read_status(store))["pages"])

    @router.get(
        "/pages/text", response_class=PlainTextResponse,
        responses={**examples.text_answer(examples.TEXT), **problems(404, 422)},
    )  # fmt: skip
    def text(
        url: Annotated[str, Query(description="as /pages lists it", examples=[examples.URL])],
        version: Annotated[
            str | None,
            Query(description="default: the served one", examples=[examples.VERSION]),
        ] = None,
    ) -> str:
        """The canonical text that the offsets of citations refer to, exactly."""
        if version is not None:
            return store.version_text(version)
        return served_text(assistant.library.current().snapshot, url)

    @router.get("/versions", responses=examples.json_answer(examples.VERSIONS))
    def versions() -> dict[str, Any]:
        """Every version of every page that was served, oldest first."""
        return history_to_json(store.history())

    @router.get("/diff", responses={**examples.json_answer(examples.DIFF), **problems(404, 422)})
    def diff(
        url: Annotated[
            str | None, Query(description="default: all pages", examples=[examples.URL])
        ] = None,
        old: Annotated[
            str | None,
            Query(
                alias="from", description="default: the one before", examples=[examples.OLDER[:8]]
            ),
        ] = None,
        new: Annotated[
            str | None,
            Query(alias="to", description="default: the newest", examples=[examples.VERSION]),
        ] = None,
    ) -> list[dict[str, Any]]:
        """What changed between two versions of a page; of all pages where none is named."""
        return diff_json(compare(store, url, old, new))

    return router


def _public(status: dict[str, Any]) -> dict[str, Any]:
    """A status without the paths that it names."""
    kept = {name: value for name, value in status.items() if name not in PRIVATE_STATUS}
    failing = [each for each in status["failing"] if _is_web(each["url"])]
    return {**kept, "pages": [_public_page(each) for each in status["pages"]], "failing": failing}


def _public_page(page: dict[str, Any]) -> dict[str, Any]:
    if _is_web(page["origin"] or ""):
        return page
    return {name: None if name in PRIVATE_PAGE else value for name, value in page.items()}


def _is_web(source: str) -> bool:
    """Whether a source is an address, or a discovery: "crawl https://…"."""
    return source.rpartition(" ")[2].startswith(("http://", "https://"))


def _events(assistant: Assistant, question: dict[str, Any]) -> Iterator[str]:
    """Server-sent events of one answer."""
    try:
        for answer in assistant.stream(question):
            yield _event("answer", answer.model_dump_json())
    except PppError as error:
        yield _event("error", json.dumps({"error": words_of(error)}))
    except Exception:  # the outermost edge of a stream that has begun
        log.exception("no answer")
        yield _event("error", json.dumps({"error": FAILED}))
    else:
        yield _event("done", "{}")


def _event(name: str, data: str) -> str:
    return f"event: {name}\ndata: {data}\n\n"
