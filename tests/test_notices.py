"""Pages that say they are gone, archived or moved; and pages that only speak of such things."""

import pytest

from corpus.models import Page
from ingest.canonical import Facts, build_page
from ingest.html import read_html
from ingest.notices import HollowError, check_full, check_there, notice
from tests.site import html

LONG = "The agency works with partners to protect the health of the public. " * 20


def gone(text: str) -> bool:
    try:
        check_there(text, build_page(read_html(text), Facts("u", "t")))
    except HollowError:
        return True
    return False


def said(text: str) -> str:
    return notice(text, build_page(read_html(text), Facts("u", "t")))


@pytest.mark.parametrize(
    "title",
    [
        "404", "Error 404", "HTTP 404 Not Found", "404 - Page not found", "404 Error: Not Found",
        "Page Not Found", "Page not found (404)", "Not Found", "Sorry, we couldn't find that page",
        "The requested page could not be found.", "Oops! This page doesn’t exist",
        "Sorry, the page you are looking for was not found", "The page cannot be found",
        "We can't find that page", "This page has been removed",
        "This page is no longer available",
    ],
)  # fmt: skip
def test_short_page_whose_title_or_heading_says_it_is_missing_is_gone(title: str) -> None:
    assert gone(html(title=title, words="Use the search or go back."))
    assert gone(f"<title>Agency</title><h1>{title}</h1><p>Go back.</p>")
    assert not gone(html(title=title, words=LONG))


@pytest.mark.parametrize("title", ["Page not found | FDA", "FDA – Page Not Found (404)"])
def test_name_of_the_site_in_a_title_hides_nothing(title: str) -> None:
    assert gone(f"<title>{title}</title><h1>Agency</h1><p>Go back.</p>")


@pytest.mark.parametrize(
    "title",
    [
        "How to report a page that was not found", "What error 404 means", "Section 404 permits",
        "404 drugs on the list", "Lost and found", "Found: a new antibody",
        "Drug not found in the register", "Form 404", "Room 404 | Agency", "Removed products",
        "Documents that no longer exist", "The page and the knight", "File a report", "",
    ],
)  # fmt: skip
def test_page_that_only_speaks_of_such_things_stays(title: str) -> None:
    assert not gone(html(title=title or " ", words="The page was not found by the reader."))


def test_page_with_nothing_in_it_is_no_matter_of_words() -> None:
    page = build_page(read_html("<p>Words.</p>"), Facts("u", "t"))
    check_there("", page)
    assert notice("", page) == ""


@pytest.mark.parametrize(
    ("then", "now", "hollow"),
    [(200, 10, True), (1000, 39, True), (1000, 40, False), (149, 3, False), (200, 25, False)],
)
def test_only_a_page_that_was_full_can_be_nearly_empty(then: int, now: int, hollow: bool) -> None:
    def page(words: int) -> Page:
        return build_page(read_html("<p>" + "word " * words), Facts("u", "t"))

    if hollow:
        with pytest.raises(HollowError, match=f"{now} words, {then} before"):
            check_full(page(now), page(then))
    else:
        check_full(page(now), page(then))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (html(words=f"This page has moved to another address. {LONG}"), "has moved: \"This page"),
        (html(words=f"This website was permanently moved. {LONG}"), "has moved"),
        (html(title="This content has been archived"), "was archived"),
        (html(title="Archived"), 'was archived: "Archived"'),
        (html(title="[ARCHIVED] Rules of 2010"), "was archived: \"[ARCHIVED]"),
        (f"<div class='usa-alert'>This page is no longer updated.</div>{html()}", "was archived"),
        (f"<section id='site-banner'>Archived content: kept as is.</section>{html()}", "archived"),
        (f"<div role='alert'>This document is archived.</div>{html()}", "was archived"),
    ],
)  # fmt: skip
def test_page_that_says_it_was_archived_or_has_moved_is_noted(text: str, part: str) -> None:
    assert part in said(text)


@pytest.mark.parametrize(
    "text",
    [
        html(),
        html(words="The office has moved to Silver Spring. Its files were archived."),
        html(words=f"{LONG}{LONG} This page has been archived."),  # said in passing, far below
        html(title="How records are archived"),
        html(title="Archived records of the agency"),
        html(title="Archive"),
        f"<div class='alert' hidden>This page has moved.</div>{html()}",
        f"<div class='message'>This page has moved. {LONG * 3}</div>{html()}".replace(
            "This page has moved. ", LONG * 2 + "This page has moved. "
        ),
    ],
)
def test_page_that_speaks_of_archives_and_moves_is_not_noted(text: str) -> None:
    assert said(text) == ""
