"""The log as JSON: one object a line on stderr, each with `at` (UTC) and `event`."""

import json
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import get_args

from corpus.clock import utc_now
from ingest.report import IngestReport, PageReport, PageStatus


class JsonFormatter(logging.Formatter):
    """Log records as events of the kind "log"."""

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON; `trace` holds that of an exception."""
        fields = {
            "level": record.levelname.lower(), "logger": record.name,
            "message": record.getMessage(),
        }  # fmt: skip
        if record.exc_info:
            fields["trace"] = self.formatException(record.exc_info)
        return _line("log", fields)


def log_as_json() -> None:
    """Write all further log records that go to stderr so."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler) and handler.stream is sys.stderr:
            handler.setFormatter(JsonFormatter())


def log_page(page: PageReport) -> None:
    """A page that is new, changed, removed or failed, or a source that found pages."""
    if page.status != "unchanged":
        fields = {"url": page.url, "status": page.status, "reason": page.reason or None}
        _write("source" if page.status == "found" else "page", fields)


def log_run(report: IngestReport, *, dry_run: bool) -> None:
    """A run that came to its end."""
    statuses = [each.status for each in report.pages]
    pages = {each: statuses.count(each) for each in get_args(PageStatus)}
    _write("run", {
        "snapshot": report.snapshot, "before": report.before, "published": report.published,
        "dry_run": dry_run, "pages": pages, "embedded": report.embedded, "error": None,
    })  # fmt: skip


@contextmanager
def failed_run_logged() -> Iterator[None]:
    """A run that ends in an exception is a line too; the exception goes on."""
    try:
        yield
    except Exception as error:
        _write("run", {"error": f"{type(error).__name__}: {error}"})
        raise


def _write(event: str, fields: Mapping[str, object]) -> None:
    print(_line(event, fields), file=sys.stderr, flush=True)


def _line(event: str, fields: Mapping[str, object]) -> str:
    return json.dumps({"at": utc_now(), "event": event, **fields})
