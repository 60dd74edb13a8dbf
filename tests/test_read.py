"""Files and fetched bodies become pages; front matter wins; errors name the file."""

from pathlib import Path

import pytest

from corpus.errors import PageError
from corpus.models import Page
from ingest.fetched import Fetched
from ingest.read import read_fetched, read_file
from ingest.sources import Source

URL = "https://example.org/a"


def read(
    folder: Path, text: str | bytes, name: str = "sub/page.md", title: str | None = None
) -> Page:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_file(Source(path=path, root=folder, title=title))


def fetched(text: str, kind: str = "html", title: str | None = None) -> Page:
    body = Fetched(URL, text.encode(), kind, "2026-11-22T10:00:00+00:00")
    return read_fetched(Source(url=URL, title=title), body)


def test_front_matter_wins_over_what_is_derived(tmp_path: Path) -> None:
    page = read(tmp_path, f"""\
---
title: "Given  title"
url: {URL}
retrieved: 2026-11-22
current_as_of: 2023-05-31
---

# Heading

Content current as of: 01/01/2020
""", title="From sources.toml")  # fmt: skip
    assert (page.url, page.title) == (URL, "Given title")
    assert (page.fetched_at, page.current_as_of) == ("2026-11-22", "2023-05-31")
    assert "Given" not in page.text and "retrieved" not in page.text


def test_title_falls_back_on_sources_then_heading_then_file_name(tmp_path: Path) -> None:
    assert read(tmp_path, "# Heading\n\nx", title="Named").title == "Named"
    assert read(tmp_path, "#\n\n# Heading\n\nx").title == "Heading"
    assert read(tmp_path, "No heading.").title == "page"


def test_url_falls_back_on_the_path_below_the_given_folder(tmp_path: Path) -> None:
    assert read(tmp_path, "Words.").url == "file:sub/page.md"


def test_date_that_the_page_shows_is_found(tmp_path: Path) -> None:
    assert read(tmp_path, "x\n\nContent current as of: 05/31/2023").current_as_of == "2023-05-31"


@pytest.mark.parametrize(
    ("front", "parts"),
    [
        ("title: [x", ["broken front matter", "mend it or remove it"]),
        ("title: a: b", ["broken front matter"]),
        ('title: "\\ud800"', ["broken front matter"]),
        ("title: " + "[" * 5000, ["broken front matter"]),
        ("current_as_of: soon", ["current_as_of: 'soon' is no date (YYYY-MM-DD)"]),
        ("retrieved: 2026-02-30", ["broken front matter"]),
        ("url: javascript:alert(1)", ["'javascript:alert(1)' is not http, https or file"]),
        ("url: ' JavaScript:alert(1)'", ["is not http, https or file"]),
        ("url: data:text/html,x", ["is not http, https or file"]),
    ],
)
def test_front_matter_that_can_not_be_used_is_refused_by_name(
    tmp_path: Path, front: str, parts: list[str]
) -> None:
    with pytest.raises(PageError) as caught:
        read(tmp_path, f"---\n{front}\n---\n\nWords.")
    for part in (str(tmp_path / "sub/page.md"), *parts):
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("---\n\nHello: world.\n\n---\n\nMore.", "Hello: world."),
        ("---\nA rule above: [prose\n\nMore.", "A rule above: [prose"),
        ("---\nJust prose.\n\n---\nMore.", "Just prose."),
        ("---\n---\n\nWords.", "Words."),
        ("----\nWords.", "Words."),
        ("--- no rule", "--- no rule"),
        ("---\ntitle: never closed", "title: never closed"),
    ],
)
def test_rule_at_the_top_is_no_front_matter(tmp_path: Path, text: str, first: str) -> None:
    page = read(tmp_path, text)
    assert page.quote(page.sentences[0]) == first


def test_front_matter_after_a_byte_order_mark_and_with_windows_line_ends(tmp_path: Path) -> None:
    page = read(tmp_path, b"\xef\xbb\xbf---\r\n# note\r\ntitle: T\r\n---\r\n\r\nWords.\r\n")
    assert (page.title, page.text) == ("T", "Words.\n")


@pytest.mark.parametrize("body", [b"", b"\n\n", b"---\ntitle: x\n---\n", "\u200b".encode()])
def test_page_without_words_is_refused(tmp_path: Path, body: bytes) -> None:
    with pytest.raises(PageError, match=r"page\.md: holds no text"):
        read(tmp_path, body)


def test_binary_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(PageError, match=r"page\.txt: is binary, not text; convert it"):
        read(tmp_path, b"\x00\x01\x02", "page.txt")


def test_fetched_body_that_is_no_text_is_refused_by_its_address() -> None:
    with pytest.raises(PageError, match=f"{URL}: is binary, not text; convert it"):
        fetched("\x00\x01")


def test_format_that_is_not_known_is_refused_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(PageError, match=r"page\.odt: format '\.odt' is not supported.+\.docx"):
        read(tmp_path, b"PK", "page.odt")


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PageError, match=r"gone\.md: can't be read: No such file"):
        read_file(Source(path=tmp_path / "gone.md"))


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-8-sig"])
def test_encodings_of_the_wild_are_read(tmp_path: Path, encoding: str) -> None:
    assert read(tmp_path, "Größe und Café.".encode(encoding)).text == "Größe und Café.\n"


def test_suffix_decides_the_format(tmp_path: Path) -> None:
    assert read(tmp_path, "<p>a</p>", "p.htm").text == "a\n"
    assert read(tmp_path, "*a*", "p.markdown").text == "a\n"
    assert read(tmp_path, "*a*", "p.TXT").text == "*a*\n"


def test_html_file_has_no_front_matter(tmp_path: Path) -> None:
    assert "title: x" in read(tmp_path, "---\ntitle: x\n---\n<p>Words</p>", "p.html").text


def test_fetched_page_has_the_address_it_was_fetched_from(tmp_path: Path) -> None:
    page = fetched("---\nurl: https://www.fda.gov/official\ntitle: T\n---\n\nWords.", "markdown")
    assert (page.url, page.title) == (URL, "T")


def test_fetched_page_has_the_time_it_was_fetched() -> None:
    page = fetched("<h1>H</h1><p>Words.</p><p>Last updated: 05/31/2023</p>")
    assert (page.title, page.current_as_of) == ("H", "2023-05-31")
    assert page.fetched_at == "2026-11-22T10:00:00+00:00"


def test_date_in_a_script_is_not_one_that_the_page_shows() -> None:
    page = fetched("<p>Words.</p><script>'Last updated: 05/31/2023'</script>")
    assert page.current_as_of is None
