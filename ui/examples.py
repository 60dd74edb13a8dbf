"""Examples of the API's description: one small store, asked and compared."""

from typing import Any

URL = "https://example.org/harbor"
TEXT = "# Harbor\n\nThe harbor opens at six. It has 40 berths.\n"
VERSION = "b49d13e3d348e1686f7c8af25f824bc635ca256404584f6e83e8803c9362643c"
OLDER = "ba6350dc9463ea34586743c211450592d819cf5a4e9e74a3503bdb9adb1f980d"
SNAPSHOT = "8d7b83f62a325d34"
QUOTE = "It has 40 berths."
DAY = "2026-10-01"
TIME = "2026-11-02T08:15:00+00:00"

ASK: dict[str, Any] = {
    "question": "How many berths does it have?",
    "history": [
        {"role": "user", "content": "When does the harbor open?"},
        {"role": "assistant", "content": "The harbor opens at six. [1]"},
    ],
    "id": "17",
}
SPAN = {"url": URL, "start": 2, "end": 52, "score": 1.0}
ANSWER: dict[str, Any] = {
    "id": "17",
    "question": "How many berths does it have?",
    "standalone_question": "How many berths does the harbor have?",
    "refused": False,
    "reason": None,
    "text": f"{QUOTE} [1]",
    "sentences": [{"text": QUOTE, "citations": [1], "support": "quote"}],
    "citations": [{
        "n": 1, "url": URL, "title": "Harbor", "section": ["Harbor"], "quote": QUOTE,
        "start": TEXT.index(QUOTE), "end": TEXT.index(QUOTE) + len(QUOTE),
        "page_version": VERSION, "fetched_at": TIME, "current_as_of": DAY,
        "link": f"{URL}#:~:text=It%20has%2040%20berths.", "score": 0.97,
    }],
    "retrieved": [SPAN],
    "nearest": [],
    "confidence": 0.93,
    "dropped": [],
    "mode": "extractive",
    "model": None,
    "snapshot": SNAPSHOT,
    "timings_ms": {"total": 61.2, "rewrite": 1.1, "embed": 9.8, "retrieve": 2.9, "read": 47.3},
}  # fmt: skip
FEEDBACK: dict[str, Any] = {
    "verdict": "missing", "note": "12 of the berths are new.", "answer": ANSWER,
    "history": ASK["history"],
}  # fmt: skip
STORED = {"id": 3, "given_at": TIME}
HEALTH = {"status": "ok"}
READY = {"status": "ready", "snapshot": SNAPSHOT}
PAGE = {
    "url": URL, "title": "Harbor", "version": VERSION, "fetched_at": TIME, "checked_at": TIME,
    "current_as_of": DAY, "origin": URL, "passages": 1, "sentences": 3, "state": "ok",
    "failing_since": None, "failing_reason": None, "check_age_days": 0.5,
}  # fmt: skip
STATUS = {
    "snapshot": SNAPSHOT, "created_at": TIME, "embedder": "all-MiniLM-L6-v2", "llm": None,
    "splitter": "2/900", "store_bytes": 424_917, "snapshot_bytes": 211_832, "passages": 1,
    "sentences": 3, "pages": [PAGE], "failing": [],
}  # fmt: skip
VERSIONS = {
    URL: [
        {
            "version": each, "title": "Harbor", "accepted_at": TIME, "fetched_at": TIME,
            "current_as_of": DAY, "text_removed_at": None,
        }
        for each in (OLDER, VERSION)
    ]
}  # fmt: skip
DIFF = [{
    "url": URL, "from": OLDER, "to": VERSION, "note": None,
    "changes": [{
        "kind": "changed", "section": ["Harbor"],
        "old": {"text": "It has 36 berths.", "start": 35, "end": 52},
        "new": {"text": QUOTE, "start": 35, "end": 52},
    }],
}]  # fmt: skip


def json_answer(example: object) -> dict[int | str, dict[str, Any]]:
    """The description of a successful answer in JSON."""
    return {200: {"content": {"application/json": {"example": example}}}}


def text_answer(example: str) -> dict[int | str, dict[str, Any]]:
    """The description of a successful answer in plain text."""
    return {200: {"content": {"text/plain": {"example": example}}}}
