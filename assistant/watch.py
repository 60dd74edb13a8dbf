"""What a watcher is told when a question ends: for counts and traces, never for the answer."""

from collections.abc import Callable
from dataclasses import dataclass

from assistant.answer import Answer


@dataclass(frozen=True)
class Part:
    """One stretch of work on a question; times are nanoseconds since 1970."""

    name: str
    began: int
    ended: int


@dataclass(frozen=True)
class Ended:
    """A question's end: with the whole answer, or with the error that was raised instead."""

    began: int
    ended: int
    parts: tuple[Part, ...]
    answer: Answer | None = None
    error: Exception | None = None


Watcher = Callable[[Ended], None]
