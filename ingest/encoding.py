"""From bytes to text, whatever encoding a file or a web page is in."""

import codecs

from corpus.errors import PageError

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like the mark of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LOOKED_AT = 8_192  # bytes searched for signs of a binary file
WESTERN = "cp1252"  # preferred to encodings that fit a text just as well


def decode(body: bytes, declared: str | None = None) -> str:
    """Text in the declared encoding, else UTF-8, else the likeliest; PageError for no text.

    A body that breaks the rules of both is read in the declared encoding as far as that goes.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body.decode(encoding, errors="replace")
    if b"\x00" in body[:LOOKED_AT]:
        raise PageError("is binary, not text; convert it to Markdown, text or HTML")
    for charset, errors in ((declared, "strict"), ("utf-8", "strict"), (declared, "replace")):
        try:
            if charset:
                return body.decode(charset, errors)
        except (LookupError, UnicodeError):
            pass  # the server names a charset that does not exist, is none of text, or is wrong
    return _guess(body)


def _guess(body: bytes) -> str:
    from charset_normalizer import from_bytes

    matches = from_bytes(body)
    best = matches.best()
    if best is None:
        raise PageError("is not text in any known encoding; save it as UTF-8")
    alike = [each for each in matches if each.chaos <= best.chaos]
    western = [each for each in alike if WESTERN in (each.encoding, *each.could_be_from_charset)]
    return str((western or [best])[0])
