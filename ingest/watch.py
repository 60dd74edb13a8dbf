"""Ingests again and again, until it is stopped."""

import logging
import random
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import NoReturn

from corpus.errors import PppError, SettingsError
from ingest.durations import parse_seconds

log = logging.getLogger(__name__)

SHARE = re.compile(r"(\d{1,3})(?:\.\d+)?%")


@dataclass(frozen=True)
class Pauses:
    """From the start of a run to the start of the next: `seconds`, more or less `jitter`.

    `jitter` is a share of the seconds, 0..1; it keeps many watchers from asking at once.
    """

    seconds: float
    jitter: float = 0.0
    between: Callable[[float, float], float] = random.uniform

    def next(self) -> float:
        """Seconds until the next run starts, counted from the start of this one."""
        return self.seconds * (1 + self.between(-self.jitter, self.jitter))


@dataclass(frozen=True)
class Watch:
    """Runs `run`, waits, and begins again; a run that fails is logged."""

    run: Callable[[], object]
    pauses: Pauses
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def forever(self) -> NoReturn:
        """Ends only by an exception that is no Exception, as KeyboardInterrupt."""
        while True:
            began = self.clock()
            self._try()
            self.sleep(max(0.0, began + self.pauses.next() - self.clock()))

    def _try(self) -> None:
        try:
            self.run()
        except PppError as error:
            log.error("this run failed, the next one goes on: %s", error)
        except Exception:  # the outermost edge of one run
            log.exception("this run failed, the next one goes on")


@contextmanager
def until_stopped() -> Iterator[Callable[[float], None]]:
    """Inside, SIGTERM and Ctrl-C end the block quietly, in the middle of whatever runs.

    Gives a `sleep` for Watch. It ends the block too where the signal came at a moment whose
    exceptions Python can't pass on, as in a finalizer.
    """
    asked: list[int] = []

    def stop(number: int, _: FrameType | None) -> NoReturn:
        asked.append(number)
        raise KeyboardInterrupt

    def sleep(seconds: float) -> None:
        if asked:
            raise KeyboardInterrupt
        time.sleep(seconds)

    before = {each: signal.signal(each, stop) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield sleep
    except KeyboardInterrupt:
        pass
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def seconds_of(text: str) -> float:
    """Seconds in "24h", "90m", "1h30m", "7d"; raises SettingsError for anything else."""
    try:
        return parse_seconds(text)
    except ValueError as error:
        raise SettingsError(f"--interval: {text!r} {error}") from error


def share_of(text: str) -> float:
    """The share, 0..1, in "10%"; raises SettingsError for anything else."""
    if not SHARE.fullmatch(text) or float(text[:-1]) > 100:
        raise SettingsError(f"--jitter: expected a share from 0% to 100%, found {text!r}")
    return float(text[:-1]) / 100
