"""Where feedback is kept: a table of a database, by default SQLite in the store's folder."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import sqlalchemy as sql
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from corpus.clock import utc_now
from ppp_settings import Settings
from ui.feedback import FeedbackError, Record, Used

FILE = "feedback.sqlite3"
TABLE = sql.Table(
    "feedback", sql.MetaData(),
    sql.Column("id", sql.Integer, primary_key=True),
    sql.Column("given_at", sql.String(32), nullable=False, index=True),
    sql.Column("verdict", sql.String(16), nullable=False),
    sql.Column("note", sql.Text),
    sql.Column("question", sql.Text, nullable=False),
    sql.Column("snapshot", sql.String(64), nullable=False),
    sql.Column("settings", sql.JSON, nullable=False),
    sql.Column("history", sql.JSON, nullable=False),
    sql.Column("answer", sql.JSON, nullable=False),
    sqlite_autoincrement=True,  # the id of a deleted record is not given again
)  # fmt: skip


class FeedbackStoreError(FeedbackError):
    """The database can't be reached, read or written."""


class FeedbackStore:
    """Feedback in a database; nothing is opened before it is used.

    Records older than `days` are deleted on writing and on reading. Every method raises
    FeedbackStoreError when the database can't be used.
    """

    def __init__(self, url: str, days: int, now: Callable[[], str] = utc_now) -> None:
        self._url = url
        self._days = days
        self._now = now
        self._lock = threading.Lock()
        self._ready = False

    def add(self, record: Record) -> Record:
        """Keep a record; gives it back with its id."""
        values = {name: value for name, value in asdict(record).items() if name != "id"}
        with self._open() as connection:
            self._delete_old(connection)
            added = connection.execute(sql.insert(TABLE).values(values))
            key = added.inserted_primary_key
            return replace(record, id=key[0] if key else None)

    def records(self, since: str | None = None, verdict: str | None = None) -> list[Record]:
        """The records, oldest first; `since` is a time as `given_at` is."""
        query = sql.select(TABLE).order_by(TABLE.c.given_at, TABLE.c.id)
        if since is not None:
            query = query.where(TABLE.c.given_at >= since)
        if verdict is not None:
            query = query.where(TABLE.c.verdict == verdict)
        with self._open() as connection:
            self._delete_old(connection)
            return [_record(row._mapping) for row in connection.execute(query)]

    def record(self, number: int) -> Record:
        """The record with this id; raises FeedbackError when there is none."""
        with self._open() as connection:
            self._delete_old(connection)
            row = connection.execute(sql.select(TABLE).where(TABLE.c.id == number)).first()
        if row is None:
            raise FeedbackError(f"feedback {number}: no such record; `ppp feedback` lists them")
        return _record(row._mapping)

    def counts(self) -> dict[str, int]:
        """How many records each verdict has; verdicts without any are not named."""
        query = sql.select(TABLE.c.verdict, sql.func.count()).group_by(TABLE.c.verdict)
        with self._open() as connection:
            self._delete_old(connection)
            return {verdict: count for verdict, count in connection.execute(query)}

    def latest(self, count: int) -> list[Record]:
        """So many of the newest records, newest first."""
        newest = sql.select(TABLE).order_by(TABLE.c.given_at.desc(), TABLE.c.id.desc())
        with self._open() as connection:
            self._delete_old(connection)
            return [_record(row._mapping) for row in connection.execute(newest.limit(count))]

    def _delete_old(self, connection: sql.Connection) -> None:
        oldest = datetime.fromisoformat(self._now()) - timedelta(days=self._days)
        limit = oldest.isoformat(timespec="seconds")
        connection.execute(sql.delete(TABLE).where(TABLE.c.given_at < limit))

    @cached_property
    def _engine(self) -> sql.Engine:
        return sql.create_engine(self._url)

    @contextmanager
    def _open(self) -> Iterator[sql.Connection]:
        """A transaction on a database that has the table."""
        try:
            self._prepare()
            with self._engine.begin() as connection:
                yield connection
        except (SQLAlchemyError, ImportError, OSError, ValueError) as error:
            raise FeedbackStoreError(
                f"{shown(self._url)}: the feedback's database can't be used ({_why(error)}); "
                "mend it or PPP_FEEDBACK_URL"
            ) from error

    def _prepare(self) -> None:
        with self._lock:
            if self._ready:
                return
            file = self._engine.url.database
            if self._engine.dialect.name == "sqlite" and file:
                Path(file).parent.mkdir(parents=True, exist_ok=True)
            TABLE.metadata.create_all(self._engine)
            self._ready = True


def feedback_store(settings: Settings) -> FeedbackStore:
    """The store that the settings name."""
    return FeedbackStore(feedback_url(settings), settings.feedback_days)


def feedback_url(settings: Settings) -> str:
    """PPP_FEEDBACK_URL, or that of a SQLite file in the store's folder."""
    if settings.feedback_url is not None:
        return settings.feedback_url.get_secret_value()
    file = str((settings.store / FILE).absolute())
    return sql.URL.create("sqlite", database=file).render_as_string(hide_password=False)


def shown(url: str) -> str:
    """A database's address without its password."""
    try:
        return sql.make_url(url).render_as_string(hide_password=True)
    except (SQLAlchemyError, ValueError):
        return "PPP_FEEDBACK_URL"


def time_of(words: str) -> str:
    """A date or time (UTC where it names no zone) as `given_at` is; raises FeedbackError."""
    try:
        when = datetime.fromisoformat(words)
        aware = when if when.tzinfo else when.replace(tzinfo=UTC)
        return aware.astimezone(UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError) as error:
        raise FeedbackError(f"{words!r}: no date; write it as 2026-11-25") from error


def _record(row: Any) -> Record:  # noqa: ANN401 - a row's mapping
    return Record(**{**row, "settings": Used(**row["settings"])})


def _why(error: Exception) -> str:
    """What the driver says, without the statement and the links that SQLAlchemy adds."""
    said = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return " ".join(str(said).split()) or type(error).__name__
