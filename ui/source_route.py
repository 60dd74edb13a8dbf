"""Pages that open in a tab of their own: a stored page at its quote, and what changed in it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from assistant.library import Library
from corpus.compare import compare
from corpus.diffhtml import diff_html
from corpus.errors import PageError, StoreError
from corpus.impact import Cited
from corpus.models import Page
from corpus.snapshot import About
from corpus.standing import standings
from corpus.store import Store
from ui.citation_text import SOURCE
from ui.page_route import VERSION, parse_spans
from ui.page_view import Span
from ui.source_view import source_page
from ui.standing_view import DIFF, Numbered, quote_note
from ui.whole_page import sorry_page

FRESH = {"Cache-Control": "private, no-cache"}  # what is said of the present version changes
GONE = "This stored page cannot be shown"
UNEQUAL = "These versions cannot be compared"


def source_router(library: Library) -> APIRouter:
    """`GET /source/VERSION?url=&spans=N:START-END` and `GET /page-diff?url=&from=&to=`."""
    router = APIRouter()

    @router.get(f"/{SOURCE}/{{version}}", include_in_schema=False)
    def source(version: str, spans: str = "", url: str = "") -> HTMLResponse:
        marked = parse_spans(spans)
        try:
            page = kept_page(library.store, version, url)
        except PageError as error:
            return HTMLResponse(sorry_page(GONE, str(error)), 404)
        about, note = _present(library, page, marked)
        return HTMLResponse(source_page(page, marked, about, note), headers=FRESH)

    @router.get(f"/{DIFF}", include_in_schema=False)
    def difference(
        url: str,
        old: Annotated[str | None, Query(alias="from")] = None,
        new: Annotated[str | None, Query(alias="to")] = None,
    ) -> HTMLResponse:
        try:
            found = compare(library.store, url, old, new)
        except PageError as error:
            return HTMLResponse(sorry_page(UNEQUAL, str(error)), 404)
        about, _ = _present(library, None, ())
        return HTMLResponse(diff_html(found, about.notice), headers=FRESH)

    return router


def kept_page(store: Store, version: str, url: str) -> Page:
    """A kept version, with the title and the dates that it has at this url.

    Raises PageError where it is not kept. A url at which it never was is passed over.
    """
    if not VERSION.fullmatch(version):
        raise PageError("a page version is named by 64 hexadecimal digits")
    page = store.version_page(version)
    named = [each for each in store.history().get(url, ()) if each.version == version]
    if not named:
        return page
    last = named[-1]
    return replace(
        page, url=url, title=last.title, fetched_at=last.fetched_at,
        current_as_of=last.current_as_of,
    )  # fmt: skip


def _present(library: Library, page: Page | None, spans: Sequence[Span]) -> tuple[About, str]:
    """What the served snapshot says of itself and of the quote; little where nothing is served."""
    try:
        snapshot = library.current().snapshot
        if page is None or not spans:
            return snapshot.manifest.about, ""
        quote = page.text[spans[0].start : spans[0].end]
        cited = Cited("", page.url, page.version, quote, spans[0].start)
        (standing,) = standings(library.store, snapshot, [cited])
        return snapshot.manifest.about, quote_note(Numbered(spans[0].n, cited, standing), "../")
    except StoreError:
        return About(), ""
