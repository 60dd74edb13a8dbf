"""The few words of a quote that are the answer, where that is certain."""

import re
from dataclasses import dataclass

from assistant.answer import Answer
from assistant.kinds import DIGITS, MONTH, SPELLED, UNIT, YEAR, Kind, wanted

FIGURE = rf"(?:{DIGITS}[\d,]*(?:\.\d+)?(?: (?:million|billion|thousand))?|\b(?:{SPELLED})\b)"
SPANS: dict[Kind, re.Pattern[str]] = {
    "date": re.compile(rf"(?:\b\d{{1,2}} )?(?:\b{MONTH} (?:\d{{1,2}}(?:st|nd|rd|th)?, )?)?{YEAR}"
                       rf"|\b{MONTH} \d{{1,2}}\b|\b\d{{1,2}} {MONTH}\b"),
    "money": re.compile(r"[$€£¥]\s?\d[\d,]*(?:\.\d+)?(?:\s(?:million|billion|thousand))?"
                        r"|\b\d[\d,.]*(?:\s(?:million|billion|thousand))?\s(?:dollars|euros|pounds)"),
    "percent": re.compile(r"\b\d[\d,]*(?:\.\d+)?\s?(?:%|per ?cent\b)"),
    "duration": re.compile(rf"(?:\b\d+|\b(?:{SPELLED}))[ -](?:\w+ )?{UNIT}\b", re.IGNORECASE),
    "contact": re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\bhttps?://[^\s)]+[^\s).,;]"
                          r"|\(?\d{3}\)?[ -.]\d{3}[ -.]\d{4}"),
    "number": re.compile(FIGURE, re.IGNORECASE),
}  # fmt: skip
NO_COUNT: tuple[Kind, ...] = ("date", "money", "percent", "duration")


@dataclass(frozen=True)
class ShortAnswer:
    """A span of a citation's quote, in characters of the quote."""

    citation: int
    start: int
    end: int


def short_answer(answer: Answer) -> ShortAnswer | None:
    """The date, number or the like that is asked for, in the best quote.

    None where the question asks for something else or the quote has more than one such thing.
    """
    if answer.refused or answer.mode != "extractive" or not answer.citations:
        return None
    kind = wanted(answer.standalone_question).kind
    if kind not in SPANS:
        return None
    best = max(answer.citations, key=lambda each: each.score)
    found = _spans(kind, best.quote)
    return ShortAnswer(best.n, *found[0]) if len(found) == 1 else None


def _spans(kind: Kind, quote: str) -> list[tuple[int, int]]:
    """Spans of this kind; a plain number is none that belongs to a date, a price or the like."""
    spans = [each.span() for each in SPANS[kind].finditer(quote)]
    if kind != "number":
        return spans
    taken = [each.span() for other in NO_COUNT for each in SPANS[other].finditer(quote)]
    return [
        own for own in spans if not any(own[0] < end and begin < own[1] for begin, end in taken)
    ]
