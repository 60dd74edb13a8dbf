"""Eval sets: questions with what a right answer must say and where that stands."""

import json
from dataclasses import dataclass
from importlib.resources import files
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
    """One question. A right answer has, from each group in `must`, one member in its text."""

    id: str
    question: str
    history: tuple[dict[str, str], ...]
    answerable: bool
    gold: tuple[Gold, ...]
    must: tuple[tuple[str, ...], ...]
    tags: tuple[str, ...]
    reference: str | None


def set_names() -> list[str]:
    """Names of the packaged sets."""
    folder = files("evals").joinpath("sets")
    return sorted(each.name.removesuffix(".jsonl") for each in folder.iterdir()
                  if each.name.endswith(".jsonl"))  # fmt: skip


def load_set(name: str) -> list[Case]:
    """Cases of a packaged set, or of a .jsonl file; raises SettingsError for an unknown name."""
    if name.endswith(".jsonl"):
        path = Path(name)
    else:
        path = Path(str(files("evals").joinpath("sets", f"{name}.jsonl")))
    if not path.is_file():
        raise SettingsError(f"eval set {name!r}: not found; sets: {', '.join(set_names())}")
    lines = path.read_text("utf-8").splitlines()
    return [_case(line, f"{path.name}:{n}") for n, line in enumerate(lines, 1) if line.strip()]


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
