"""A conversation as a document: Markdown, HTML or JSON, each with its citations."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from assistant.answer import Answer
from corpus.errors import PppError
from ui.export_html import to_html
from ui.export_markdown import to_markdown

FORMAT = "ppp-conversation/1"
Writer = Callable[[str, Sequence[Answer], Collection[int]], str]


class ExportError(PppError):
    """What is to be exported is no answer, or the form is unknown."""


@dataclass(frozen=True)
class Export:
    """A document: the name of its file, its media type, and its text."""

    name: str
    media: str
    text: str


def export(
    answers: Sequence[Mapping[str, Any]], form: str, title: str = "Conversation",
    incomplete: Collection[int] = (),
) -> Export:  # fmt: skip
    """The answers, oldest first, each as the JSON of an answer; same input, same text.

    `form` is one of FORMS. `incomplete` numbers, from 1, the answers that were stopped.
    Raises ExportError.
    """
    if form not in FORMS:
        raise ExportError(f"export: no form {form!r}; there are {', '.join(FORMS)}")
    ending, media, write = FORMS[form]
    read = [_read(number, each) for number, each in enumerate(answers, start=1)]
    return Export(f"conversation.{ending}", media, write(title, read, incomplete))


def to_json(title: str, answers: Sequence[Answer], incomplete: Collection[int] = ()) -> str:
    """The title, the answers, and the numbers of those that are incomplete, as JSON."""
    whole = {
        "format": FORMAT,
        "title": title,
        "incomplete": sorted(incomplete),
        "answers": [each.model_dump(mode="json") for each in answers],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _read(number: int, answer: Mapping[str, Any]) -> Answer:
    try:
        return Answer.model_validate(answer)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "it"
        raise ExportError(
            f"export: answer {number} is not the JSON of an answer: {where}: {first['msg']}"
        ) from error


FORMS: dict[str, tuple[str, str, Writer]] = {
    "markdown": ("md", "text/markdown", to_markdown),
    "html": ("html", "text/html", to_html),
    "json": ("json", "application/json", to_json),
}
