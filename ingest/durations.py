"""Spans of time as people write them: "30m", "24h", "7d"."""

import re
from datetime import datetime

UNITS = {"m": 60.0, "h": 3_600.0, "d": 86_400.0}
WRITTEN = re.compile(r"(\d+)\s*([mhd])")


def parse_seconds(value: object) -> float:
    """Seconds of a duration above zero; raises ValueError for anything else."""
    found = WRITTEN.fullmatch(value.strip()) if isinstance(value, str) else None
    seconds = float(found[1]) * UNITS[found[2]] if found else 0.0
    if not seconds:
        raise ValueError('is no duration; write minutes, hours or days such as "30m", "24h", "7d"')
    return seconds


def shown(seconds: float) -> str:
    """A span in the largest unit that fits, rounded down: "3 h", "2 d"."""
    unit, size = max(
        ((name, size) for name, size in UNITS.items() if size <= max(seconds, UNITS["m"])),
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
