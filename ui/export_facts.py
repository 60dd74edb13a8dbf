"""What an exported citation says of itself, in the order in which it is read."""

from collections.abc import Iterator

from assistant.answer import Answer, Citation
from ui.dates import page_date

REFUSED = "Nearest passages (they do not answer the question)"
STOPPED = "Stopped. The answer may be incomplete."
OPEN = "Open the page at this sentence"


def facts(citation: Citation, snapshot: str) -> Iterator[tuple[str, str]]:
    """Pairs of a name and its value: section, page, date, version, offsets, snapshot."""
    section = " › ".join(part for part in citation.section if part != citation.title)
    if section:
        yield "Section", section
    yield "Page", citation.url
    yield "Date", page_date(citation) or "no date known"
    yield "Page version", citation.page_version
    yield "Characters", f"{citation.start}–{citation.end}"
    yield "Snapshot", snapshot


def understood(answer: Answer) -> str:
    """The question as it was understood, where that differs; else nothing."""
    return "" if answer.standalone_question == answer.question else answer.standalone_question


def marks(numbers: list[int], answer: Answer) -> list[int]:
    """The numbers among these that are citations of the answer."""
    known = {each.n for each in answer.citations}
    return [n for n in numbers if n in known]
