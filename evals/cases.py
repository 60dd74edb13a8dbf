"""Eval cases: questions with what a right answer must say and where that stands."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import SettingsError


@dataclass(frozen=True)
class Gold:
    """A quote that holds the answer, word for word, and its page."""

    url: str
    quote: str


@dataclass(frozen=True)
class Case:
    """One question. A right answer has, from each group in `must`, one member in its text.

    `pages` are the urls of gold pages where the set names pages instead of quotes.
    """

    id: str
    question: str
    history: tuple[dict[str, str], ...]
    answerable: bool
    gold: tuple[Gold, ...]
    must: tuple[tuple[str, ...], ...]
    tags: tuple[str, ...]
    reference: str | None
    pages: tuple[str, ...] = ()

    @property
    def conversation(self) -> str:
        """What questions of one conversation share: its first message."""
        return self.history[0]["content"] if self.history else self.question


def load_cases(path: Path) -> tuple[Case, ...]:
    """Cases of a .jsonl file; raises SettingsError naming the line that is no case."""
    lines = path.read_text("utf-8").splitlines()
    cases = [_case(line, f"{path.name}:{n}") for n, line in enumerate(lines, 1) if line.strip()]
    _refuse_doubles(cases, path)
    return tuple(cases)


def to_line(case: Case) -> str:
    """The case as one line of a .jsonl file."""
    value = {
        "id": case.id, "question": case.question, "history": list(case.history),
        "answerable": case.answerable,
        "gold": [{"url": each.url, "quote": each.quote} for each in case.gold],
        "must": [list(group) for group in case.must], "tags": list(case.tags),
        "reference": case.reference,
    }  # fmt: skip
    return json.dumps(value, ensure_ascii=False)


def _case(line: str, where: str) -> Case:
    try:
        value: dict[str, Any] = json.loads(line)
        return Case(
            id=value["id"],
            question=value["question"],
            history=tuple(value["history"]),
            answerable=value["answerable"],
            gold=tuple(Gold(each["url"], each["quote"]) for each in value["gold"]),
            must=tuple(tuple(group) for group in value["must"]),
            tags=tuple(value["tags"]),
            reference=value.get("reference"),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"{where}: not an eval case: {error!r}") from error


def _refuse_doubles(cases: Sequence[Case], path: Path) -> None:
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise SettingsError(f"{path.name}: the id {case.id!r} stands there twice")
        seen.add(case.id)
