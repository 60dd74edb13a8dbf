"""What callers are told when a request fails: one {"error": …}, and the status that fits."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel
from starlette.exceptions import HTTPException as AnyHTTPException

from corpus.errors import NoSnapshotError, PageError, PppError, QuestionError
from ui.caller import NO_KEY, has_key
from ui.feedback import FeedbackError
from ui.feedback_store import FeedbackStoreError
from ui.feedback_view import LOST
from ui.ratelimit import TooManyError

log = logging.getLogger(__name__)

Responses = dict[int | str, dict[str, Any]]
STATUS: tuple[tuple[type[PppError], int], ...] = (
    (NoSnapshotError, 503), (PageError, 404), (QuestionError, 422), (TooManyError, 429),
    (FeedbackStoreError, 503), (FeedbackError, 422),
)  # fmt: skip
NOTHING = "there is no snapshot to serve; run `ppp ingest` on the server"
FAILED = "something went wrong on the server; its log has the details"
EXAMPLES = {
    400: "There was an error parsing the body",
    401: NO_KEY,
    404: "https://example.org/quay: no such page; known: https://example.org/harbor",
    413: "the body has more than 1000000 bytes; send less",
    422: "the question is empty; type what you want to know",
    429: str(TooManyError(30, 2)),
    503: NOTHING,
}
bearer = HTTPBearer(auto_error=False, description="the key of PPP_API_KEY, where one is set")


class Problem(BaseModel):
    """What went wrong, in one line."""

    error: str


def problems(*codes: int) -> Responses:
    """The description of these failures, with an example of each."""
    schema = Problem.model_json_schema()
    return {
        code: {
            "description": HTTPStatus(code).phrase,
            "content": {
                "application/json": {"schema": schema, "example": {"error": EXAMPLES[code]}}
            },
        }
        for code in codes
    }


def check_key(key: str | None) -> Callable[..., None]:
    """A dependency that answers 401 without the key."""

    def check(
        request: Request, _: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
    ) -> None:
        if not has_key(request.headers.get("authorization", ""), key):
            raise HTTPException(401, NO_KEY, {"WWW-Authenticate": "Bearer"})

    return check


def explain_errors(app: FastAPI) -> None:
    """Every failure comes back as {"error": …}; one that a caller can mend says how."""

    @app.exception_handler(PppError)
    def explained(_: Request, error: PppError) -> JSONResponse:
        headers = {"Retry-After": str(error.retry_after)} if isinstance(error, TooManyError) else {}
        return _problem(words_of(error), _status_of(error), headers)

    @app.exception_handler(Exception)
    def failed(_: Request, __: Exception) -> JSONResponse:
        return _problem(FAILED, 500)  # the server logs it

    @app.exception_handler(RequestValidationError)
    def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        found = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        return _problem("; ".join(found), 422)

    @app.exception_handler(AnyHTTPException)
    def refused(_: Request, error: AnyHTTPException) -> JSONResponse:
        return _problem(str(error.detail), error.status_code, dict(error.headers or {}))


def words_of(error: PppError) -> str:
    """An error as callers may read it: none that names a path of the server."""
    if isinstance(error, NoSnapshotError):
        return NOTHING
    if isinstance(error, FeedbackStoreError):
        log.error("%s", error)
        return LOST
    if _status_of(error) == 500:
        log.error("%s", error)
        return FAILED
    return str(error)


def _status_of(error: PppError) -> int:
    return next((code for kind, code in STATUS if isinstance(error, kind)), 500)


def _problem(words: str, code: int, headers: dict[str, str] | None = None) -> JSONResponse:
    """Halves of surrogate pairs, which a caller's keys may hold, can't be sent."""
    sendable = words.encode("utf-8", "backslashreplace").decode("utf-8")
    return JSONResponse({"error": sendable}, code, headers)
