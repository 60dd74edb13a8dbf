"""How many questions were asked on each day, how they ended, and how long they took.

Kept is a count for each day, end and time; no question, no address, no time of day.
"""

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from math import ceil
from pathlib import Path

from assistant.watch import Ended
from corpus.clock import utc_now
from corpus.errors import PppError

log = logging.getLogger(__name__)

FILE = "usage.sqlite3"
KEPT_DAYS = 30
DIGITS = 2  # of a time: few enough that a day has but some hundred different ones
SCHEMA = """CREATE TABLE IF NOT EXISTS usage (
    day TEXT, ending TEXT, milliseconds INTEGER, count INTEGER NOT NULL,
    PRIMARY KEY (day, ending, milliseconds)
) WITHOUT ROWID"""
COUNT = """INSERT INTO usage VALUES (?, ?, ?, 1)
    ON CONFLICT DO UPDATE SET count = count + 1"""


class UsageError(PppError):
    """The file can't be read or written."""


@dataclass(frozen=True)
class Day:
    """The questions of one day (UTC). Times are milliseconds, None where none was asked."""

    day: str
    answered: int = 0
    refused: int = 0
    failed: int = 0
    median: int | None = None
    slow: int | None = None  # 95 of 100 took no longer

    @property
    def asked(self) -> int:
        """All of them."""
        return self.answered + self.refused + self.failed


class Usage:
    """Counts in a SQLite file; call it with each question that ended.

    A count that can't be written is lost and logged; the answer stands.
    """

    def __init__(self, file: Path, now: Callable[[], str] = utc_now) -> None:
        """`now` gives the time in ISO 8601, UTC."""
        self._file = file
        self._now = now

    def __call__(self, ended: Ended) -> None:
        """Count a question."""
        ending = "failed"
        if ended.answer is not None:
            ending = "refused" if ended.answer.refused else "answered"
        today = self._today()
        try:
            with self._open() as database:
                database.execute(COUNT, (today.isoformat(), ending, _milliseconds(ended)))
                oldest = today - timedelta(days=KEPT_DAYS - 1)
                database.execute("DELETE FROM usage WHERE day < ?", (oldest.isoformat(),))
        except UsageError as error:
            log.error("%s", error)

    def days(self, count: int = KEPT_DAYS) -> list[Day]:
        """The last days, oldest first and today last, also those without a question.

        Raises UsageError.
        """
        today = self._today()
        wanted = [(today - timedelta(days=n)).isoformat() for n in reversed(range(count))]
        query = "SELECT * FROM usage WHERE day >= ? ORDER BY day, milliseconds"
        with self._open() as database:
            rows = database.execute(query, (wanted[0],)).fetchall()
        found = {day: _day(day, list(some)) for day, some in groupby(rows, lambda row: row[0])}
        return [found.get(day, Day(day)) for day in wanted]

    def _today(self) -> date:
        return datetime.fromisoformat(self._now()).date()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """A transaction on a file that has the table."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._file)) as database, database:
                database.execute(SCHEMA)
                yield database
        except (sqlite3.Error, OSError) as error:
            raise UsageError(
                f"{self._file}: the counts of questions can't be used ({error}); remove the file"
            ) from error


def _milliseconds(ended: Ended) -> int:
    """How long a question took, to two digits."""
    spent = max(0.0, (ended.ended - ended.began) / 1e6)
    return int(float(f"{spent:.{DIGITS}g}"))


def _day(day: str, rows: list[tuple[str, str, int, int]]) -> Day:
    """`rows` are sorted by time."""
    counts = {name: sum(row[3] for row in rows if row[1] == name)
              for name in ("answered", "refused", "failed")}  # fmt: skip
    times = [(row[2], row[3]) for row in rows]
    return Day(day, **counts, median=_within(times, 0.5), slow=_within(times, 0.95))


def _within(times: list[tuple[int, int]], share: float) -> int:
    """The least time in which this share of the questions ended; times are sorted, with counts."""
    left = ceil(share * sum(count for _, count in times))
    for spent, count in times:
        left -= count
        if left <= 0:
            return spent
    return times[-1][0]
