"""Clean lines of text: white space, hard-wrapped paragraphs, bullets typed by hand."""

import re
from itertools import pairwise

# Joiners are invisible in Latin text, but spell emoji, Persian and Indic words: there they stay.
INVISIBLE = re.compile(
    r"[\u200b\u2060\ufeff\u00ad\x00-\x08\x0e-\x1b\x7f\ud800-\udfff]|(?<![^\x00-\x7f])[\u200c\u200d]"
)
BULLET = re.compile(r"^(?:[•‣▪●◦∙·*–—-]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+(?=\S)")
TERMINAL = re.compile(r"[.!?:;…。！？][\"'”’)\]]*$")
WRAP_WIDTHS = range(40, 141)  # columns at which people and programs wrap text


def clean(text: str) -> str:
    """One line without invisible characters, its white space collapsed to single spaces."""
    return " ".join(INVISIBLE.sub("", text).split())


def logical_lines(text: str) -> list[str]:
    """Lines of a paragraph after undoing hard wraps.

    A line break is undone when the paragraph looks wrapped at a fixed column, or where a
    line without an end mark is continued in lower case; every other break is kept. In wrapped
    text a dash or number that happens to begin a line begins no list.
    """
    lines = [line for line in map(clean, text.split("\n")) if line]
    wrapped = _is_wrapped(lines)
    joined: list[str] = []
    for line in lines:
        if joined and _goes_on(joined[-1], line, wrapped):
            joined[-1] += f" {line}"
        else:
            joined.append(line)
    return joined


def split_bullet(line: str) -> tuple[str, str] | None:
    """Mark and text of a line that begins with a bullet or number; None for other lines."""
    found = BULLET.match(line)
    if found is None:
        return None
    mark = found.group().strip()
    return (mark if mark[-1] in ".)" else "-"), line[found.end() :]


def _is_wrapped(lines: list[str]) -> bool:
    """True when each line but the last is so long that the next word did not fit."""
    if len(lines) < 2:
        return False
    width = max(map(len, lines))
    pairs = list(pairwise(lines))
    full = sum(len(line) + 1 + len(after.split(" ", 1)[0]) > width for line, after in pairs)
    return width in WRAP_WIDTHS and full >= 0.9 * len(pairs)


def _goes_on(before: str, line: str, wrapped: bool) -> bool:
    """Whether a line goes on with the text before it."""
    if BULLET.match(line):
        return wrapped and not BULLET.match(before) and not (before[-1] == "," or _ended(before))
    return wrapped or (line[0].islower() and not _ended(before))


def _ended(line: str) -> bool:
    return bool(TERMINAL.search(line))
