"""The time that is written down: of fetches, builds and checks."""

from datetime import UTC, datetime

SECONDS_A_DAY = 86_400


def utc_now() -> str:
    """Now in UTC, ISO 8601 to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def days_between(earlier: str, later: str) -> float | None:
    """Days from one such time to another, to the tenth; None where one is no such time."""
    try:
        passed = datetime.fromisoformat(later) - datetime.fromisoformat(earlier)
    except (ValueError, TypeError):  # TypeError: only one of them names its zone
        return None
    return round(passed.total_seconds() / SECONDS_A_DAY, 1)
