"""Questions as JSON Lines in, answers as JSON Lines out; and histories from files."""

import json
import logging
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from assistant.answer import Answer, Turn
from assistant.question import parse_history
from corpus.errors import PppError, QuestionError

log = logging.getLogger(__name__)

KEYS = ("id", "question", "history")


def answer_lines(
    lines: Iterable[bytes], answer: Callable[[dict[str, Any]], Answer]
) -> Iterator[str]:
    """One line of JSON for each line that is not blank, in the same order.

    A line that can't be answered gives {"id", "error"}; the rest go on. Keys other than id,
    question and history are left aside, and named once in the log.
    """
    ignored: set[str] = set()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        given: str | None = None
        try:
            value = _parse(line)
            given = _id(value.get("id"))
            new = set(value) - {*KEYS, *ignored}
            if new:
                ignored |= new
                log.warning("line %d: ignored keys: %s", number, ", ".join(sorted(new)))
            known = {key: value[key] for key in KEYS if key in value}
            yield answer({**known, "id": given}).model_dump_json()
        except PppError as error:
            yield error_line(given, f"line {number}: {error}")


def error_line(given: str | None, message: str) -> str:
    """What stands in the place of an answer that can't be given."""
    return json.dumps({"id": given, "error": message}, ensure_ascii=False)


def read_history(path: Path) -> tuple[Turn, ...]:
    """Earlier messages from a file: a JSON list, or an object with the list as "history".

    Raises QuestionError naming the file and what is wrong with it.
    """
    try:
        value = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise QuestionError(f"{path}: can't be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise QuestionError(f"{path}: not JSON: {error}") from error
    if isinstance(value, dict):
        if "history" not in value:
            raise QuestionError(f'{path}: an object without "history"; give a list of messages')
        value = value["history"]
    try:
        return parse_history(value)
    except QuestionError as error:
        raise QuestionError(f"{path}: {error}") from error


def _parse(line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise QuestionError(f"not JSON: {error}") from error
    if not isinstance(value, dict):
        raise QuestionError(f"expected an object, found {type(value).__name__}")
    return value


def _id(value: object) -> str | None:
    """An id as it was given; other JSON than strings as JSON."""
    given = value if value is None or isinstance(value, str) else json.dumps(value)
    try:
        (given or "").encode("utf-8")
    except UnicodeEncodeError as error:
        raise QuestionError("id: is not valid Unicode; send UTF-8") from error
    return given
