"""An ingest that runs beside the chat, one at a time, and what can be seen of it meanwhile."""

import logging
import threading
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from corpus.clock import utc_now
from corpus.errors import PppError
from ingest.report import IngestReport, PageReport, Reporter

log = logging.getLogger(__name__)

SHOWN_PAGES = 30
State = Literal["idle", "running", "done", "partly", "failed"]
Work = Callable[[Reporter], IngestReport]


@dataclass(frozen=True)
class Seen:
    """What can be seen of the ingest that runs, or of the last one.

    `counts` is of pages by status; `pages` are the last of those that are not unchanged,
    newest first. `texts` are to be embedded, `embedded` of them are. `words` say how it ended.
    """

    state: State = "idle"
    began: str | None = None
    ended: str | None = None
    counts: dict[str, int] = field(default_factory=dict)
    pages: tuple[PageReport, ...] = ()
    texts: int = 0
    embedded: int = 0
    words: str = ""


class IngestJob:
    """Starts an ingest in a thread of its own; is the Reporter that hears of its progress.

    The thread ends with the server: what is served stays whole, the next ingest goes on.
    """

    def __init__(self, work: Work, now: Callable[[], str] = utc_now) -> None:
        """`work` runs one ingest, raising PppError where it fails."""
        self._work = work
        self._now = now
        self._lock = threading.Lock()
        self._seen = Seen()
        self._counts: Counter[str] = Counter()
        self._pages: deque[PageReport] = deque(maxlen=SHOWN_PAGES)

    def start(self) -> bool:
        """Begin, unless one is running already."""
        with self._lock:
            if self._seen.state == "running":
                return False
            self._seen = Seen("running", self._now())
            self._counts.clear()
            self._pages.clear()
        threading.Thread(target=self._run, name="ingest", daemon=True).start()
        return True

    def seen(self) -> Seen:
        """How it stands now."""
        with self._lock:
            return replace(self._seen, counts=dict(self._counts), pages=tuple(self._pages))

    def page(self, report: PageReport) -> None:
        """See Reporter."""
        with self._lock:
            self._counts[report.status] += 1
            if report.status != "unchanged":
                self._pages.appendleft(report)

    def embedding(self, total: int) -> None:
        """See Reporter."""
        with self._lock:
            self._seen = replace(self._seen, texts=self._seen.texts + total)

    def advance(self, done: int) -> None:
        """See Reporter."""
        with self._lock:
            self._seen = replace(self._seen, embedded=self._seen.embedded + done)

    def _run(self) -> None:
        try:
            report = self._work(self)
        except PppError as error:
            log.error("the ingest failed: %s", error)
            self._end("failed", f"Failed: {error}")
        except Exception as error:  # the outermost edge of this thread
            log.exception("the ingest failed")
            self._end("failed", f"Failed: {type(error).__name__}: {error}; the log has the details")
        else:
            self._end("partly" if report.failed else "done", _words(report))

    def _end(self, state: State, words: str) -> None:
        with self._lock:
            self._seen = replace(self._seen, state=state, ended=self._now(), words=words)


def _words(report: IngestReport) -> str:
    """The end of an ingest that went through."""
    served = "is served now" if report.published else "is served as before"
    begin = "Done"
    if report.failed:
        count = f"{report.failed} page{'s' if report.failed > 1 else ''}"
        begin = f"Partly done, {count} failed (a last good version stays)"
    return (
        f"{begin}: snapshot {report.snapshot} {served}. Passages: {report.added} added, "
        f"{report.kept} kept, {report.removed} removed."
    )
