"""Passages of known pages."""

from corpus.models import Page
from ingest.blocks import Block, Document
from ingest.canonical import Facts, build_page
from ingest.passages import split_page

SENTENCE = "Each of these sentences has exactly sixty characters in it."


def page_of(*blocks: Block) -> Page:
    return build_page(Document(blocks), Facts("file:a.md", "Title"))


def texts(page: Page, longest: int) -> list[str]:
    return [page.text[each.start : each.end] for each in split_page(page, longest)]


def test_page_without_sentences_has_no_passages() -> None:
    assert split_page(page_of(), 500) == []


def test_paragraphs_of_one_section_share_a_passage_while_they_fit() -> None:
    page = page_of(*(Block("prose", SENTENCE, n) for n in range(6)))
    assert [len(each) for each in texts(page, 200)] == [181, 181]


def test_heading_begins_a_passage_and_waits_for_its_text() -> None:
    page = page_of(
        Block("prose", "Before.", 1),
        Block("heading", "One", 2, 2),
        Block("heading", "Two", 3, 3),
        Block("prose", "After.", 4),
    )
    assert texts(page, 500) == ["Before.", "One\n\n### Two\n\nAfter."]
    assert split_page(page, 500)[1].section == ("One", "Two")


def test_heading_stays_with_text_that_just_fits_by_itself() -> None:
    page = page_of(Block("heading", "A heading", 1, 2), Block("prose", "x" * 199 + ".", 2))
    assert len(texts(page, 200)) == 1


def test_a_page_of_nothing_but_headings_is_cut_too() -> None:
    page = page_of(*(Block("heading", f"Heading number {n}", n, 2) for n in range(100)))
    assert max(map(len, texts(page, 300))) <= 300


def test_sentence_longer_than_the_limit_stands_alone() -> None:
    page = page_of(Block("prose", "Short.", 1), Block("prose", "y" * 600, 2))
    assert texts(page, 300) == ["Short.", "y" * 600]


def test_list_that_is_too_long_is_cut_and_each_part_knows_its_lead_in() -> None:
    items = [Block("item", f"{SENTENCE} {n}", 2) for n in range(8)]
    page = page_of(Block("prose", "NIIMBL seeks to:", 1), *items)
    passages = split_page(page, 200)
    assert len(passages) > 2
    assert passages[0].lead_in == ""  # it holds the line itself
    assert {each.lead_in for each in passages[1:]} == {"NIIMBL seeks to:"}


def test_id_names_page_version_and_span() -> None:
    page = page_of(Block("prose", "One.", 1))
    assert split_page(page, 500)[0].id == f"file:a.md@{page.version[:12]}:0-4"
