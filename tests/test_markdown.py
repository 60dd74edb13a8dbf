"""Markdown keeps its words and loses its marks."""

import pytest

from corpus.models import Link
from ingest.canonical import Facts, build_page
from ingest.markdown import read_markdown


def text(markdown: str) -> str:
    return build_page(read_markdown(markdown), Facts("u", "t")).text


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("# One\n\nTwo *three* **four** `five`.", "# One\n\nTwo three four five.\n"),
        ("Title\n=====\n\nSub\n---", "# Title\n\n## Sub\n"),
        ('See [the page](https://e.org "T") and ![a](b.png) it.', "See the page and it.\n"),
        ("- a\n- b\n  - c\n- d", "- a\n- b\n  - c\n- d\n"),
        ("3. a\n4. b", "3. a\n4. b\n"),
        ("1. a\n\n   more\n\n2. b", "1. a\n1. more\n2. b\n"),
        ("| A | B |\n|---|---|\n| 1 | 2 |\n| | |", "A | B\n1 | 2\n"),
        ("> quoted\n> text", "quoted text\n"),
        ("    indented is prose", "indented is prose\n"),
        ("```py\na = 1\n\nb = <b>\n```", "a = 1\nb = <b>\n"),
        ("one<br>two", "one two\n"),
        ("<div class='x'>\nhello\n</div>", "hello\n"),
        ("<a\nhref='x'>link</a>", "link\n"),
        ("if x <a or y> 3", "if x <a or y> 3\n"),
        ("use &lt;br&gt; or \\<b\\>", "use <br> or <b>\n"),
        ("a <!-- hidden\n\nnote --> b", "a b\n"),
        ("<https://e.org/x>", "https://e.org/x\n"),
        ("Caf&eacute; &amp; &#128512;", "Café & 😀\n"),
        ("hard  \nBreak", "hard\nBreak\n"),
        ("<script>alert(1)</script>", "alert(1)\n"),
        ("#\n\n##  \n\nx", "x\n"),
        ("* * *", ""),
    ],
)
def test_words_stay_and_marks_go(markdown: str, expected: str) -> None:
    assert text(markdown) == expected


def test_bullets_typed_by_hand_become_items() -> None:
    kinds = [each.kind for each in read_markdown("They do:\n• one\n• two").blocks]
    assert kinds == ["prose", "item", "item"]


def test_links_are_kept_with_their_words() -> None:
    document = read_markdown("Go [to *it*](https://e.org/a?b=1) or <https://e.org>.")
    assert document.links == (
        Link("to it", "https://e.org/a?b=1"),
        Link("https://e.org", "https://e.org"),
    )


def test_fifty_nested_lists_are_read_to_the_bottom() -> None:
    nested = "\n".join(f"{'  ' * depth}- item{depth}" for depth in range(45))
    assert "item44" in text(nested)


def test_list_after_a_heading_belongs_to_it() -> None:
    page = build_page(read_markdown("## Links\n\n- a\n- b"), Facts("u", "t"))
    assert [each.list_id for each in page.sentences] == [1, 1, 1]


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "hostile",
    [
        ">" * 3000,
        "[" * 5000,
        "*a " * 5000,
        "`" * 5000 + "a",
        "<a " * 5000,
        "![" * 3000,
        "- " * 3000,
    ],
    ids=lambda each: each[:3],
)
def test_hostile_markup_is_read_in_bounded_time(hostile: str) -> None:
    assert "end" in text(f"{hostile}\n\nend")
