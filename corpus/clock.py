"""The time that is written down: of fetches, builds and checks."""

from datetime import UTC, datetime


def utc_now() -> str:
    """Now in UTC, ISO 8601 to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
