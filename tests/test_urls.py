"""One form for each address, and patterns that choose among names."""

import pytest

from ingest.urls import canonical_url, chosen, host_of


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://e.org", "https://e.org/"),
        ("https://e.org?x", "https://e.org/?x"),
        ("HTTP://E.org:80/A/./b/../c/#f", "http://e.org/A/c/"),
        ("https://e.org/a", "https://e.org/a"),
        ("https://e.org/a/", "https://e.org/a/"),
        ("http://e.org:8080/a?b=2&a=1", "http://e.org:8080/a?b=2&a=1"),
        (" https://e.org/a\n", "https://e.org/a"),
        ("https://user@e.org/", None),
        ("ftp://e.org/", None),
        ("http://[", None),
        ("words", None),
    ],
)
def test_address_has_one_form(address: str, expected: str | None) -> None:
    assert canonical_url(address) == expected
    if expected:
        assert canonical_url(expected) == expected


def test_host_has_its_port_unless_it_is_the_usual_one() -> None:
    assert host_of(canonical_url("https://E.org:443/a") or "") == "e.org"
    assert host_of("http://e.org:81/") == "e.org:81"


@pytest.mark.parametrize(
    ("include", "exclude", "names"),
    [
        ([], [], ["a.md", "d/b.md", "d/e/c.txt"]),
        (["*.md"], [], ["a.md", "d/b.md"]),
        (["d/**/*"], [], ["d/b.md", "d/e/c.txt"]),
        (["**/*.md"], ["d/*"], ["a.md"]),
        ([], ["*/c.???"], ["a.md", "d/b.md"]),
        (["A.MD"], [], []),
    ],
)
def test_patterns_choose(include: list[str], exclude: list[str], names: list[str]) -> None:
    found = [each for each in ("a.md", "d/b.md", "d/e/c.txt") if chosen(each, include, exclude)]
    assert found == names
