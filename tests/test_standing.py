"""Where quotes stand after their pages were changed, removed, or came back."""

from pathlib import Path

import pytest

from corpus.impact import Cited
from corpus.standing import Standing, standings
from tests.fakes import Bench

URL = "file:harbour.md"
OLD = """# Harbour

The harbour opens at six. It has 40 berths.

## Fees

Pay at the office.

Dogs stay at home.
"""
NEW = """# Harbour

The harbour opens at six. It has 44 berths.

## Staff

Pay at the office.
"""


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    made = Bench(tmp_path)
    made.write("harbour.md", OLD)
    made.write("other.md", "# Other\n\nNothing happens here.\n")
    made.ingest()
    return made


def cited(bench: Bench, quote: str, url: str = URL) -> Cited:
    """The quote in the version that is served now."""
    page = bench.store.open().page_of[url]
    return Cited("", url, page.version, quote, page.text.index(quote))


def stand(bench: Bench, *quotes: Cited) -> list[Standing]:
    return standings(bench.store, bench.store.open(), quotes)


def change(bench: Bench, text: str = NEW) -> None:
    bench.write("harbour.md", text)
    bench.ingest()


def test_a_quote_of_a_served_version_stands_without_a_look_at_the_history(bench: Bench) -> None:
    (bench.store.root / "history.json").write_text("broken", "utf-8")
    assert [each.page for each in stand(bench, cited(bench, "It has 40 berths."))] == ["same"]


@pytest.mark.parametrize(
    ("quote", "fate", "now"),
    [
        ("The harbour opens at six.", "unchanged", None),
        ("It has 40 berths.", "changed", "It has 44 berths."),
        ("Pay at the office.", "moved", None),
        ("Dogs stay at home.", "vanished", None),
        ("The harbour opens at six. It has 40 berths.", "changed", None),
    ],
)
def test_a_quote_of_a_changed_page_has_its_own_fate(
    bench: Bench, quote: str, fate: str, now: str | None
) -> None:
    given = cited(bench, quote)
    change(bench)
    (got,) = stand(bench, given)
    served = bench.store.open().page_of[URL]
    assert (got.page, got.fate, got.now) == ("changed", fate, now)
    assert (got.served, got.title, got.comparable) == (served.version, "Harbour", True)
    versions = bench.store.history()[URL]
    assert got.since == (versions[0].fetched_at or versions[0].accepted_at)


def test_a_page_that_is_served_no_more_is_gone(bench: Bench) -> None:
    given = cited(bench, "It has 40 berths.")
    (bench.pages / "harbour.md").unlink()
    bench.ingest()
    (got,) = stand(bench, given)
    assert (got.page, got.fate, got.served, got.comparable) == ("gone", "vanished", None, False)
    assert got.title == "Harbour"


def test_a_page_that_was_never_served_is_gone(bench: Bench) -> None:
    (got,) = stand(bench, Cited("", "file:none.md", "a" * 64, "Words.", 0))
    assert (got.page, got.title, got.since) == ("gone", "file:none.md", None)


def test_a_version_that_came_back_is_the_same_again(bench: Bench) -> None:
    given = cited(bench, "It has 40 berths.")
    change(bench)
    change(bench, OLD)
    assert [each.page for each in stand(bench, given)] == ["same"]


def test_without_the_old_text_the_quote_is_looked_for_and_nothing_compared(bench: Bench) -> None:
    stays, goes = cited(bench, "The harbour opens at six."), cited(bench, "Dogs stay at home.")
    change(bench)
    for ending in ("txt", "json"):
        (bench.store.root / "versions" / f"{stays.version}.{ending}").unlink()
    kept, lost = stand(bench, stays, goes)
    assert (kept.page, kept.fate, kept.comparable) == ("changed", "unchanged", False)
    assert lost.fate == "vanished"


def test_standings_come_in_the_order_of_the_quotes(bench: Bench) -> None:
    first, other = (
        cited(bench, "It has 40 berths."),
        cited(bench, "Nothing happens here.", "file:other.md"),
    )
    change(bench)
    got = stand(bench, first, other, first)
    assert [each.page for each in got] == ["changed", "same", "changed"]
