"""The date that a page shows as its own: "Content current as of: 05/31/2023"."""

import re
from datetime import date, datetime

LABEL = (
    r"(?:(?:content )?current as of|(?:page |content )?last (?:updated|reviewed|modified)"
    r"|page updated|date modified)"
)
DATE = (
    r"(\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4}"
    r"|[A-Z][a-z]+\.? \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]+ \d{4})"
)
SHOWN = re.compile(rf"(?i:{LABEL})(?i: on)?[:\s|-]*\s{DATE}")
FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "%B %d, %Y", "%b %d, %Y", "%b. %d, %Y", "%d %B %Y", "%d %b %Y")
ISO = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:[T ]\d\d:\d\d.*)?)?)?")


def shown_date(text: str) -> str | None:
    """ISO date that the text gives as its own after a label; None where it gives none."""
    found = SHOWN.search(text)
    return iso_date(found[1]) if found else None


def iso_date(value: object) -> str | None:
    """A date as ISO 8601; None where the value is no date in a known form."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    text = str(value).strip()
    for pattern in FORMATS:
        try:
            return datetime.strptime(text, pattern).date().isoformat()
        except ValueError:
            continue
    return text if ISO.fullmatch(text) and _is_time(text) else None


def _is_time(text: str) -> bool:
    """Whether a text in the form of ISO 8601, a year or month alone too, names a real time."""
    padded = text + "-01-01"[len(text) - 4 :] if len(text) < len("2026-11-22") else text
    try:
        datetime.fromisoformat(padded)
    except ValueError:
        return False
    return True
