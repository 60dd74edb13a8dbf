"""Links that a page lets others follow, its canonical address, and whether it may be taken."""

import pytest

from ingest.outline import Outline, read_outline

URL = "https://e.org/docs/page?x=1"


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ('<a href="b">b</a><a href="/a/">a</a>', ("/a/", "/docs/b")),
        ('<a href="../c?q=1#top">c</a><a href="/c?q=1">c</a>', ("/c?q=1",)),
        ('<a href="#top">top</a>', ("/docs/page?x=1",)),
        ('<base href="/other/"><a href="b">b</a>', ("/other/b",)),
        ('<a href="HTTPS://E.ORG:443/b">b</a><a href="https://f.org/b">no</a>', ("/b",)),
        ('<a rel="external NoFollow" href="/b">no</a><a>none</a><a href="">self</a>', ()),
        ('<meta name="ROBOTS" content="index, NoFollow"><a href="/b">no</a>', ()),
        ('<a href="http://[">bad</a><a href="mailto:x@e.org">no</a><a href="/ü b">b</a>',
         ("/%C3%BC%20b",)),
        ('<a href="https://u:p@e.org/x">no</a><!-- <a href="/x">no</a> -->', ()),
        ("", ()),
    ],
)  # fmt: skip
def test_links_of_the_same_host_in_one_form_sorted(text: str, links: tuple[str, ...]) -> None:
    assert read_outline(text, URL).links == tuple(f"https://e.org{each}" for each in links)


def test_noindex_and_canonical_are_read() -> None:
    head = '<meta name="robots" content="none"><link rel="alternate canonical" href="/c#x">'
    assert read_outline(f"{head}<a href='/b'>b</a>", URL) == Outline((), "https://e.org/c", False)
    assert read_outline("<link rel='stylesheet' href='/c'>", URL) == Outline()
    assert read_outline('<meta name="robots" content="noindex,follow">', URL).indexed is False
