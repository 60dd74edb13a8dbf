"""What is embedded and indexed: quotes with the context they need."""

from corpus.models import Page
from corpus.texts import header_of, lead_of, passage_text, sentence_text, text_key
from ingest.blocks import Block, Document
from ingest.canonical import Facts, build_page
from ingest.passages import split_page

BLOCKS = (
    Block("heading", "Title", 1, 1),
    Block("heading", "Part", 2, 2),
    Block("prose", "NIIMBL seeks to:", 3),
    Block("item", "accelerate.", 4),
    Block("item", "support.", 4),
    Block("prose", "After.", 5),
)


def page_of(*blocks: Block) -> Page:
    return build_page(Document(blocks), Facts("u", "Title"))


def test_passage_is_preceded_by_title_and_headings_each_once() -> None:
    page = page_of(*BLOCKS)
    (passage,) = split_page(page, 500)
    assert passage_text(page, passage).split("\n") == [
        "Title › Part", "Title", "Part", "NIIMBL seeks to:", "accelerate.", "support.", "After.",
    ]  # fmt: skip


def test_later_part_of_a_list_carries_its_lead_in() -> None:
    page = page_of(Block("prose", "They:", 1), *(Block("item", "x" * 90, 2) for _ in range(4)))
    last = split_page(page, 200)[-1]
    assert passage_text(page, last).split("\n")[:2] == ["Title", "They:"]


def test_item_is_embedded_with_the_sentence_that_introduces_it() -> None:
    page = page_of(*BLOCKS)
    assert sentence_text(page, 4) == "NIIMBL seeks to: support."
    assert sentence_text(page, 2) == "NIIMBL seeks to:"
    assert sentence_text(page, 5) == "After."


def test_list_without_lead_in_stands_by_itself() -> None:
    page = page_of(Block("item", "a.", 1), Block("item", "b.", 1))
    assert sentence_text(page, 1) == "b."
    assert lead_of(page, 1) is None


def test_lead_of_a_list_is_its_own_and_none_outside_lists() -> None:
    page = page_of(*BLOCKS)
    assert [lead_of(page, n) for n in range(6)] == [None, None, 2, 2, 2, None]


def test_key_tells_texts_apart() -> None:
    assert text_key("a") != text_key("b")
    assert len(text_key("a")) == 64


def test_a_table_row_names_the_column_of_each_cell() -> None:
    rows = ("Laboratory | Town | Samples", "Hill | Carrick | 95", "Coast | Selby")
    page = page_of(*(Block("row", each, 1) for each in rows), Block("row", "Other | Table", 2))
    assert [sentence_text(page, n) for n in range(4)] == [
        "Laboratory | Town | Samples",
        "Laboratory: Hill, Town: Carrick, Samples: 95",
        "Laboratory | Town | Samples: Coast | Selby",
        "Other | Table",
    ]
    assert [header_of(page, n) for n in range(4)] == [None, 0, 0, None]
