"""Ingesting again and again: when, what a failure does, how a signal ends it."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from corpus.errors import SettingsError, SourceError
from ingest.watch import Pauses, Watch, seconds_of, share_of, until_stopped


class Clock:
    """Time that passes only where a run or a sleep takes it; ends after some sleeps."""

    def __init__(self, sleeps: int) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []
        self.left = sleeps

    def time(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt

    def watch(self, run: Callable[[], object], pauses: Pauses) -> None:
        with pytest.raises(KeyboardInterrupt):
            Watch(run, pauses, self.time, self.sleep).forever()


def test_runs_start_an_interval_apart_however_long_they_take() -> None:
    clock, starts = Clock(3), []

    def run() -> None:
        starts.append(clock.now)
        clock.now += 20

    clock.watch(run, Pauses(60))
    assert starts == [1_000, 1_060, 1_120]
    assert clock.slept == [40, 40, 40]


def test_a_run_longer_than_the_interval_is_followed_at_once() -> None:
    clock = Clock(2)

    def run() -> None:
        clock.now += 90

    clock.watch(run, Pauses(60))
    assert clock.slept == [0, 0]


def test_jitter_is_a_share_of_the_interval() -> None:
    asked: list[tuple[float, float]] = []

    def between(low: float, high: float) -> float:
        asked.append((low, high))
        return high

    clock = Clock(1)
    clock.watch(lambda: None, Pauses(100, 0.1, between))
    assert asked == [(-0.1, 0.1)]
    assert clock.slept == [pytest.approx(110)]


def test_jitter_stays_within_its_bounds() -> None:
    found = [Pauses(100, 0.1).next() for _ in range(200)]
    assert all(90 <= each <= 110 for each in found)
    assert len(set(found)) > 1


@pytest.mark.parametrize("error", [SourceError("no page could be read"), ZeroDivisionError("odd")])
def test_a_failed_run_is_logged_and_the_next_one_goes_on(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    runs = []

    def run() -> None:
        runs.append(1)
        if len(runs) == 1:
            raise error

    Clock(2).watch(run, Pauses(60))
    assert len(runs) == 2
    assert caplog.text.count("the next one goes on") == 1
    assert str(error) in caplog.text


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_sleep_quietly(number: int) -> None:
    before = signal.getsignal(number)
    began = time.monotonic()
    with until_stopped() as sleep:
        Watch(lambda: os.kill(os.getpid(), number), Pauses(60), sleep=sleep).forever()
    assert time.monotonic() - began < 30
    assert signal.getsignal(number) is before


def test_a_signal_whose_exception_was_lost_ends_the_next_sleep() -> None:
    def run() -> None:
        with suppress(KeyboardInterrupt):  # as a finalizer does
            os.kill(os.getpid(), signal.SIGTERM)

    began = time.monotonic()
    with until_stopped() as sleep:
        Watch(run, Pauses(60), sleep=sleep).forever()
    assert time.monotonic() - began < 30


@pytest.mark.parametrize(
    ("text", "seconds"), [("24h", 86_400), ("1h30m", 5_400), ("90m", 5_400), ("7d", 604_800),
                          ("1s", 1)],
)  # fmt: skip
def test_times_are_read(text: str, seconds: float) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "24", "h", "-1h", "1.5h", "0s", "1w", "9999d", "²h"])
def test_what_is_no_time_is_named(text: str) -> None:
    with pytest.raises(SettingsError, match="--interval: "):
        seconds_of(text)


def test_shares_are_read() -> None:
    assert [share_of(each) for each in ("10%", "0%", "100%", "2.5%")] == [0.1, 0, 1, 0.025]


@pytest.mark.parametrize("text", ["", "10", "%", "-1%", "101%", "100.5%", "x%"])
def test_what_is_no_share_is_named(text: str) -> None:
    with pytest.raises(SettingsError, match="--jitter: "):
        share_of(text)
