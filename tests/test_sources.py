"""Sources from the command line and from sources.toml; errors say what to mend."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import SourceError
from ingest.sources import Discovery, Source, collect, load_sources


def toml(folder: Path, text: str) -> Path:
    path = folder / "sources.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    for name in ("b.md", "a.txt", "sub/c.HTML", "skip.odt", ".hidden/d.md", ".e.md"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("Words.", "utf-8")
    return folder


def test_folder_means_every_supported_file_below_it(pages: Path) -> None:
    items = collect([str(pages)]).items
    assert [each.label for each in items] == [
        str(pages / name) for name in ("a.txt", "b.md", "sub/c.HTML")
    ]
    assert {each.root for each in items} == {pages}


def test_file_is_relative_to_its_own_folder(pages: Path) -> None:
    assert collect([str(pages / "b.md")]).items == (Source(path=pages / "b.md", root=pages),)


def test_web_address_needs_no_file() -> None:
    (source,) = collect(["https://example.org/a"]).items
    assert source == Source(url="https://example.org/a")
    assert source.label == "https://example.org/a"


def test_sources_file_gives_pages_and_what_the_chat_says_of_them(pages: Path) -> None:
    path = toml(pages.parent, """\
[about]
name = "Mine"
examples = ["One?", "Two?"]
[[source]]
path = "pages/b.md"
title = "Bee"
[[source]]
path = "pages/sub"
[[source]]
url = "https://example.org/a"
found = "by hand"
""")  # fmt: skip
    sources = load_sources(path)
    assert [each.label for each in sources.items] == [
        str(pages / "b.md"), str(pages / "sub/c.HTML"), "https://example.org/a",
    ]  # fmt: skip
    assert sources.items[0].title == "Bee"
    assert (sources.about.name, sources.about.examples) == ("Mine", ("One?", "Two?"))
    assert collect([str(path), str(pages / "a.txt")]).about.name == "Mine"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('[[source]]\npth = "a.md"', ["source.0.pth", "no such key", "'a.md'", "path, url, title"]),
        ('[abuot]\nx = 1\n[[source]]\nurl = "http://e.de"', ["abuot", "known keys: about, source"]),
        ("[about]\nnmae = 1\n[[source]]\nurl = 'https://e.org'", ["about.nmae", "name, greeting"]),
        ('[[source]]\ntitle = "x"', ["either path or url", "'title': 'x'"]),
        ('[[source]]\npath = "a.md"\nurl = "https://e.org"', ["either path or url", "a.md"]),
        ('[[source]]\nurl = "ftp://e.org/a"', ["'ftp://e.org/a'", "no http or https address"]),
        ('[[source]]\nurl = "http://["', ["'http://['", "no http or https address"]),
        ('[[source]]\nurl = "https:///path"', ["'https:///path'"]),
        ('[[source]]\npath = "gone.md"', ["gone.md", "no such file or folder"]),
        ('[[source]]\npath = "sources.toml"', ["'.toml' is not supported", ".md", ".html"]),
        ('[[source]]\npath = 5', ["source.0.path", "found 5"]),
        ("source = []", ["source", "at least 1", "found []"]),
        ("[[source]\n", ["can't be read", "line 1"]),
        ("", ["source: missing", "give at least one [[source]]"]),
    ],
    ids=lambda each: each[:24] if isinstance(each, str) else "",
)  # fmt: skip
def test_mistake_is_named_with_file_key_value_and_remedy(
    tmp_path: Path, text: str, parts: list[str]
) -> None:
    path = toml(tmp_path, text)
    with pytest.raises(SourceError) as caught:
        load_sources(path)
    for part in (str(tmp_path), *parts):
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("refresh = 24", ["source.1.refresh", "is no duration", '"24h"', "found 24"]),
        ('refresh = "1w"', ["is no duration", "'1w'"]),
        ('selector = "#content"', ["is no XPath", "//div[@id='content']", "'#content'"]),
        ('selector = "ul > li"', ["finds no elements", "//div[@id='content']", "'ul > li'"]),
        ("depth = -1", ["source.1.depth", "greater than or equal to 0", "found -1"]),
        ("max_pages = 0", ["source.1.max_pages", "found 0"]),
        ('tags = "law"', ["source.1.tags", "list", "'law'"]),
        ('tags = [""]', ["source.1.tags.0", "at least 1 character"]),
        ('exclude = ["/docs/*"]', ["'/docs/*' matches no web address", "https://"]),
        ('sitemap = "https://e.org/s.xml"', ["needs either path or url", "one of glob, sitemap"]),
        ('hosts = ["https://e.org/a"]', ["source.1.hosts.0", "is no host", "'https://e.org/a'"]),
        ('hosts = ["*.e.org"]', ["is no host; write docs.example.org", "'*.e.org'"]),
        ('hosts = ["e.org/docs"]', ["is no host", "'e.org/docs'"]),
        ('hosts = "e.org"', ["list", "'e.org'"]),
        ('crawl_depth = 2', ["no such key", "found 2", "depth, max_pages, include"]),
    ],
)  # fmt: skip
def test_mistake_in_an_option_names_entry_line_and_remedy(
    tmp_path: Path, line: str, parts: list[str]
) -> None:
    head = '# mine\n[[source]]\nurl = "https://e.org"\n\n[[source]]\ncrawl = "https://e.org/"\n'
    path = toml(tmp_path, f"{head}title = 'C'\n{line}\n")
    with pytest.raises(SourceError) as caught:
        load_sources(path)
    named = "line 5" if "exclude" in line or "sitemap" in line else "line 8"
    for part in (str(path), f"[[source]] 2, {named}", *parts):
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("entry", "part"),
    [
        ('url = "https://e.org"\ndepth = 1', "depth is only for crawl; remove it"),
        ('sitemap = "https://e.org"\ndepth = 1', "depth is only for crawl"),
        ('sitemap = "https://e.org"\nhosts = ["f.org"]', "hosts is only for crawl; remove it"),
        ('path = "a.md"\nrefresh = "1h"', "refresh is only for url, crawl, sitemap"),
        ('url = "https://e.org"\ninclude = ["*"]', "include is only for path, glob, crawl"),
        ('path = "sources.toml"\ninclude = ["*"]', "'.toml' is not supported"),
        ('path = "pages/b.md"\ninclude = ["*"]', "is one file"),
        ('path = "pages"\ninclude = ["*.rst"]', "no pages in this folder that include and"),
        ('glob = "pages/*.rst"', "glob 'pages/*.rst': no pages"),
        ('glob = "gone/**/*.md"', "glob 'gone/**/*.md': no pages"),
        ('glob = "pages/a**b"', "glob 'pages/a**b': "),
        ('glob = ""', "at least 1 character"),
        ('crawl = "e.org"', "is no http or https address, found 'e.org'"),
    ],
)  # fmt: skip
def test_option_that_has_no_meaning_is_refused(pages: Path, entry: str, part: str) -> None:
    path = toml(pages.parent, f"[[source]]\n{entry}\n")
    with pytest.raises(SourceError) as caught:
        load_sources(path)
    assert part in str(caught.value)
    assert "[[source]] 1, line " in str(caught.value)


def test_entry_without_a_line_of_its_own_is_counted(tmp_path: Path) -> None:
    path = toml(tmp_path, 'source = [{url = "https://e.org"}, {url = "x"}]')
    with pytest.raises(SourceError, match=re.escape("source.1.url ([[source]] 2): is no http")):
        load_sources(path)


def test_discovery_named_twice_is_refused(tmp_path: Path) -> None:
    path = toml(tmp_path, '[[source]]\ncrawl = "https://e.org/"\n' * 2)
    with pytest.raises(SourceError, match=r"crawl https://e\.org/ is named twice"):
        load_sources(path)


def test_hosts_of_a_crawl_are_in_the_form_that_addresses_have(tmp_path: Path) -> None:
    hosts = '["Help.E.org", "e.org:8080", "f.org:80", "g.org:443", "bücher.example"]'
    path = toml(tmp_path, f'[[source]]\ncrawl = "https://e.org"\nhosts = {hosts}\n')
    (crawl,) = load_sources(path).discoveries
    found = ("help.e.org", "e.org:8080", "f.org", "g.org", "xn--bcher-kva.example")
    assert crawl.hosts == found
    assert crawl.source("https://f.org/a").hosts == tuple(sorted((*found, "e.org")))


def test_crawls_and_sitemaps_carry_what_holds_for_their_pages(tmp_path: Path) -> None:
    path = toml(tmp_path, """\
