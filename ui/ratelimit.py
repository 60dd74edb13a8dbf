"""A limit of questions or feedback a minute for each caller: a token bucket."""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from corpus.errors import PppError

MOST_CALLERS = 10_000
MINUTE = 60.0


@dataclass(frozen=True)
class Counted:
    """What is counted, in the plural, and the setting that limits it."""

    things: str
    setting: str


QUESTIONS = Counted("questions", "PPP_RATE_LIMIT")
FEEDBACK = Counted("pieces of feedback", "PPP_FEEDBACK_RATE_LIMIT")


class TooManyError(PppError):
    """A caller sends faster than the setting allows."""

    def __init__(self, per_minute: int, seconds: int, counted: Counted = QUESTIONS) -> None:
        super().__init__(
            f"more than {per_minute} {counted.things} a minute ({counted.setting}); "
            f"try again in {seconds} seconds"
        )
        self.retry_after = seconds


class RateLimit:
    """Lets each caller send so many at once, and as many again each minute.

    A caller not heard of for a minute has a full bucket and is forgotten. Above `most`
    callers the one not heard of for longest is forgotten too.
    """

    def __init__(
        self, per_minute: int | None, most: int = MOST_CALLERS,
        clock: Callable[[], float] = time.monotonic, counted: Counted = QUESTIONS,
    ) -> None:  # fmt: skip
        """None: no limit. `clock` gives seconds."""
        self._per_minute = per_minute
        self._most = most
        self._clock = clock
        self._counted = counted
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # left, at

    def take(self, caller: str, count: int = 1) -> None:
        """Count what a caller sends; raises TooManyError, and counts none, when too many."""
        if self._per_minute is None or count < 1:
            return
        with self._lock:
            now = self._clock()
            left, at = self._buckets.pop(caller, (float(self._per_minute), now))
            left = min(float(self._per_minute), left + self._per_minute * (now - at) / MINUTE)
            enough = left >= count
            self._buckets[caller] = (left - count if enough else left, now)
            self._forget(now)
        if not enough:
            wait = (count - left) * MINUTE / self._per_minute
            raise TooManyError(self._per_minute, max(1, math.ceil(wait)), self._counted)

    def remembered(self) -> int:
        """Callers whose buckets are kept."""
        return len(self._buckets)

    def _forget(self, now: float) -> None:
        while self._buckets:
            caller, (_, at) = next(iter(self._buckets.items()))
            if now - at < MINUTE and len(self._buckets) <= self._most:
                return
            del self._buckets[caller]
