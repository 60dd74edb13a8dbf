"""Counts and times for Prometheus at /metrics; no word of a question is in them."""

from collections.abc import Callable, Iterator
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram
from prometheus_client import generate_latest as text_of
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from assistant.library import Library
from assistant.watch import Ended
from corpus.clock import utc_now
from corpus.errors import PppError
from ui.caller import NO_KEY, has_key

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
INTERNAL = "internal"  # the kind of every error that a caller can't mend


class Metrics:
    """Counts of one app, in a registry of its own; call it with each question that ended."""

    def __init__(self, library: Library, now: Callable[[], str] = utc_now) -> None:
        """`now` gives the time in ISO 8601, for the age of the snapshot."""
        self.registry = CollectorRegistry()
        self._questions = Counter("ppp_questions", "Questions asked", registry=self.registry)
        self._answers = Counter(
            "ppp_answers", "Answers by mode, refusals not among them", ["mode"],
            registry=self.registry,
        )  # fmt: skip
        self._refusals = Counter(
            "ppp_refusals", "Refusals by reason", ["reason"], registry=self.registry
        )
        self._errors = Counter(
            "ppp_errors", "Questions that ended in an error, by kind", ["kind"],
            registry=self.registry,
        )  # fmt: skip
        self._seconds = Histogram(
            "ppp_answer_seconds", "Seconds spent on an answer, by part", ["part"],
            buckets=SECONDS, registry=self.registry,
        )  # fmt: skip
        self.registry.register(_Served(library, now))

    def __call__(self, ended: Ended) -> None:
        """Count a question that ended."""
        self._questions.inc()
        if ended.error is not None:
            known = isinstance(ended.error, PppError)
            self._errors.labels(type(ended.error).__name__ if known else INTERNAL).inc()
        if ended.answer is None:
            return
        if ended.answer.refused:
            self._refusals.labels(ended.answer.reason or "").inc()
        else:
            self._answers.labels(ended.answer.mode).inc()
        for part, milliseconds in ended.answer.timings_ms.items():
            self._seconds.labels(part).observe(milliseconds / 1000)


class _Served(Collector):
    """The served snapshot when it is asked for; nothing when there is none."""

    def __init__(self, library: Library, now: Callable[[], str]) -> None:
        self._library = library
        self._now = now

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing: or registering would open the snapshot to learn the names."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Id, pages, passages and age."""
        try:
            manifest = self._library.current().snapshot.manifest
        except PppError:
            return
        info = GaugeMetricFamily("ppp_snapshot_info", "The served snapshot", labels=["id"])
        info.add_metric([manifest.id], 1)
        yield info
        yield GaugeMetricFamily("ppp_snapshot_pages", "Pages served", value=manifest.pages)
        yield GaugeMetricFamily("ppp_snapshot_passages", "Passages served", value=manifest.passages)
        made, now = map(datetime.fromisoformat, (manifest.created_at, self._now()))
        yield GaugeMetricFamily(
            "ppp_snapshot_age_seconds", "Seconds since the served snapshot was made",
            value=(now - made).total_seconds(),
        )  # fmt: skip


def metrics_router(metrics: Metrics, key: str | None) -> APIRouter:
    """`GET /metrics`; asks for the key where one is set."""
    router = APIRouter()

    @router.get("/metrics", include_in_schema=False)
    def metrics_text(request: Request) -> Response:
        if not has_key(request.headers.get("authorization", ""), key):
            return JSONResponse({"error": NO_KEY}, 401, {"WWW-Authenticate": "Bearer"})
        return Response(text_of(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    return router
