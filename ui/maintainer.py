"""The maintainer's page at /maintainer, behind a password: what is served, and an ingest."""

import logging
from collections.abc import Callable
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import Response

from assistant.chain import Assistant
from corpus.compare import compare
from corpus.diffhtml import diff_html
from corpus.errors import PppError
from corpus.store import Store
from ingest.report import IngestReport, Reporter
from ppp_settings import Settings
from ui.caller import caller_of
from ui.eval_report import EvalReportError, read_report
from ui.feedback_store import feedback_store
from ui.ingest_job import IngestJob
from ui.login import SESSION_SECONDS, LoginError, Logins, Session
from ui.maintainer_page import (
    COOKIE,
    PREFIX,
    READING,
    REPORT,
    moved,
    other_page,
    own_page,
    static_file,
    with_cookie,
    without_cookie,
)
from ui.maintainer_view import Sources, dashboard
from ui.usage import FILE, Usage

log = logging.getLogger(__name__)

MOST_BYTES = 4_096  # of a form
BUSY = "An ingest is running already. Wait for its end, then start the next one."

Form = dict[str, str]


def with_maintainer(settings: Settings, assistant: Assistant) -> tuple[Assistant, APIRouter]:
    """The assistant, whose questions are counted for the page, and the page's routes.

    Without a password nothing is counted and there is no page.
    """
    if settings.maintainer_password is None:
        return assistant, APIRouter()
    usage = Usage(settings.store / FILE)
    logins = Logins(settings.maintainer_password.get_secret_value())
    router = maintainer_router(settings, usage, ingest_job(settings), logins)
    return assistant.watched(usage), router


def maintainer_router(
    settings: Settings, usage: Usage, job: IngestJob, logins: Logins
) -> APIRouter:
    """All of /maintainer; without a session everything but the login leads to the login."""
    router = APIRouter(include_in_schema=False)
    store = Store(settings.store)
    sources = Sources(settings, store, feedback_store(settings), usage)
    router.include_router(_outside(logins))
    router.include_router(_inside(sources, job, logins))
    return router


def ingest_job(settings: Settings) -> IngestJob:
    """The ingest of `ppp ingest` without arguments."""

    def work(reporter: Reporter) -> IngestReport:
        from ppp_ingest import take_up

        return take_up(settings, [str(settings.sources)], reporter, fetch=True)[0]

    return IngestJob(work)


def _outside(logins: Logins) -> APIRouter:
    """What is open to everyone: the login and how it looks."""
    router = APIRouter(prefix=PREFIX)

    @router.get("/login")
    def login(request: Request) -> Response:
        return moved() if _session(request, logins) else own_page("login.html")

    @router.post("/login")
    def enter(request: Request, form: Annotated[Form, Depends(form_of)]) -> Response:
        try:
            session = logins.enter(form.get("password", ""), caller_of(request))
        except LoginError as error:
            log.warning("a login was refused: %s", error)
            page = own_page("login.html", 429 if error.retry_after else 403, problem=str(error))
            if error.retry_after:
                page.headers["Retry-After"] = str(error.retry_after)
            return page
        return with_cookie(moved(), request, session.token, SESSION_SECONDS)

    @router.get("/style.css")
    def style() -> Response:
        return static_file("maintainer.css", "text/css")

    @router.get("/script.js")
    def script() -> Response:
        return static_file("maintainer.js", "text/javascript")

    return router


def _inside(sources: Sources, job: IngestJob, logins: Logins) -> APIRouter:
    """What a session opens."""

    def session_of(request: Request) -> Session:
        found = _session(request, logins)
        if found is None:
            raise HTTPException(303, "log in first", {"Location": f"{PREFIX}/login"})
        return found

    def own_form(
        session: Annotated[Session, Depends(session_of)],
        form: Annotated[Form, Depends(form_of)],
    ) -> Session:
        if not session.owns(form.get("key", "")):
            raise HTTPException(403, "this form is not of this session; reload the page")
        return session

    router = APIRouter(dependencies=[Depends(session_of)])
    router.include_router(_reading(sources, job, session_of))

    @router.post(PREFIX + "/ingest")
    def start(session: Annotated[Session, Depends(own_form)]) -> Response:
        if job.start():
            return moved("#ingest")
        values = dashboard(sources)
        return own_page(
            "maintainer.html", 409, key=session.form_key, seen=job.seen(), busy=BUSY, **values
        )

    @router.post(PREFIX + "/logout")
    def leave(session: Annotated[Session, Depends(own_form)]) -> Response:
        logins.leave(session.token)
        return without_cookie(moved("/login"))

    return router


def _reading(sources: Sources, job: IngestJob, session_of: Callable[..., Session]) -> APIRouter:
    """The pages that change nothing."""
    router = APIRouter(prefix=PREFIX)

    @router.get("")
    @router.get("/")
    def page(session: Annotated[Session, Depends(session_of)]) -> Response:
        values = dashboard(sources)
        return own_page("maintainer.html", key=session.form_key, seen=job.seen(), **values)

    @router.get("/ingest")
    def progress() -> Response:
        return own_page("_ingest.html", seen=job.seen())

    @router.get("/diff")
    def diff(
        url: str | None = None,
        old: Annotated[str | None, Query(alias="from")] = None,
        new: Annotated[str | None, Query(alias="to")] = None,
    ) -> Response:
        try:
            return other_page(diff_html(compare(sources.store, url, old, new)), READING)
        except PppError as error:
            return own_page("problem.html", 404, problem=str(error))

    @router.get("/eval")
    def report() -> Response:
        try:
            page = read_report(sources.settings.eval_report).page
            if page is None:
                raise EvalReportError("The report is no page to read: its figures are shown.")
            return other_page(page.read_text("utf-8"), REPORT)
        except (EvalReportError, OSError, UnicodeDecodeError) as error:
            return own_page("problem.html", 404, problem=str(error))

    return router


def _session(request: Request, logins: Logins) -> Session | None:
    return logins.session(request.cookies.get(COOKIE, ""))


async def form_of(request: Request) -> Form:
    """The fields of a small form; raises HTTPException where it is larger than MOST_BYTES."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise HTTPException(413, f"more than {MOST_BYTES} bytes")
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
