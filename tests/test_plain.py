"""Plain text: paragraphs, underlined headings, lists."""

from ingest.canonical import Facts, build_page
from ingest.plain import read_plain

PAGE = """\
The Title
=========

First paragraph.\r
Second line.

They do:
- one
- two

Part
----

1. a

2. b
"""


def test_structure_is_found() -> None:
    page = build_page(read_plain(PAGE), Facts("u", "t"))
    assert page.text == (
        "# The Title\n\nFirst paragraph.\nSecond line.\n\nThey do:\n\n- one\n- two\n\n"
        "## Part\n\n1. a\n2. b\n"
    )


def test_items_between_blank_lines_are_one_list_with_its_lead_in() -> None:
    page = build_page(read_plain("We:\n\n- one\n\n- two\n\n- three\n\nAfter."), Facts("u", "t"))
    assert [each.list_id for each in page.sentences] == [1, 1, 1, 1, None]


def test_markdown_marks_are_words_here() -> None:
    page = build_page(read_plain("# not a heading\n\n*stars*"), Facts("u", "t"))
    assert page.text == "# not a heading\n\n*stars*\n"
    assert page.sections == ()


def test_line_below_two_lines_underlines_neither() -> None:
    page = build_page(read_plain("One line.\nTwo lines.\n-----"), Facts("u", "t"))
    assert page.sections == ()


def test_old_mac_line_ends_are_line_ends() -> None:
    page = build_page(read_plain("First line.\rSecond line."), Facts("u", "t"))
    assert page.text == "First line.\nSecond line.\n"
