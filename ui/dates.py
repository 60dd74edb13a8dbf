"""Dates of pages in words."""

from datetime import UTC, datetime

from assistant.answer import Citation


def page_date(citation: Citation) -> str:
    """The page's own date if it shows one, else when it was fetched, else nothing."""
    if citation.current_as_of:
        return f"content current as of {in_words(citation.current_as_of)}"
    if citation.fetched_at:
        return f"fetched {in_words(citation.fetched_at)}"
    return ""


def in_words(date: str) -> str:
    """An ISO 8601 date or time as "22 November 2026"; anything else as it is."""
    try:
        day = datetime.fromisoformat(date)
    except ValueError:
        return date
    return f"{day.day} {day:%B %Y}"


def time_in_words(time: str) -> str:
    """An ISO 8601 time as "22 November 2026, 14:05 UTC"; a date, and anything else, as above."""
    try:
        when = datetime.fromisoformat(time)
    except ValueError:
        return time
    if when.tzinfo is None:
        return in_words(time)
    return f"{in_words(time)}, {when.astimezone(UTC):%H:%M} UTC"
