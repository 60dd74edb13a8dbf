"""Serves a stored page version with its quotes marked, for the panel beside the chat."""

import re

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse

from corpus.errors import PppError
from corpus.store import Store
from ui.page_view import Span, page_html

VERSION = re.compile(r"[0-9a-f]{64}")
SPAN = re.compile(r"(\d{1,6}):(\d{1,12})-(\d{1,12})")
MOST_SPANS = 500
FOREVER = "private, max-age=31536000, immutable"  # a version's text never changes


def page_router(store: Store) -> APIRouter:
    """`GET /stored-page/VERSION?spans=N:START-END,…`: the page as an HTML fragment."""
    router = APIRouter()

    @router.get("/stored-page/{version}", include_in_schema=False)
    def stored_page(version: str, spans: str = "") -> HTMLResponse:
        if not VERSION.fullmatch(version):
            raise HTTPException(404, "a page version is 64 hexadecimal digits")
        try:
            text = store.version_text(version)
        except PppError as error:
            raise HTTPException(404, str(error)) from error
        body = page_html(text, parse_spans(spans))
        return HTMLResponse(body, headers={"Cache-Control": FOREVER})

    return router


def parse_spans(spans: str) -> list[Span]:
    """Spans from "N:START-END,…"; raises HTTPException for anything else."""
    pieces = spans.split(",") if spans else []
    found = [SPAN.fullmatch(piece) for piece in pieces]
    if len(found) > MOST_SPANS or not all(found):
        raise HTTPException(422, f"spans: expected at most {MOST_SPANS} of N:START-END")
    return [Span(*map(int, each.groups())) for each in found if each]
