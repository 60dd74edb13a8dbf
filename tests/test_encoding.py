"""Bytes in the encodings that pages come in."""

import pytest

from corpus.errors import PageError
from ingest.encoding import decode

WESTERN = "Café déjà vu. Crème brûlée “quoted” — naïve."


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Größe 😀".encode(), "Größe 😀"),
        ("Größe".encode("utf-8-sig"), "Größe"),
        ("Größe".encode("utf-16"), "Größe"),
        ("\ufeffGröße".encode("utf-16-be"), "Größe"),
        ("Größe".encode("utf-32"), "Größe"),
        (WESTERN.encode("cp1252"), WESTERN),
        ("naïve".encode("latin-1"), "naïve"),
        ("Größe der Welt".encode("latin-1"), "Größe der Welt"),
        ("Привет мир, это текст страницы.".encode("cp1251"), "Привет мир, это текст страницы."),
        (
            "日本語のテキストです。これは長い。".encode("shift-jis"),
            "日本語のテキストです。これは長い。",
        ),
        (b"", ""),
    ],
    ids=lambda each: repr(each)[:20],
)
def test_text_comes_out_as_it_was_written(body: bytes, text: str) -> None:
    assert decode(body) == text


def test_encoding_that_a_page_declares_is_believed() -> None:
    html = "<html><head><meta charset='iso-8859-2'></head><p>Příliš žluťoučký</p>"
    assert decode(html.encode("iso-8859-2")) == html


def test_encoding_that_a_server_declares_is_believed() -> None:
    assert decode("Ельцин".encode("koi8-r"), "koi8-r") == "Ельцин"


@pytest.mark.parametrize("unknown", ["no-such-charset", "base64", "idna", ""])
def test_charset_that_does_not_exist_is_ignored(unknown: str) -> None:
    assert decode("Größe".encode(), unknown) == "Größe"


@pytest.mark.parametrize("wrong", ["us-ascii", "euc-jp", "big5"])
def test_utf_8_is_read_where_the_declared_charset_does_not_fit(wrong: str) -> None:
    assert decode("Größe und Café".encode(), wrong) == "Größe und Café"


def test_body_that_fits_no_charset_is_read_in_the_declared_one_as_far_as_that_goes() -> None:
    assert decode("Größe".encode() + b"\xff.", "utf-8") == "Größe\ufffd."


@pytest.mark.parametrize("body", [b"\x89PNG\r\n\x1a\n\x00\x00", b"text\x00text", b"MZ\x00" * 9])
def test_binary_file_is_refused(body: bytes) -> None:
    with pytest.raises(PageError, match="is binary, not text"):
        decode(body)


def test_broken_end_of_utf_16_is_no_crash() -> None:
    assert decode("abc".encode("utf-16")[:-1]).startswith("ab")
