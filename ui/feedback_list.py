"""Stored feedback for people and programs: chosen records, a table, lines of JSON, a file."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich import box
from rich.table import Table
from rich.text import Text

from assistant.render import visible
from ppp_settings import Settings
from ui.feedback import FeedbackError, Record, check_verdict
from ui.feedback_store import feedback_store, time_of


def chosen(settings: Settings, since: str | None, verdict: str | None) -> list[Record]:
    """The stored records, oldest first.

    Raises FeedbackError for a bad date, an unknown verdict and a database that can't be used.
    """
    if verdict is not None:
        check_verdict(verdict)
    return feedback_store(settings).records(since and time_of(since), verdict)


def lines_of(settings: Settings, ids: Sequence[int]) -> list[str]:
    """The records with these ids as lines of JSON; without ids all that are not marked right."""
    store = feedback_store(settings)
    if ids:
        return [store.record(each).line() for each in ids]
    return [each.line() for each in store.records() if each.verdict != "right"]


def table(records: Iterable[Record]) -> Table:
    """A row for each record."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("id", "time (UTC)", "verdict", "question", "note"):
        made.add_column(name, no_wrap=name in ("id", "verdict"), overflow="fold")
    for each in records:
        cells = (str(each.id), each.given_at[:19], each.verdict, each.question, each.note or "")
        made.add_row(*(Text(visible(cell)) for cell in cells))
    return made


def export(records: Iterable[Record], path: Path) -> None:
    """Write the records as lines of JSON; raises FeedbackError where that can't be done."""
    try:
        path.write_text("".join(f"{each.line()}\n" for each in records), "utf-8")
    except OSError as error:
        raise FeedbackError(f"{path}: can't be written: {error.strerror}") from error