[[source]]
crawl = "https://e.org/docs/"
depth = 0
include = ["*/docs/*"]
title = "Docs"
tags = ["law", "eu", "law"]
refresh = "2h"
selector = "main"
[[source]]
sitemap = "https://e.org/sitemap.xml"
""")  # fmt: skip
    sources = load_sources(path)
    crawl, sitemap = sources.discoveries
    shared = Source(tags=("law", "eu"), refresh=7_200, selector="//main")
    assert crawl == Discovery(
        "crawl", "https://e.org/docs/", 0, 50, ("*/docs/*",), (), "Docs", shared
    )
    assert crawl.source("https://e.org/docs/a") == replace(
        shared, url="https://e.org/docs/a", via="crawl https://e.org/docs/"
    )
    assert (sitemap.max_pages, sitemap.pages) == (1_000, Source())
    assert sources.web == ["crawl https://e.org/docs/", "sitemap https://e.org/sitemap.xml"]
    assert collect([str(path), "https://e.org/x"]).web == ["https://e.org/x", *sources.web]


def test_pages_carry_tags_refresh_and_selector(pages: Path) -> None:
    path = toml(pages.parent, """\
[[source]]
url = "https://e.org"
refresh = "1d"
[[source]]
path = "pages/sub"
tags = ["x"]
selector = "//article[@class='text']"
""")  # fmt: skip
    page, file = load_sources(path).items
    assert page == Source(url="https://e.org", refresh=86_400)
    assert (file.tags, file.selector) == (("x",), "//article[@class='text']")


def test_glob_is_relative_to_the_file_and_urls_to_what_stands_before_its_wildcard(
    pages: Path,
) -> None:
    path = toml(pages.parent, '[[source]]\nglob = "pages/**/*"\nexclude = ["*.txt"]\n')
    items = load_sources(path).items
    assert [each.label for each in items] == [str(pages / n) for n in ("b.md", "sub/c.HTML")]
    assert {each.root for each in items} == {pages}
    path = toml(pages.parent, '[[source]]\nglob = "pages/b.md"\n')
    assert load_sources(path).items == (Source(path=pages / "b.md", root=pages),)


def test_folder_is_narrowed_by_patterns_on_relative_paths(pages: Path) -> None:
    path = toml(pages.parent, '[[source]]\npath = "pages"\ninclude = ["sub/*", "*.md"]\n')
    assert [each.label for each in load_sources(path).items] == [
        str(pages / name) for name in ("b.md", "sub/c.HTML")
    ]


@pytest.mark.parametrize(
    ("argument", "part"),
    [
        ("gone.toml", "can't be read"),
        ("gone.md", "no such file or folder"),
        ("page.odt", "'.odt' is not supported; supported: .md"),
        ("empty", "no pages in this folder"),
        ("http://[", "is no http or https address"),
        ("ftp://e.org/x.md", "is no http or https address"),
    ],
)
def test_argument_that_can_not_be_used_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, argument: str, part: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("page.odt").write_text("x", "utf-8")
    Path("empty").mkdir()
    with pytest.raises(SourceError, match=f"^{re.escape(argument)}: ") as caught:
        collect([argument])
    assert part in str(caught.value)


def test_sources_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(SourceError, match="can't be read"):
        load_sources(path)
