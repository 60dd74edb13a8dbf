"""Pages for the maintainer: templates, and headers that let a page do as little as it can."""

from datetime import date
from functools import cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, PackageLoader

from ui.dates import time_in_words
from ui.theme import STATIC

PREFIX = "/maintainer"
COOKIE = "ppp_maintainer"
OWN = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
READING = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
# A report brings a script that filters it; in its sandbox it is no page of this server.
REPORT = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "frame-ancestors 'none'; sandbox allow-scripts"
)
PRIVATE = {"Cache-Control": "no-store", "X-Frame-Options": "DENY"}


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("ui"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    made.filters["moment"] = lambda time: time_in_words(time) if time else "–"
    made.filters["day"] = lambda day: f"{date.fromisoformat(day):%d %b}"
    made.filters["size"] = lambda count: f"{count / 1e6:.1f} MB"
    made.filters["seconds"] = seconds
    made.filters["percent"] = lambda value: f"{value:.0%}"
    return made


def seconds(milliseconds: int | None) -> str:
    """A time as people read it; "–" for none."""
    if milliseconds is None:
        return "–"
    return f"{milliseconds} ms" if milliseconds < 1000 else f"{milliseconds / 1000:g} s"


def own_page(name: str, status: int = 200, **values: Any) -> HTMLResponse:  # noqa: ANN401
    """A page, or a part of one, made of a template."""
    text = _templates().get_template(name).render(prefix=PREFIX, **values)
    return other_page(text, OWN, status)


def other_page(text: str, policy: str, status: int = 200) -> HTMLResponse:
    """A page that was made elsewhere, with what its Content-Security-Policy allows."""
    return HTMLResponse(text, status, {**PRIVATE, "Content-Security-Policy": policy})


def static_file(name: str, media_type: str) -> Response:
    """A style sheet or a script of the package."""
    text = (STATIC / name).read_text("utf-8")
    return Response(text, media_type=media_type, headers={"Cache-Control": "no-cache"})


def moved(place: str = "") -> RedirectResponse:
    """To another of these pages, by GET."""
    return RedirectResponse(f"{PREFIX}{place}", 303, PRIVATE)


def with_cookie(response: Response, request: Request, token: str, seconds: int) -> Response:
    """The response, which gives the browser the session; over https for https only."""
    response.set_cookie(
        COOKIE, token, max_age=seconds, path=PREFIX, httponly=True, samesite="strict",
        secure=request.url.scheme == "https",
    )  # fmt: skip
    return response


def without_cookie(response: Response) -> Response:
    """The response, which takes the session from the browser."""
    response.delete_cookie(COOKIE, path=PREFIX, httponly=True, samesite="strict")
    return response
