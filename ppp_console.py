"""What the command line prints with: plain lines, JSON, tables, progress bars."""

import json
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.progress import Progress, TaskID

    from ingest.report import PageReport

PLAIN_WIDTH = 122  # of tables where there is no terminal


def say(text: str) -> None:
    """Print text for people; what a page could use to steer a terminal is made visible."""
    from assistant.render import visible

    print(visible(text), flush=True)


def data(value: object) -> None:
    """Print one line of JSON."""
    print(json.dumps(value, ensure_ascii=False, default=str))


def note(text: str) -> None:
    """One line on stderr."""
    from assistant.render import visible

    print(f"ppp: {visible(' '.join(text.split()))}", file=sys.stderr)


def show(table: "RenderableType") -> None:
    """Print a table; in colour on a terminal."""
    from rich.console import Console

    Console(width=None if sys.stdout.isatty() else PLAIN_WIDTH, highlight=False).print(table)


class Counter:
    """Progress of an eval run: a bar on a terminal, a line for each set otherwise."""

    def __init__(self) -> None:
        self._bar: Progress | None = None
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> "Counter":
        """Show the bar."""
        if sys.stderr.isatty():
            self._bar = _bar()
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Take the bar away."""
        if self._bar:
            self._bar.stop()

    def advance(self, name: str, done: int, total: int) -> None:
        """One more question of a set is asked."""
        if self._bar is not None:
            if name not in self._tasks:
                self._tasks[name] = self._bar.add_task(name, total=total)
            self._bar.update(self._tasks[name], completed=done)
        elif done == total:
            note(f"{name}: {total} questions asked")


class Teller:
    """A Reporter that prints a line for each page, and on a terminal a bar while embedding.

    With `log` stderr gets lines of JSON instead, one for each page that is not unchanged.
    """

    def __init__(self, *, pages: bool, log: bool = False) -> None:
        self._pages = pages
        self._log = log
        self._bar: tuple[Progress, TaskID] | None = None

    def __enter__(self) -> "Teller":
        """Nothing is shown before there is something to do."""
        return self

    def __exit__(self, *_: object) -> None:
        """Take the bar away."""
        if self._bar:
            self._bar[0].stop()

    def page(self, report: "PageReport") -> None:
        """One page is read."""
        if self._log:
            from ppp_log import log_page

            log_page(report)
        if self._pages:
            reason = f" ({report.reason})" if report.reason else ""
            say(f"{report.status:<11} {report.url}{reason}")

    def embedding(self, total: int) -> None:
        """So many texts will be embedded."""
        if not total or self._log:
            return
        if not sys.stderr.isatty():
            note(f"embedding {total} texts")
            return
        bar = _bar()
        self._bar = bar, bar.add_task("embedding", total=total)
        bar.start()

    def advance(self, done: int) -> None:
        """So many more are embedded."""
        if self._bar:
            self._bar[0].advance(self._bar[1], done)


def _bar() -> "Progress":
    from rich.console import Console
    from rich.progress import Progress

    return Progress(console=Console(stderr=True), transient=True)
