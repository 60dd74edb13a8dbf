"""Cases, answers and outcomes made by hand, for the tests of the evals."""

from collections.abc import Sequence

from assistant.answer import Answer, Citation, Retrieved
from corpus.models import Page
from evals.cases import Case, Gold
from evals.outcome import Outcome, judge

TEXT = "The club has 12 members. It meets on Monday."
PAGE = Page("file:club.md", "Club", "v1", TEXT)
PAGES = {PAGE.url: PAGE}
FIRST, SECOND = (0, 24), (25, 44)  # spans of its two sentences


def case(**changes: object) -> Case:
    base = {
        "id": "1", "question": "How many members?", "history": (), "answerable": True,
        "gold": (Gold(PAGE.url, "The club has 12 members."),), "must": (("12", "twelve"),),
        "tags": ("number",), "reference": None,
    }  # fmt: skip
    return Case(**{**base, **changes})  # type: ignore[arg-type]


def unanswerable(**changes: object) -> Case:
    return case(**{"answerable": False, "gold": (), "must": (), **changes})


def answer(
    text: str, spans: Sequence[tuple[int, int]] = (), refused: bool = False,
    confidence: float = 0.5, retrieved: Sequence[Retrieved] = (),
) -> Answer:  # fmt: skip
    citations = [
        Citation(
            n=n, url=PAGE.url, title="Club", section=[], quote=TEXT[start:end], start=start,
            end=end, page_version="v1", fetched_at=None, current_as_of=None, link="", score=1.0,
        )
        for n, (start, end) in enumerate(spans, 1)
    ]  # fmt: skip
    return Answer(
        question="?", standalone_question="?", refused=refused, text=text, citations=citations,
        confidence=confidence, snapshot="s", retrieved=list(retrieved),
    )  # fmt: skip


def outcome(
    asked: Case, given: Answer, forced: Answer | None = None,
    retrieved: Sequence[tuple[str, float]] = (), relevant: Sequence[str] = (),
) -> Outcome:  # fmt: skip
    return judge(asked, given, forced or given, PAGES, retrieved, relevant)


def right(number: int = 0, **changes: object) -> Outcome:
    asked = case(id=f"right-{number}", question=f"How many, {number}?", **changes)
    return outcome(asked, answer("12 members", [FIRST], confidence=0.9))


def wrong(number: int = 0, **changes: object) -> Outcome:
    asked = case(id=f"wrong-{number}", question=f"How many, {number}?", **changes)
    return outcome(asked, answer("Monday", [SECOND], confidence=0.6))


def refusal(number: int = 0, *, found: bool = False, **changes: object) -> Outcome:
    asked = case(id=f"refusal-{number}", question=f"How many, {number}?", **changes)
    given = answer("no", refused=True, confidence=0.2)
    return outcome(asked, given, answer("12" if found else "Monday", confidence=0.2))
