"""Differences as an HTML page: whole sentences, marked words, everything escaped."""

from pathlib import Path

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.compare import compare
from corpus.diffhtml import diff_html, word_parts, write_diff_html
from corpus.errors import SettingsError
from tests.fakes import Bench

OLD = "# Harbour\n\nIt has 40 berths.\n\n## Fees\n\nPay at the office.\n\nDogs stay at home.\n"
NEW = "# Harbour\n\nIt has 44 berths.\n\n## Staff\n\nPay at the office.\n"
HOSTILE = (
    '---\ntitle: "<script>alert(1)</script>"\nurl: "https://e.org/\\"><img src=x>"\n---\n'
    '# <b>Head & more\n\nPay <img src=https://evil.example/x> {} dollars &amp; "more" to us.\n'
)


def shown(bench: Bench, *texts: str) -> str:
    for text in texts:
        bench.write("page.md", text)
        bench.ingest()
    return diff_html(compare(bench.store))


def test_sentences_stand_whole_under_their_headings(tmp_path: Path) -> None:
    html = shown(Bench(tmp_path), OLD, NEW)
    page = lxml.html.fromstring(html)
    changes = [
        [each.xpath("preceding::h3[1]")[0].text, *(part.text_content() for part in each)]
        for each in page.xpath("//div")
    ]
    assert sorted(changes) == [
        ["Harbour", "changed", "It has 40 berths.", "It has 44 berths."],
        ["Harbour › Fees", "removed", "Dogs stay at home."],
        ["Harbour › Fees", "removed", "Fees"],
        ["Harbour › Staff", "added", "Staff"],
        ["Harbour › Staff", "moved, was under Harbour › Fees", "Pay at the office."],
    ]
    assert [each.text for each in page.xpath("//del")] == ["40"]
    assert [each.text for each in page.xpath("//ins")] == ["44"]


def test_words_of_a_page_are_never_markup(tmp_path: Path) -> None:
    html = shown(Bench(tmp_path), HOSTILE.format(12), HOSTILE.format(14))
    page = lxml.html.fromstring(html)
    assert page.xpath("//script|//img|//b|//a|//link|//iframe|//*[@src]|//*[@href]") == []
    assert "<script>alert(1)</script>" in page.xpath("//h2")[0].text_content()
    assert '"><img src=x>' in page.text_content()


def test_the_page_asks_nothing_of_any_host(tmp_path: Path) -> None:
    html = shown(Bench(tmp_path), OLD, NEW)
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    assert f'http-equiv="Content-Security-Policy" content="{policy}"' in html
    assert "url(" not in html
    assert "@import" not in html


def test_the_same_comparison_gives_the_same_bytes(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    assert shown(bench, OLD, NEW) == diff_html(compare(bench.store))


def test_nothing_to_show_is_said(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    assert "No page has changed" in shown(bench, OLD)
    assert "the first version" in diff_html(compare(bench.store, "file:page.md"))


@given(old=st.text(), new=st.text())
def test_parts_joined_are_the_sentence(old: str, new: str) -> None:
    for sentence, parts in zip((old, new), word_parts(old, new), strict=True):
        assert "".join(each.text for each in parts) == sentence
    if old == new:
        assert not any(each.differs for parts in word_parts(old, new) for each in parts)


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none/x\.html: the page can't be written"):
        write_diff_html([], tmp_path / "none" / "x.html")
