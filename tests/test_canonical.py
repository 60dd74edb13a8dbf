"""What holds of every page, whatever it was made from (hypothesis)."""

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import PageError
from corpus.models import Link, Page, text_version
from ingest.blocks import Block, Document
from ingest.canonical import Facts, build_page
from ingest.fetched import Fetched
from ingest.passages import split_page
from ingest.read import read_fetched
from ingest.sentences import LONGEST
from ingest.sources import Source
from tests.documents import HOSTILE_HTML, SIMPLE_LINE, html, markdown, plain

URL = "https://example.org/a"
DOCUMENTS = st.one_of(
    st.tuples(st.just("markdown"), markdown()),
    st.tuples(st.just("plain"), plain()),
    st.tuples(st.just("plain"), st.text(max_size=400)),
    st.tuples(st.just("markdown"), st.text(max_size=400)),
    st.tuples(st.just("html"), html()),
    st.tuples(st.just("html"), HOSTILE_HTML),
)
LETTERS = re.compile(r"[A-Za-z]+")


def read(kind: str, text: str) -> Page | None:
    """The page of a text; None where it is refused for holding no text (or broken YAML)."""
    try:
        return read_fetched(Source(url=URL), Fetched(URL, text.encode(), kind, "2026-01-01"))
    except PageError:
        return None


def page_of(*blocks: Block) -> Page:
    return build_page(Document(blocks), Facts(URL, "Title"))


@settings(deadline=None, max_examples=150)
@given(DOCUMENTS)
def test_sentences_are_exact_ordered_spans_of_one_line_each(document: tuple[str, str]) -> None:
    page = read(*document)
    last = 0
    for sentence in page.sentences if page else ():
        assert page is not None
        quote = page.text[sentence.start : sentence.end]
        assert last <= sentence.start < sentence.end <= len(page.text)
        assert page.quote(sentence) == quote == quote.strip() != ""
        assert "\n" not in quote
        assert len(quote) <= LONGEST
        last = sentence.end


@settings(deadline=None, max_examples=100)
@given(DOCUMENTS)
def test_version_is_the_hash_of_a_canonical_text_that_never_varies(
    document: tuple[str, str],
) -> None:
    page = read(*document)
    assert page == read(*document)
    if page:
        assert page.version == text_version(page.text)
        assert page.text.endswith("\n") and not page.text.endswith("\n\n")
        assert not re.search(r"[\r\t\x00\u200b]|\n\n\n| $", page.text, re.MULTILINE)


@settings(deadline=None, max_examples=100)
@given(DOCUMENTS)
def test_sections_follow_each_other_to_the_end_and_their_paths_nest(
    document: tuple[str, str],
) -> None:
    page = read(*document)
    if page is None or not page.sections:
        return
    assert page.sections[-1].end == len(page.text)
    for section, after in zip(page.sections, page.sections[1:], strict=False):
        assert section.end == after.start
    seen: set[tuple[str, ...]] = {()}
    for section in page.sections:
        assert section.path[:-1] in seen  # a section lies in one that was opened before
        assert (
            page.text[section.start : section.end].lstrip("#").strip().startswith(section.path[-1])
        )
        seen.add(section.path)
        seen.update(section.path[:length] for length in range(len(section.path)))


@settings(deadline=None, max_examples=100)
@given(DOCUMENTS, st.integers(200, 1000))
def test_every_sentence_stands_in_exactly_one_passage(
    document: tuple[str, str], longest: int
) -> None:
    page = read(*document)
    if page is None:
        return
    passages = split_page(page, longest)
    covered = [n for each in passages for n in range(each.first, each.last + 1)]
    assert covered == list(range(len(page.sentences)))
    for passage in passages:
        assert passage.start == page.sentences[passage.first].start
        assert passage.end == page.sentences[passage.last].end
        assert passage.section == page.section_at(page.sentences[passage.last].start)
    assert len({each.id for each in passages}) == len(passages)


@settings(deadline=None, max_examples=100)
@given(DOCUMENTS, st.integers(200, 1000))
def test_lists_that_fit_stand_whole_in_one_passage(document: tuple[str, str], longest: int) -> None:
    page = read(*document)
    if page is None:
        return
    passages = split_page(page, longest)
    for list_id in {each.list_id for each in page.sentences} - {None}:
        parts = [n for n, each in enumerate(page.sentences) if each.list_id == list_id]
        length = page.sentences[parts[-1]].end - page.sentences[parts[0]].start
        holders = [each for each in passages if each.first <= parts[-1] and parts[0] <= each.last]
        assert parts == list(range(parts[0], parts[-1] + 1))
        assert len(holders) == 1 or length > longest


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(("markdown", "plain")), st.data())
def test_no_word_of_the_source_is_lost_or_made_up(kind: str, data: st.DataObject) -> None:
    source = data.draw((markdown if kind == "markdown" else plain)(lines=SIMPLE_LINE))
    page = read(kind, source)
    assert page is not None
    assert Counter(LETTERS.findall(source)) == Counter(LETTERS.findall(page.text))


def test_empty_document_gives_an_empty_page() -> None:
    page = page_of()
    assert (page.text, page.sentences, page.sections) == ("", (), ())


def test_blocks_without_words_leave_no_trace() -> None:
    page = page_of(Block("heading", "", 1, 1), Block("prose", "Yes.", 2), Block("row", "", 3))
    assert page.text == "Yes.\n"
    assert page.sections == ()


def test_list_takes_the_last_sentence_before_it_as_its_lead_in() -> None:
    page = page_of(
        Block("prose", "It is old. It seeks to:", 1),
        Block("item", "grow", 2),
        Block("item", "last", 2, level=1),
        Block("prose", "After.", 3),
    )
    assert page.text == "It is old. It seeks to:\n\n- grow\n  - last\n\nAfter.\n"
    assert [each.list_id for each in page.sentences] == [None, 1, 1, 1, None]


def test_two_lists_in_a_row_stay_two() -> None:
    page = page_of(Block("prose", "A:", 1), Block("item", "b", 2), Block("item", "c", 3))
    assert [each.list_id for each in page.sentences] == [1, 1, 2]


def test_same_link_twice_is_kept_once() -> None:
    link = Link("here", "https://example.org/b")
    page = build_page(Document((Block("prose", "A.", 1),), (link, link)), Facts(URL, "T"))
    assert page.links == (link,)


@pytest.mark.parametrize("kind", ["heading", "row"])
def test_row_or_heading_beyond_the_limit_is_cut_like_a_sentence(kind: str) -> None:
    page = page_of(Block(kind, "cell | " * 300 + "end", 1, 2))  # type: ignore[arg-type]
    assert len(page.sentences) > 1
    assert max(each.end - each.start for each in page.sentences) <= LONGEST
    assert {each.kind for each in page.sentences} == {kind}


def test_deeper_heading_lies_in_the_one_above_and_a_higher_one_closes_it() -> None:
    page = page_of(*(Block("heading", name, n, level) for n, (name, level) in enumerate(
        [("A", 1), ("B", 3), ("C", 2), ("D", 1)])))  # fmt: skip
    assert [each.path for each in page.sections] == [("A",), ("A", "B"), ("A", "C"), ("D",)]
