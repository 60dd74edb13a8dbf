"""Tells one address of each snapshot that is published."""

import json
import logging
from typing import Any
from urllib.parse import urlsplit

import httpx
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential
from tenacity.wait import wait_base

from ingest.report import IngestReport, PageStatus

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 5.0
ATTEMPTS = 3
PAUSES = wait_exponential(multiplier=0.5, max=4)
BUSY = 429


def published(report: IngestReport) -> dict[str, Any]:
    """What is told: both snapshots, and the urls of the pages that differ or failed."""

    def urls(status: PageStatus) -> list[str]:
        return [each.url for each in report.pages if each.status == status]

    return {
        "snapshot": report.snapshot, "before": report.before, "added": urls("new"),
        "changed": urls("changed"), "removed": urls("removed"), "failed": urls("failed"),
    }  # fmt: skip


def post(url: str, body: dict[str, Any], agent: str, pauses: wait_base = PAUSES) -> bool:
    """POST a body as JSON; whether it was taken.

    A lost connection or a server that is busy or broken is tried again. A failure is a
    warning in the log, which doesn't show the path: it may hold a secret.
    """
    attempts = Retrying(
        stop=stop_after_attempt(ATTEMPTS), wait=pauses, retry=retry_if_exception(_may_pass),
        reraise=True,
    )  # fmt: skip
    try:
        attempts(_post, url, body, agent)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        log.warning("webhook at %s: not told: %s", urlsplit(url).hostname, _reason(error))
        return False
    return True


def _post(url: str, body: dict[str, Any], agent: str) -> None:
    headers = {"User-Agent": agent, "Content-Type": "application/json"}
    sent = json.dumps(body).encode()  # ASCII, whatever bytes a file's name holds
    httpx.post(url, content=sent, headers=headers, timeout=TIMEOUT_SECONDS).raise_for_status()


def _may_pass(error: BaseException) -> bool:
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code == BUSY or error.response.is_server_error
    return isinstance(error, httpx.TransportError)


def _reason(error: Exception) -> str:
    if isinstance(error, httpx.HTTPStatusError):
        return f"HTTP status {error.response.status_code}"
    return f"{type(error).__name__}: {error}"
