"""Sources from the command line and from sources.toml; errors say what to mend."""

import re
from pathlib import Path

import pytest

from corpus.errors import SourceError
from ingest.sources import Source, collect, load_sources


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
