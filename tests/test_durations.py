"""Spans of time as they are written in sources.toml and shown in reports."""

import pytest

from ingest.durations import parse_seconds, seconds_between, shown


@pytest.mark.parametrize(
    ("text", "seconds"), [("30m", 1_800), ("1h30m", 5_400), ("24h", 86_400), (" 7 d ", 604_800)]
)
def test_minutes_hours_and_days_are_read(text: str, seconds: float) -> None:
    assert parse_seconds(text) == seconds


@pytest.mark.parametrize("value", ["", "24", "1w", "h", "-1h", "0d", "1.5h", 24, None, True])
def test_anything_else_is_refused_with_examples(value: object) -> None:
    with pytest.raises(ValueError, match='"30m", "24h", "7d"'):
        parse_seconds(value)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 min"), (59, "0 min"), (600, "10 min"), (3_599, "59 min"), (7_300, "2 h"),
     (86_399, "23 h"), (200_000, "2 d")],
)  # fmt: skip
def test_span_is_shown_in_its_largest_unit(seconds: float, text: str) -> None:
    assert shown(seconds) == text


def test_times_that_can_not_be_compared_are_no_span() -> None:
    assert seconds_between("2026-01-01T00:00:00+00:00", "2026-01-01T02:00:00+01:00") == 3_600
    for earlier in (None, "", "yesterday", "2026-01-01"):
        assert seconds_between(earlier, "2026-01-01T00:00:00+00:00") is None
