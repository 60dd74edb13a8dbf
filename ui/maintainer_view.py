"""What the maintainer's page shows, section by section; one that fails says why.

Each function gives the values of one section of templates/maintainer.html.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from corpus.clock import days_between, utc_now
from corpus.errors import NoSnapshotError, PppError
from corpus.history import SHORT, History
from corpus.status import read_status
from corpus.store import Store
from ppp_settings import Settings
from ui.escape import web_link
from ui.eval_report import read_report
from ui.feedback import VERDICTS, Record
from ui.feedback_store import FeedbackStore
from ui.usage import Day, Usage

SHOWN_PAGES = 200
SHOWN_RECORDS = 20
SHOWN_DAYS = 14
STATES = ("failing", "stale", "fresh")  # in the order in which they are shown

Values = dict[str, Any]


@dataclass(frozen=True)
class Sources:
    """Where the sections take what they show."""

    settings: Settings
    store: Store
    feedback: FeedbackStore
    usage: Usage


def dashboard(sources: Sources, now: str | None = None) -> Values:
    """The values of all sections; `now` is the time from which ages are counted."""
    at = now or utc_now()
    return {
        "snapshot": _tried(lambda: snapshot_values(sources, at)),
        "usage": _tried(lambda: usage_values(sources.usage)),
        "feedback": _tried(lambda: feedback_values(sources)),
        "evals": _tried(lambda: {"report": read_report(sources.settings.eval_report)}),
    }


def _tried(read: Callable[[], Values]) -> Values:
    try:
        return read()
    except NoSnapshotError:
        return {"problem": "Nothing is served yet; the first ingest changes that."}
    except PppError as error:
        return {"problem": str(error)}


def snapshot_values(sources: Sources, now: str) -> Values:
    """The served snapshot and its pages, those that need care first."""
    status = read_status(sources.store, sources.settings.llm, now)
    history = sources.store.history()
    pages = [
        _page(each, history, sources.settings.stale_days) for each in status["pages"]
    ] + [_missing(each, now) for each in status["failing"]]  # fmt: skip
    pages.sort(key=lambda each: STATES.index(each["state"]))
    counts = {state: sum(each["state"] == state for each in pages) for state in STATES}
    return {
        "status": status,
        "counts": counts,
        "pages": pages[:SHOWN_PAGES],
        "more": max(0, len(pages) - SHOWN_PAGES),
        "changed": any(len(versions) > 1 for versions in history.values()),
        "stale_days": sources.settings.stale_days,
    }


def _page(page: Values, history: History, stale_days: int) -> Values:
    age = page["check_age_days"]
    state = "fresh" if age is not None and age <= stale_days else "stale"
    if page["state"] == "failing":
        state = "failing"
    versions = history.get(page["url"], ())
    return {
        **page,
        "state": state,
        "words": _state_words(state, age),
        "link": web_link(page["url"]),
        "versions": [
            {"version": each.version, "name": each.version[:SHORT], "at": each.accepted_at,
             "gone": each.text_removed_at, "first": number == 0}
            for number, each in reversed(list(enumerate(versions)))
        ],
    }  # fmt: skip


def _state_words(state: str, age: float | None) -> str:
    if state == "fresh":
        return "Fresh"
    if age is None:
        return "Failing" if state == "failing" else "Stale: never checked"
    return f"{state.capitalize()}, last good check {_days(age)} ago"


def _days(age: float) -> str:
    return "less than a day" if age < 1 else f"{age:g} days"


def _missing(source: Values, now: str) -> Values:
    """A source that failed and for which nothing is served."""
    age = days_between(source["failing_since"], now)
    words = "Failing, nothing is served for it" + ("" if age is None else f", for {_days(age)}")
    return {
        **source, "state": "failing", "words": words, "title": source["url"], "versions": [],
        "link": web_link(source["url"]),
    }  # fmt: skip


def usage_values(usage: Usage) -> Values:
    """The last days, newest first, and the largest of their numbers."""
    days = usage.days()
    shown = days[-SHOWN_DAYS:][::-1]
    return {
        "days": shown,
        "most_asked": max(each.asked for each in shown),
        "most_time": max(each.slow or 0 for each in shown),
        "total": Day(
            "all",
            answered=sum(each.answered for each in days),
            refused=sum(each.refused for each in days),
            failed=sum(each.failed for each in days),
        ),
        "kept_days": len(days),
    }


def feedback_values(sources: Sources) -> Values:
    """How many records each verdict has, and the latest records."""
    counts = sources.feedback.counts()
    return {
        "on": sources.settings.feedback,
        "counts": [(words, counts.get(name, 0)) for name, words in VERDICTS.items()],
        "records": [_record(each) for each in sources.feedback.latest(SHOWN_RECORDS)],
        "total": sum(counts.values()),
    }


def _record(record: Record) -> Values:
    return {
        "id": record.id,
        "at": record.given_at,
        "verdict": VERDICTS.get(record.verdict, record.verdict),
        "kind": record.verdict,
        "question": record.question,
        "note": record.note,
        "answer": str(record.answer.get("text", "")),
    }
