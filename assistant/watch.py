"""The time that a question takes, and what watchers are told when it ends."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

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


@dataclass
class Clock:
    """Milliseconds spent on each part of an answer."""

    started: float = field(default_factory=time.perf_counter)
    spent: dict[str, float] = field(default_factory=dict)
    began: int = field(default_factory=time.time_ns)
    parts: list[Part] = field(default_factory=list)

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Count the time inside to a part."""
        began = time.perf_counter()
        try:
            yield
        finally:
            now = time.perf_counter()
            self.spent[name] = self.spent.get(name, 0.0) + 1000 * (now - began)
            self.parts.append(Part(name, self._epoch(began), self._epoch(now)))

    def timings(self) -> tuple[tuple[str, float], ...]:
        """Milliseconds in all and by part, so far."""
        total = 1000 * (time.perf_counter() - self.started)
        return tuple((name, round(ms, 2)) for name, ms in [("total", total), *self.spent.items()])

    def ended(self, answer: Answer | None = None, error: Exception | None = None) -> Ended:
        """The question's end, now."""
        now = self._epoch(time.perf_counter())
        return Ended(self.began, now, tuple(self.parts), answer, error)

    def _epoch(self, moment: float) -> int:
        return self.began + int(1e9 * (moment - self.started))
