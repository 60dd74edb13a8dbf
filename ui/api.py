"""REST for programs under /api/v1: ask, pages, versions, differences, state."""

import json
import logging
import secrets
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Query, Request
from fastapi.responses import JSONResponse, PlainTextResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from assistant.answer import Answer, Turn
from assistant.chain import Assistant
from corpus.compare import compare, diff_json
from corpus.errors import NoSnapshotError, PageError, PppError, QuestionError
from corpus.history import history_to_json
from corpus.status import read_status, served_text
from ppp_settings import Settings

log = logging.getLogger(__name__)

PREFIX = "/api/v1"
EVENTS = "text/event-stream"
STATUS: tuple[tuple[type[PppError], int], ...] = (
    (NoSnapshotError, 503), (PageError, 404), (QuestionError, 422),
)  # fmt: skip
# Of `ppp status`: paths of the server are nobody's business.
PRIVATE_STATUS = ("store",)
PRIVATE_PAGE = ("origin", "failing_reason")  # where the page is a file


class AskBody(BaseModel):
    """A question, with the messages before it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={
        "examples": [{"question": "What is it funded by?", "history": [
            {"role": "user", "content": "What is the harbor institute?"},
            {"role": "assistant", "content": "It is a network of 16 harbors. [1]"},
        ]}]
    })  # fmt: skip

    question: str = Field(description="as typed")
    history: list[Turn] = Field([], description="earlier messages, oldest first")
    id: str | None = Field(None, description="given back in the answer")


class Problem(BaseModel):
    """What went wrong, in one line."""

    error: str


def api_router(settings: Settings, assistant: Assistant) -> APIRouter:
    """All of /api/v1. With PPP_API_KEY, everything but the state of health asks for it."""
    router = APIRouter(prefix=PREFIX)
    router.include_router(_health(assistant))
    problems: dict[int | str, dict[str, Any]] = {
        code: {"model": Problem} for code in (401, 404, 422, 503)
    }
    router.include_router(
        _closed(assistant), dependencies=[Depends(_key_check(settings.api_key))],
        responses=problems,
    )  # fmt: skip
    return router


def explain_errors(app: FastAPI) -> None:
    """Errors that a caller can mend come back as {"error": …} with a fitting status."""

    @app.exception_handler(PppError)
    def explained(_: Request, error: PppError) -> JSONResponse:
        code = next((code for kind, code in STATUS if isinstance(error, kind)), 500)
        if code == 500:
            log.error("%s", error)
        return JSONResponse({"error": str(error)}, status_code=code)


def _key_check(key: str | None) -> Any:  # noqa: ANN401 - a dependency
    def check(authorization: Annotated[str, Header()] = "") -> None:
        given = authorization.removeprefix("Bearer ").encode()
        if key is not None and not secrets.compare_digest(given, key.encode()):
            raise HTTPException(401, "give the key as `Authorization: Bearer KEY`")

    return check


def _health(assistant: Assistant) -> APIRouter:
    router = APIRouter(tags=["health"])

    @router.get("/health")
    def health() -> dict[str, str]:
        """The server is up."""
        return {"status": "ok"}

    @router.get("/ready", responses={503: {"model": Problem}})
    def ready() -> dict[str, str]:
        """It has pages to answer from."""
        return {"status": "ready", "snapshot": assistant.library.current().snapshot.id}

    return router


def _closed(assistant: Assistant) -> APIRouter:
    router = APIRouter()
    store = assistant.library.store

    @router.post("/ask", response_model=Answer, responses={200: {"content": {EVENTS: {}}}})
    def ask(body: AskBody, request: Request) -> Any:  # noqa: ANN401 - an answer or a stream
        """Answer a question.

        With `Accept: text/event-stream` the answer comes as it grows: an event `answer` for
        each state, each one whole and checked, then `done`; or `error` with {"error": …}.
        """
        question = {"question": body.question, "history": body.history, "id": body.id}
        if EVENTS in request.headers.get("accept", ""):
            return StreamingResponse(_events(assistant, question), media_type=EVENTS)
        return assistant.invoke(question)

    @router.get("/status")
    def status() -> dict[str, Any]:
        """The served snapshot: models, counts, pages."""
        return _public(read_status(store, assistant.settings.llm))

    @router.get("/pages")
    def pages() -> list[dict[str, Any]]:
        """The served pages with their versions and dates."""
        return list(_public(read_status(store))["pages"])

    @router.get("/pages/text", response_class=PlainTextResponse)
    def text(
        url: Annotated[str, Query(description="as /pages lists it")],
        version: Annotated[str | None, Query(description="default: the served one")] = None,
    ) -> str:
        """The canonical text that the offsets of citations refer to, exactly."""
        if version is not None:
            return store.version_text(version)
        return served_text(assistant.library.current().snapshot, url)

    @router.get("/versions")
    def versions() -> dict[str, Any]:
        """Every version of every page that was served, oldest first."""
        return history_to_json(store.history())

    @router.get("/diff")
    def diff(
        url: str | None = None,
        old: Annotated[str | None, Query(alias="from")] = None,
        new: Annotated[str | None, Query(alias="to")] = None,
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
    return source.startswith(("http://", "https://"))


def _events(assistant: Assistant, question: dict[str, Any]) -> Iterator[str]:
    """Server-sent events of one answer."""
    try:
        for answer in assistant.stream(question):
            yield _event("answer", answer.model_dump_json())
    except PppError as error:
        yield _event("error", json.dumps({"error": str(error)}))
    except Exception:  # the outermost edge of a stream that has begun
        log.exception("no answer")
        yield _event("error", json.dumps({"error": "something went wrong on the server"}))
    else:
        yield _event("done", "{}")


def _event(name: str, data: str) -> str:
    return f"event: {name}\ndata: {data}\n\n"
