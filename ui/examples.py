"""Examples of the API's description: one small store, asked and compared."""

from typing import Any

URL = "file:harbor.md"
TEXT = "Harbor\n\nThe harbor opens at six. It has 40 berths.\n"
VERSION = "9a0d2a4fcb9cfaa5ffb0e5e5ddf90ec7b9d72d7cf1d0fdb4a64c50a7d2bb0a54"
OLDER = "5d6ec1a0a9b8f3a3ad5a2e0eb7e2a2f3a95aa3c1b9a1e46b8c0b0d3a43cbb7f1"
SNAPSHOT = "542069ab81f4d1c4"
QUOTE = "It has 40 berths."
TIME = "2026-11-02T08:15:00+00:00"

ASK = {
    "question": "How many berths does it have?",
    "history": [
        {"role": "user", "content": "When does the harbor open?"},
        {"role": "assistant", "content": "The harbor opens at six. [1]"},
    ],
    "id": "17",
}
SPAN = {"url": URL, "start": 0, "end": 51, "score": 1.0}
ANSWER = {
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
        "page_version": VERSION, "fetched_at": None, "current_as_of": None,
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
HEALTH = {"status": "ok"}
READY = {"status": "ready", "snapshot": SNAPSHOT}
PAGE = {
    "url": URL, "title": "Harbor", "version": VERSION, "fetched_at": None, "checked_at": TIME,
    "current_as_of": None, "passages": 1, "sentences": 3,
}  # fmt: skip
STATUS = {
    "snapshot": SNAPSHOT, "created_at": TIME, "embedder": "all-MiniLM-L6-v2", "llm": None,
    "splitter": "2/900", "store_bytes": 424_917, "snapshot_bytes": 211_832, "passages": 1,
    "sentences": 3, "pages": [PAGE],
}  # fmt: skip
VERSIONS = {
    URL: [
        {"version": each, "title": "Harbor", "accepted_at": TIME, "fetched_at": None,
         "current_as_of": None}
        for each in (OLDER, VERSION)
    ]
}  # fmt: skip
DIFF = [{
    "url": URL, "from": OLDER, "to": VERSION,
    "changes": [{
        "kind": "changed", "section": ["Harbor"],
        "old": {"text": "It has 36 berths.", "start": 33, "end": 50},
        "new": {"text": QUOTE, "start": 33, "end": 50},
    }],
}]  # fmt: skip


def json_answer(example: object) -> dict[int | str, dict[str, Any]]:
    """The description of a successful answer in JSON."""
    return {200: {"content": {"application/json": {"example": example}}}}


def text_answer(example: str) -> dict[int | str, dict[str, Any]]:
    """The description of a successful answer in plain text."""
    return {200: {"content": {"text/plain": {"example": example}}}}
