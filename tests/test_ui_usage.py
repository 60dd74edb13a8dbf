"""Counts of questions by day, in real SQLite files."""

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from assistant.watch import Ended
from tests.judged import answer
from ui.usage import FILE, KEPT_DAYS, Day, Usage, UsageError

NOW = "2026-11-25T12:00:00+00:00"


class Calendar:
    """The time, as the test sets it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> str:
        return self.now


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def usage(tmp_path: Path, calendar: Calendar) -> Usage:
    return Usage(tmp_path / "store" / FILE, calendar)


def ended(milliseconds: float, *, refused: bool = False, error: Exception | None = None) -> Ended:
    whole = None if error else answer("It opens at six.", refused=refused)
    return Ended(0, int(milliseconds * 1e6), (), whole, error)


def test_questions_are_counted_by_day_and_end(usage: Usage, calendar: Calendar) -> None:
    calendar.now = "2026-11-23T23:59:59+00:00"
    usage(ended(40))
    calendar.now = NOW
    for each in (ended(100), ended(250), ended(9), ended(3, error=ValueError("x"))):
        usage(each)
    usage(ended(80, refused=True))
    before, empty, today = usage.days(3)
    assert before == Day("2026-11-23", answered=1, median=40, slow=40)
    assert empty == Day("2026-11-24")
    assert today == Day("2026-11-25", answered=3, refused=1, failed=1, median=80, slow=250)
    assert today.asked == 5


def test_times_are_those_of_the_sorted_questions(usage: Usage) -> None:
    for milliseconds in range(1, 101):
        usage(ended(milliseconds))
    (today,) = usage.days(1)
    assert (today.median, today.slow) == (50, 95)


def test_a_time_is_kept_to_two_digits(usage: Usage) -> None:
    for milliseconds in (0.2, 1234, 98_765):
        usage(ended(milliseconds))
    (today,) = usage.days(1)
    assert (today.median, today.slow) == (1200, 99_000)


def test_old_days_go(usage: Usage, calendar: Calendar, tmp_path: Path) -> None:
    usage(ended(1))
    calendar.now = "2026-12-24T00:00:00+00:00"
    usage(ended(1))
    assert (len(usage.days()), usage.days()[0].asked) == (KEPT_DAYS, 1)
    calendar.now = "2026-12-25T00:00:00+00:00"
    usage(ended(1))
    assert sum(each.asked for each in usage.days(100)) == 2


def test_nothing_but_counts_is_in_the_file(usage: Usage, tmp_path: Path) -> None:
    usage(ended(40))
    with closing(sqlite3.connect(tmp_path / "store" / FILE)) as database:
        assert list(database.execute("SELECT * FROM usage")) == [("2026-11-25", "answered", 40, 1)]
        assert len(list(database.execute("SELECT * FROM sqlite_master"))) == 1


def test_counts_outlive_the_process(usage: Usage, tmp_path: Path, calendar: Calendar) -> None:
    usage(ended(40))
    assert Usage(tmp_path / "store" / FILE, calendar).days(1)[0].answered == 1


def test_a_count_that_cannot_be_written_is_logged_and_the_answer_stands(
    usage: Usage, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / FILE).write_text("no database, but as long as one would be" * 99)
    with caplog.at_level(logging.ERROR):
        usage(ended(40))
    assert f"{FILE}: the counts of questions can't be used" in caplog.text
    with pytest.raises(UsageError, match="remove the file"):
        usage.days()
