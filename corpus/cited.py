"""Questions and the quotes that they rest on, from eval sets and from saved answers."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import QuestionError
from corpus.impact import Cited


@dataclass(frozen=True)
class Question:
    """A question with what its gold or its saved answer cites."""

    label: str
    question: str
    cited: tuple[Cited, ...]


def set_questions(path: Path) -> list[Question]:
    """Questions of an eval set, with their gold quotes; labels are "set/id".

    Raises QuestionError naming the line that is none.
    """
    return list(_read(path, _set_question))


def answer_questions(path: Path) -> list[Question]:
    """Questions of saved answers (`ppp ask --json`, `--batch`), with their citations.

    Labels are "file:line". Lines that say why there is no answer are passed over. Raises
    QuestionError naming the line that is no answer.
    """
    return list(_read(path, _answer_question))


def _read(
    path: Path, question: Callable[[dict[str, Any], Path, int], Question | None]
) -> Iterator[Question]:
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionError(f"{path}: can't be read: {error}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found = question(json.loads(line), path, number)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise QuestionError(
                f"{path}:{number}: neither a question of a set nor an answer in JSON: {error!r}"
            ) from error
        if found is not None:
            yield found


def _set_question(value: dict[str, Any], path: Path, _: int) -> Question:
    label = f"{path.stem}/{value['id']}"
    gold = tuple(
        Cited(label, _text(each, "url"), None, _text(each, "quote")) for each in value["gold"]
    )
    return Question(label, _text(value, "question"), gold)


def _answer_question(value: dict[str, Any], path: Path, number: int) -> Question | None:
    if "error" in value:
        return None
    label = f"{path.name}:{number}"
    cited = tuple(
        Cited(label, _text(each, "url"), _text(each, "page_version"), _text(each, "quote"),
              int(each["start"]))
        for each in value["citations"]
    )  # fmt: skip
    return Question(label, _text(value, "question"), cited)


def _text(value: dict[str, Any], key: str) -> str:
    found = value[key]
    if not isinstance(found, str) or not found.strip():
        raise ValueError(f"{key}: expected text, found {found!r}")
    return found
