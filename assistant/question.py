"""A question and its history as asked: checked before anything else sees them."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import pydantic

from assistant.answer import Turn
from corpus.errors import QuestionError

KEPT_TURNS = 12  # earlier messages than these no longer bear on the question


class Asked(pydantic.BaseModel):
    """A question with the messages before it, and the caller's id for it."""

    model_config = pydantic.ConfigDict(frozen=True, extra="forbid")

    question: str
    history: tuple[Turn, ...] = ()
    id: str | None = None


def parse_asked(value: object, max_chars: int) -> Asked:
    """Asked from a string or a mapping with question, history and id.

    Raises QuestionError that names what is wrong: an empty, long or binary question, an
    unknown role, an unknown key.
    """
    if isinstance(value, Asked):
        asked = value
    elif isinstance(value, str):
        asked = Asked(question=value)
    elif isinstance(value, Mapping):
        asked = _from_mapping(value)
    else:
        raise QuestionError(f"a question is a string or an object, found {type(value).__name__}")
    return asked.model_copy(update={
        "question": clean_question(asked.question, max_chars),
        "history": asked.history[-KEPT_TURNS:],
    })  # fmt: skip


def parse_history(value: object) -> tuple[Turn, ...]:
    """Turns from a list of {"role", "content"}; raises QuestionError naming the bad entry."""
    if value is None:
        return ()
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise QuestionError(f"history: expected a list of messages, found {type(value).__name__}")
    return tuple(_turn(each, number) for number, each in enumerate(value))


def clean_question(question: str, max_chars: int) -> str:
    """The question without white space around; raises QuestionError where it can't be asked."""
    text = question.strip()
    if not text:
        raise QuestionError("the question is empty; type what you want to know")
    if len(text) > max_chars:
        raise QuestionError(
            f"the question has {len(text)} characters, the limit is {max_chars} "
            "(PPP_MAX_QUESTION_CHARS); shorten it"
        )
    control = sum(unicodedata.category(each) == "Cc" and not each.isspace() for each in text)
    if "\x00" in text or "\ufffd" in text or control > len(text) // 20:
        raise QuestionError("the question is binary data, not text")
    _check_unicode(text, "the question")
    return text


def _from_mapping(value: Mapping[str, Any]) -> Asked:
    unknown = sorted(set(map(str, value)) - {"id", "question", "history"})
    if unknown:
        raise QuestionError(f"unknown key {unknown[0]!r}; known: id, question, history")
    question = value.get("question")
    if not isinstance(question, str):
        raise QuestionError(f"question: expected a string, found {question!r:.60}")
    given = value.get("id")
    history = parse_history(value.get("history"))
    return Asked(question=question, history=history, id=None if given is None else str(given))


def _turn(value: object, number: int) -> Turn:
    if isinstance(value, Turn):
        return value
    if not isinstance(value, Mapping):
        raise QuestionError(f"history[{number}]: expected an object, found {value!r:.60}")
    role, content = value.get("role"), value.get("content")
    if role not in ("user", "assistant"):
        raise QuestionError(f"history[{number}]: role {role!r:.40} is unknown; user or assistant")
    if not isinstance(content, str):
        raise QuestionError(f"history[{number}]: content must be a string, found {content!r:.40}")
    _check_unicode(content, f"history[{number}]: content")
    return Turn(role=role, content=content)


def _check_unicode(text: str, name: str) -> None:
    """Refuse halves of surrogate pairs: undecodable bytes, or broken escapes in JSON."""
    if any("\ud800" <= each <= "\udfff" for each in text):
        raise QuestionError(f"{name} is not valid Unicode; send UTF-8")
