"""Pages, their JSON form and back, and sections by offset."""

import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.codec import dump, page_from_json, page_to_json, passage_from_json, passage_to_json
from corpus.models import Page, text_version
from ingest.canonical import Facts, build_page
from ingest.markdown import read_markdown
from ingest.passages import split_page
from tests.documents import markdown


def page_of(text: str) -> Page:
    return build_page(read_markdown(text), Facts("u", "T", "2026-01-01", "2023-05-31"))


@settings(deadline=None, max_examples=50)
@given(markdown(), st.sampled_from([None, "2026-11-22"]))
def test_page_and_passages_survive_their_json_form(text: str, checked: str | None) -> None:
    page = page_of(text)
    line = dump(page_to_json(page))
    assert "\n" not in line
    again = page_from_json(json.loads(line), checked)
    assert again.checked_at == checked
    assert replace(again, checked_at=None) == page
    for passage in split_page(page, 400):
        assert passage_from_json(json.loads(dump(passage_to_json(passage)))) == passage


def test_section_is_that_of_the_heading_above() -> None:
    page = page_of("Before.\n\n# A\n\nIn a.\n\n## B\n\nIn b.")
    assert page.section_at(0) == ()
    assert page.section_at(page.text.index("In a")) == ("A",)
    assert page.section_at(page.text.index("In b")) == ("A", "B")
    assert page.section_at(10**6) == ("A", "B")


def test_version_is_the_sha256_of_the_text() -> None:
    assert text_version("abc") == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )
