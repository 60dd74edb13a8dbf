"""Spans of time as people write them: "30m", "24h", "1h30m", "7d"."""

import re
from datetime import datetime

UNITS = {"s": 1.0, "m": 60.0, "h": 3_600.0, "d": 86_400.0}
PART = re.compile(r"(\d+)\s*([smhd])\s*")
LONGEST = 365 * UNITS["d"]


def parse_seconds(value: object) -> float:
    """Seconds of a duration from 1s to 365d; raises ValueError for anything else."""
    text = value.strip() if isinstance(value, str) else ""
    parts = PART.findall(text) if re.fullmatch(f"(?:{PART.pattern})+", text) else []
    seconds = sum(float(count) * UNITS[unit] for count, unit in parts)
    if not 0 < seconds <= LONGEST:
        raise ValueError('is no duration up to 365d; write "30m", "24h", "7d" or "1h30m"')
    return seconds


def shown(seconds: float) -> str:
    """A span in the largest unit that fits, rounded down: "3 h", "2 d"."""
    unit, size = max(
        ((name, size) for name, size in UNITS.items() if UNITS["m"] <= size <= max(seconds, 60)),
        key=lambda each: each[1],
    )
    return f"{int(seconds // size)} {'min' if unit == 'm' else unit}"


def seconds_between(earlier: str | None, later: str) -> float | None:
    """Seconds from one ISO 8601 time to another; None where there is none or they can't be told."""
    try:
        return (
            datetime.fromisoformat(later) - datetime.fromisoformat(earlier or "")
        ).total_seconds()
    except (ValueError, TypeError):  # no time, or only one of the two names its zone
        return None
