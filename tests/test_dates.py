"""Dates that pages show, and dates in front matter."""

from datetime import UTC, date, datetime

import pytest

from ingest.dates import iso_date, shown_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Content current as of: 05/31/2023", "2023-05-31"),
        ("Content current as of:\n\n05/31/2023", "2023-05-31"),
        ("CONTENT CURRENT AS OF: 5/3/2023", "2023-05-03"),
        ("Last updated: May 31, 2023", "2023-05-31"),
        ("Page last reviewed Sep. 5, 2023.", "2023-09-05"),
        ("Last updated on 5 May 2023", "2023-05-05"),
        ("Date modified: 2024-01-15", "2024-01-15"),
        ("As of April 2023, more than 100 drugs are short.", None),
        ("Current as of: 13/45/2023", None),
        ("Last updated: tomorrow", None),
        ("05/31/2023", None),
    ],
)
def test_only_a_labelled_date_is_the_date_of_the_page(text: str, expected: str | None) -> None:
    assert shown_date(text) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2026, 11, 22), "2026-11-22"),
        (datetime(2026, 11, 22, 10, tzinfo=UTC), "2026-11-22T10:00:00+00:00"),
        ("2026-11-22", "2026-11-22"),
        (" May 3, 2023 ", "2023-05-03"),
        ("2026-11-22T10:00:00Z", "2026-11-22T10:00:00Z"),
        ("2026-11", "2026-11"),
        (2026, "2026"),
        ("2026-13", None),
        ("2026-02-30", None),
        ("2026 or so", None),
        ("soon", None),
        ("", None),
        (True, None),
        (["2026-11-22"], None),
    ],
)
def test_date_becomes_iso_or_is_refused(value: object, expected: str | None) -> None:
    assert iso_date(value) == expected
