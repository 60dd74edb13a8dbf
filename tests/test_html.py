"""HTML: the content is kept with its structure, the furniture around it is not."""

import pytest

from corpus.errors import PageError
from corpus.models import Link
from ingest.canonical import Facts, build_page
from ingest.html import read_html

FILLER = "The agency works with many partners to protect and promote the public health of all. "
PAGE = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Partners | Agency</title>
<style>p {{ color: red }}</style><script>var evil = "EVIL";</script></head>
<body>
<header><a href="/">Agency home</a></header>
<nav><ul><li><a href="/drugs">Drugs menu</a></li><li><a href="/food">Food menu</a></li></ul></nav>
<div class="cookie-banner">We use cookies. <button>Accept all</button></div>
<main>
<h1>Public &amp; Private Partners</h1>
<p>{FILLER}It has <b>bold</b> words and <a href="https://e.org/x?a=1&amp;b=2">a link</a>.</p>
<h2>Goals</h2>
<p>The partners seek to:</p>
<ul><li>help people who need it<ul><li>at home</li><li>abroad</li></ul></li>
<li><p>share knowledge.</p><p>And more.</p></li></ul>
<ol><li>first</li><li>second</li></ol>
<table><tr><th>Name</th><th>Members</th></tr><tr><td>Alpha</td><td>12</td></tr>
<tr><td>Beta</td><td>34</td></tr></table>
<blockquote><p>Quoted one.</p><p>Quoted two.</p></blockquote>
<p>Address:<br>10903 New Hampshire Ave<br>Silver Spring &mdash; Maryland &#128512;</p>
<p>{FILLER.replace("agency", "consortium")}</p>
</main>
<dl><dt>Content current as of:</dt><dd><time datetime="2023-05-31">05/31/2023</time></dd></dl>
<footer>Footer words and FOIA</footer><script>alert("EVIL")</script>
</body></html>"""


def text(html: str) -> str:
    return build_page(read_html(html), Facts("u", "t")).text


def test_realistic_page_keeps_its_structure() -> None:
    found = text(PAGE)
    for part in (
        "# Public & Private Partners\n",
        "It has bold words and a link.\n",
        "## Goals\n\nThe partners seek to:\n\n- help people who need it\n  - at home\n  - abroad\n",
        "- share knowledge.\n- And more.\n",
        "1. first\n2. second\n",
        "Name | Members\nAlpha | 12\nBeta | 34\n",
        "Quoted one.\n\nQuoted two.\n",
        "Address:\n10903 New Hampshire Ave\nSilver Spring — Maryland 😀\n",
    ):
        assert part in found


@pytest.mark.parametrize("word", ["EVIL", "color", "menu", "cookies", "Accept", "FOIA", "Footer"])
def test_furniture_and_scripts_leave_no_word(word: str) -> None:
    assert word not in text(PAGE)


def test_title_is_the_first_heading_not_the_name_of_the_window() -> None:
    assert read_html(PAGE).metadata["title"] == "Public & Private Partners"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Window name</title>", "Window name"),
        ("<meta property='og:title' content='Shared &amp; name'><title>W</title>", "Shared & name"),
    ],
)
def test_page_without_heading_takes_its_own_title(head: str, title: str) -> None:
    page = f"<html><head>{head}</head><body><h1> </h1><p>Some words.</p></body></html>"
    assert read_html(page).metadata["title"] == title


def test_date_in_the_furniture_is_the_date_of_the_page() -> None:
    assert read_html(PAGE).metadata["current_as_of"] == "2023-05-31"


def test_links_of_the_content_are_kept_and_those_of_the_menu_are_not() -> None:
    assert read_html(PAGE).links == (Link("a link", "https://e.org/x?a=1&b=2"),)


def test_lists_are_tied_to_the_line_before_them() -> None:
    page = build_page(read_html(PAGE), Facts("u", "t"))
    lead = next(each for each in page.sentences if page.quote(each) == "The partners seek to:")
    assert sum(each.list_id == lead.list_id for each in page.sentences) == 6


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Hi.</p>", "Hi.\n"),
        ("Only text.", "Only text.\n"),
        ("<html><body>Only a body, no paragraph.</body></html>", "Only a body, no paragraph.\n"),
        ("<h1>T</h1><p>A.</p>", "# T\n\nA.\n"),
        ("<body>One <div>two</div> three <p>four</p> 5", "One\n\ntwo\n\nthree\n\nfour\n\n5\n"),
        ("<div><p>open <b>bold <i>x</p><p>more</div>", "open bold x\n\nmore\n"),
        ("<ul><li>a<ul><li>b</ul><ul><ul><li>c</ul></ul></ul>", "- a\n  - b\n    - c\n"),
        ("<ul><li>a <b>b</b> c</ul><p><i>d <b>e</b> f</i> g", "- a b c\n\nd e f g\n"),
        ("<ol><li>a<p>b<li>c</ol>", "1. a\n1. b\n2. c\n"),
        ("<pre>x = 1\n\ny = 2</pre>", "x = 1\ny = 2\n"),
        ("<table><caption>Cap</caption><tr><td>a<table><tr><td>b</table><td><p>c<p>d</table>",
         "Cap\n\na b | c d\n"),
        ("<dl><dt>Term<dd>Meaning.</dl>", "- Term\n- Meaning.\n"),
        ("<p>caf&eacute; &lt;b&gt; &#8212; &nbsp;x</p>", "café <b> — x\n"),
        ("<p>😀𝕏 中文。第二句。</p>", "😀𝕏 中文。第二句。\n"),
        ("<p dir=rtl>שלום עולם.</p>", "שלום עולם.\n"),
        ("<p>seen</p><p hidden>not</p><p style='display: none'>nor</p>", "seen\n"),
        ("<p>a</p><svg><text>no</text></svg><template><p>no</p></template>", "a\n"),
        ("<header><h1>Title</h1></header><p>x</p>", "# Title\n\nx\n"),
        ("<?xml version='1.0' encoding='utf-8'?><html><body><p>X.</p></body></html>", "X.\n"),
        ("<p>p<script>evil()</script>q</p>", "pq\n"),
        ("<p>p<fda<div>q</p>", "pq\n"),
        ("", ""),
        ("  ", ""),
        ("<html></html>", ""),
        ("<!-- nothing -->", ""),
        ("<script>evil()</script>", ""),
    ],
)  # fmt: skip
def test_small_and_malformed_pages_lose_no_words(html: str, expected: str) -> None:
    assert text(html) == expected


def test_page_in_which_trafilatura_finds_too_little_is_read_whole() -> None:
    cards = "".join(f"<div><span>Card {n} has words of its own.</span></div>" for n in range(60))
    found = text(f"<html><body><div>{cards}</div></body></html>")
    assert all(f"Card {n} " in found for n in range(60))


@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "blockquote"])
def test_deeply_nested_page_does_not_break_the_reader(tag: str) -> None:
    assert "words" in text(f"<p>words</p>{f'<{tag}>' * 2000}deep")


def test_page_that_trips_the_extraction_library_is_still_read() -> None:
    assert "text words" in text("<math><html>text words <li><div><dl><dt>")


def test_selector_takes_what_it_finds_in_order_without_furniture() -> None:
    page = (
        "<title>T</title><div class='c'><h2>One</h2><nav>Menu</nav><p>First.</p>"
        "<div class='c'><p>Inner.</p></div></div>between<div class='c'><ul><li>Last.</ul></div>"
        "<p>Content current as of: 05/31/2023</p>"
    )
    document = read_html(page, None, "//div[@class='c']")
    assert build_page(document, Facts("u", "t")).text == "## One\n\nFirst.\n\nInner.\n\n- Last.\n"
    assert document.metadata == {"title": "T", "current_as_of": "2023-05-31"}
    whole = build_page(read_html(page, None, "//body"), Facts("u", "t")).text
    assert "between" in whole
    assert "Menu" not in whole


@pytest.mark.parametrize("selector", ["//main", "//p/text()", "//a/@href"])
def test_selector_that_finds_no_element_is_named(selector: str) -> None:
    with pytest.raises(PageError, match=r"selector '//.*' finds nothing; mend it in sources.toml"):
        read_html("<p>Words <a href='/x'>x</a></p>", None, selector)
