"""What changed between versions of a page: by sentence, by section, over real ingests."""

import json
from pathlib import Path

import pytest

from corpus.compare import PageDiff, compare, diff_json, diff_lines
from corpus.diff import Change, changes
from corpus.errors import NoSnapshotError, PageError
from corpus.models import Page
from ingest.canonical import Facts, build_page
from ingest.markdown import read_markdown
from tests.fakes import Bench

OLD = """# Harbour

The harbour opens at six. It has 40 berths.

## Fees

A berth costs 12 dollars a night. Pay at the office.

## Rules

- Wear a vest.
- Sign the book.
"""
NEW = """# Harbour

The harbour opens at six. It has 44 berths. Dogs are welcome.

## Fees

A berth costs 14 dollars a night.

## Staff

Pay at the office.

## Rules

- Wear a vest.
- Sign the book.
"""


def page(text: str) -> Page:
    return build_page(read_markdown(text), Facts("u", "T", None, None))


def told(found: list[Change]) -> list[tuple[str, str | None, str | None]]:
    return [
        (each.kind, each.old.text if each.old else None, each.new.text if each.new else None)
        for each in found
    ]


def test_sentences_are_changed_added_removed_or_moved() -> None:
    assert told(changes(page(OLD), page(NEW))) == [
        ("changed", "It has 40 berths.", "It has 44 berths."),
        ("added", None, "Dogs are welcome."),
        ("changed", "A berth costs 12 dollars a night.", "A berth costs 14 dollars a night."),
        ("added", None, "Staff"),
        ("moved", "Pay at the office.", "Pay at the office."),
    ]


def test_the_way_back_removes_what_was_added() -> None:
    back = told(changes(page(NEW), page(OLD)))
    assert ("removed", "Dogs are welcome.", None) in back
    assert ("removed", "Staff", None) in back
    assert ("moved", "Pay at the office.", "Pay at the office.") in back
    assert len(back) == 5


def test_equal_pages_have_no_changes() -> None:
    assert changes(page(OLD), page(OLD)) == []


def test_spans_are_those_of_their_own_version() -> None:
    old, new = page(OLD), page(NEW)
    for each in changes(old, new):
        if each.old:
            assert old.text[each.old.start : each.old.end] == each.old.text
        if each.new:
            assert new.text[each.new.start : each.new.end] == each.new.text
            assert each.section == new.section_at(each.new.start)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    bench = Bench(tmp_path)
    bench.write("harbour.md", OLD)
    bench.write("other.md", "# Other\n\nWords.\n")
    bench.ingest()
    return bench


def edited(bench: Bench, *texts: str) -> list[str]:
    """Ingest one text after the other; the versions of the page, oldest first."""
    for text in texts:
        bench.write("harbour.md", text)
        bench.ingest()
    return [each.version for each in bench.store.history()["file:harbour.md"]]


def test_the_last_two_versions_of_each_changed_page_are_compared(bench: Bench) -> None:
    assert compare(bench.store) == []
    first, second = edited(bench, NEW)
    (found,) = compare(bench.store)
    assert (found.url, found.old and found.old.version, found.new.version) == (
        "file:harbour.md", first, second,
    )  # fmt: skip
    assert len(found.changes) == 5


def test_any_two_versions_can_be_named_by_their_beginning(bench: Bench) -> None:
    first, _, third = edited(bench, NEW, OLD + "\nA new line.\n")
    (found,) = compare(bench.store, "file:harbour.md", first[:8], third[:8])
    assert told(list(found.changes)) == [("added", None, "A new line.")]
    (same,) = compare(bench.store, None, first, None)
    assert same == found


def test_a_version_that_comes_back_is_compared_with_the_one_before(bench: Bench) -> None:
    edited(bench, NEW, OLD)
    (found,) = compare(bench.store)
    assert ("removed", "Dogs are welcome.", None) in told(list(found.changes))


def test_versions_are_kept_in_the_order_they_were_served(bench: Bench) -> None:
    edited(bench, NEW, NEW, OLD)
    history = bench.store.history()["file:harbour.md"]
    assert [each.version for each in history] == [page(each).version for each in (OLD, NEW, OLD)]
    assert all(each.accepted_at for each in history)
    assert len(bench.store.history()["file:other.md"]) == 1


def test_a_store_without_a_history_begins_one_with_what_it_serves(bench: Bench) -> None:
    (bench.store.root / "history.json").unlink()
    assert compare(bench.store) == []
    edited(bench, NEW)
    assert len(compare(bench.store)) == 1


def test_a_page_that_is_gone_keeps_its_history(bench: Bench) -> None:
    edited(bench, NEW)
    (bench.pages / "harbour.md").unlink()
    bench.ingest()
    assert len(bench.store.history()["file:harbour.md"]) == 2


def test_one_version_alone_is_said_so(bench: Bench) -> None:
    (found,) = compare(bench.store, "file:other.md")
    assert (found.old, found.changes) == (None, ())
    assert "the first version" in "\n".join(diff_lines([found]))


@pytest.mark.parametrize(
    ("url", "old", "message"),
    [
        ("file:gone.md", None, "file:gone.md: no such page"),
        ("file:other.md", "ffff0000", "version 'ffff0000' of file:other.md: 0 match; known: "),
        ("file:other.md", "a", "version 'a'"),
        (None, "ffff0000", "0 pages have it"),
    ],
)
def test_what_cannot_be_compared_is_named(
    bench: Bench, url: str | None, old: str | None, message: str
) -> None:
    with pytest.raises(PageError, match=message):
        compare(bench.store, url, old)


def test_an_empty_store_has_nothing_to_compare(tmp_path: Path) -> None:
    with pytest.raises(NoSnapshotError):
        compare(Bench(tmp_path).store)


def test_lines_show_what_was_and_what_is_by_section(bench: Bench) -> None:
    edited(bench, NEW)
    text = "\n".join(diff_lines(compare(bench.store)))
    assert "    Harbour › Fees\n    - A berth costs 12 dollars a night." in text
    assert "    + A berth costs 14 dollars a night." in text
    assert "    > Pay at the office.\n      (was under Harbour › Fees)" in text
    assert "no page has changed" in "\n".join(diff_lines([]))


def test_json_has_versions_and_spans(bench: Bench) -> None:
    first, second = edited(bench, NEW)
    found: list[PageDiff] = compare(bench.store)
    (value,) = json.loads(json.dumps(diff_json(found)))
    assert (value["url"], value["from"], value["to"]) == ("file:harbour.md", first, second)
    change = value["changes"][0]
    text = bench.store.version_text(second)
    assert text[change["new"]["start"] : change["new"]["end"]] == "It has 44 berths."
    assert change["section"] == ["Harbour"]
