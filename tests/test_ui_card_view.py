import html
import re

import pytest
from test_ui_answer_view import HOSTILE, citation

from corpus.snapshot import About
from ui.card_view import cards_html, citation_name
from ui.citation_text import citation_text, source_address
from ui.dates import in_words, page_date
from ui.escape import chat_safe, web_link
from ui.frame_view import GREETING, header_html, panel_html, welcome_html


def test_a_card_names_version_snapshot_section_and_date() -> None:
    got = cards_html([citation(1, "Quote.")], 0, "abcdef0123456789")
    assert "<h2>A page</h2>" in got and '<p class="ppp-path">Part</p>' in got
    assert "<dd>Fetched 22 November 2026</dd>" in got
    assert f"<dd>{'0' * 12}</dd>" in got and "<dd>abcdef0123456789</dd>" in got


def test_the_date_that_the_page_shows_wins() -> None:
    assert (
        page_date(citation(1, "q", current_as_of="2023-05-04"))
        == "content current as of 4 May 2023"
    )
    assert page_date(citation(1, "q", fetched_at=None)) == ""


def test_cards_mark_all_quotes_of_their_page_and_of_no_other() -> None:
    other = citation(3, "Other.", page_version="1" * 64)
    got = cards_html([citation(1, "One."), citation(2, "Three."), other], 4, "s")
    assert re.findall(r'data-spans="([^"]*)"', got) == ["1:0-4,2:0-6"] * 2 + ["3:0-6"]
    assert re.findall(r'data-key="([^"]*)"', got) == ["cite-4-1", "cite-4-2", "cite-4-3"]


def test_only_web_addresses_become_links() -> None:
    safe = cards_html([citation(1, "q")], 0, "s")
    assert (
        '<a href="https://example.org/a#:~:text=x" target="_blank" rel="noopener noreferrer">'
        in safe
    )
    for link in ("javascript:alert(1)", "file:notes.md#:~:text=q", "data:text/html,x", "HTTPS:x"):
        got = cards_html([citation(1, "q", link=link, url=link)], 0, "s")
        assert re.findall(r'<a href="([^"]*)', got)[0].startswith("source/")
        assert got.count("<a ") == 1


def test_a_card_carries_what_is_copied_and_where_its_page_is_stored() -> None:
    cited = citation(2, "A “q”.", start=7, end=12)
    got = html.unescape(cards_html([cited], 0, "s"))
    assert f'data-copy="{citation_text(cited)}"' in got
    assert f'<a href="{source_address(cited)}" target="_blank"' in got
    assert f'data-url="{cited.url}" data-start="7"' in got
    assert "Open on example.org at this sentence" in got


def test_everything_in_a_card_is_escaped() -> None:
    bad = citation(1, HOSTILE, title=HOSTILE, section=[HOSTILE], url=HOSTILE, link=f'https://e/"{HOSTILE}',
                   fetched_at=HOSTILE, page_version=f'"{HOSTILE}')  # fmt: skip
    got = cards_html([bad], 0, HOSTILE)
    assert not re.search(r"<(script|img)", got)
    assert html.unescape(got).count(HOSTILE) >= 6


def test_the_name_of_a_mark_leaves_out_a_repeated_title() -> None:
    assert citation_name(citation(2, "q")) == "Citation 2: A page, Part"
    assert citation_name(citation(2, "q", section=["A page"])) == "Citation 2: A page"
    assert citation_name(citation(2, "q", section=[])) == "Citation 2: A page"


@pytest.mark.parametrize("date, words", [
    ("2026-11-22", "22 November 2026"),
    ("2026-11-22T23:08:43+00:00", "22 November 2026"),
    ("last week", "last week"),
])  # fmt: skip
def test_dates_in_words(date: str, words: str) -> None:
    assert in_words(date) == words


def test_web_link_refuses_what_is_not_http() -> None:
    assert web_link("https://a.org/b#:~:text=c") == "https://a.org/b#:~:text=c"
    assert web_link("javascript:alert(1)//https://a.org") is None
    assert web_link('https://a.org/"onclick=') is None


def test_chat_safe_text_reads_as_before() -> None:
    text = 'a_b *c* [d](e) <f> & &amp; `g` # h "i" — é'
    assert html.unescape(chat_safe(text)) == text


def test_the_frame_shows_what_the_snapshot_says_of_itself() -> None:
    about = About(name="Pages <1>", greeting="Hello & welcome", notice="Not official <2>")
    assert "<h1>Pages &lt;1&gt;</h1>" in header_html(about)
    assert "Not official &lt;2&gt;" in header_html(about)
    assert "Hello" in welcome_html(about)


def test_the_frame_has_generic_words_for_any_folder() -> None:
    assert "ppp-notice" not in header_html(About())
    assert html.unescape(welcome_html(About())).find(GREETING) > 0
    assert "hidden" in panel_html()
