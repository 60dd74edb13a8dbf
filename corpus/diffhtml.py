"""Comparisons as one HTML page that asks nothing of any host."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any

from corpus.compare import PageDiff, named
from corpus.diff import Change
from corpus.errors import SettingsError

WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Part:
    """A run of words of a sentence; `differs` where the other version lacks it."""

    text: str
    differs: bool


def write_diff_html(diffs: Sequence[PageDiff], path: Path) -> None:
    """Write the page; raises SettingsError where the file can't be written."""
    try:
        path.write_text(diff_html(diffs), "utf-8")
    except OSError as error:
        raise SettingsError(f"{path}: the page can't be written: {error.strerror}") from error


def diff_html(diffs: Sequence[PageDiff], notice: str = "") -> str:
    """The page, below the notice if there is one; the same comparisons give the same bytes."""
    from jinja2 import Environment

    template = files("corpus").joinpath("templates", "diff.html").read_text("utf-8")
    page = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(template)
    return page.render(pages=[_page(each) for each in diffs], notice=notice)


def _page(diff: PageDiff) -> dict[str, Any]:
    return {
        "url": diff.url,
        "title": diff.new.title,
        "old": named(diff.old) if diff.old else None,
        "new": named(diff.new),
        "note": diff.note,
        "sections": [
            {"heading": _heading(path), "changes": [_change(each) for each in changes]}
            for path, changes in groupby(diff.changes, key=lambda each: each.section)
        ],
    }


def _change(change: Change) -> dict[str, Any]:
    old = change.old.text if change.old else ""
    new = change.new.text if change.new else ""
    moved = change.kind == "moved"
    parts = word_parts(old, new) if change.kind == "changed" else (_whole(old), _whole(new))
    return {
        "kind": change.kind,
        "was_under": _heading(change.old.section) if moved and change.old else None,
        "old": () if moved else parts[0],
        "new": parts[1],
    }


def _whole(text: str) -> list[Part]:
    return [Part(text, differs=False)] if text else []


def word_parts(old: str, new: str) -> tuple[list[Part], list[Part]]:
    """Both sentences in parts, marked where their words differ; joined they are the sentence."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    codes = matcher.get_opcodes()
    olds = [("".join(before[i1:i2]), tag != "equal") for tag, i1, i2, _, _ in codes]
    news = [("".join(after[j1:j2]), tag != "equal") for tag, _, _, j1, j2 in codes]
    return list(_parts(olds)), list(_parts(news))


def _parts(pieces: Sequence[tuple[str, bool]]) -> Iterator[Part]:
    for text, differs in pieces:
        if text:
            yield Part(text, differs)


def _heading(path: tuple[str, ...]) -> str:
    return " › ".join(path) or "before the first heading"
