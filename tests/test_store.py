"""The store: an atomic pointer, one writer, kept versions, clear errors."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from corpus.errors import NoSnapshotError, PageError, StoreError
from corpus.models import Page, text_version
from corpus.store import BUILDING, KEPT_SNAPSHOTS, Store, write_atomically
from tests.fakes import Bench

HOLDER = """
import sys, time
from pathlib import Path
from corpus.store import Store
with Store(Path(sys.argv[1])).writing():
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def page(text: str) -> Page:
    return Page("u", "T", text_version(text), text)


def hold_lock(store: Store) -> subprocess.Popen[str]:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(store.root)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


def test_new_store_has_nothing_to_serve_and_makes_no_folder(store: Store) -> None:
    assert store.current_folder() is None
    with pytest.raises(NoSnapshotError, match="run `ppp ingest` first") as caught:
        store.open()
    assert caught.value.exit_code == 4
    assert not store.root.exists()


def test_file_in_place_of_the_store_is_named(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("x", "utf-8")
    with pytest.raises(StoreError, match=r"store: is a file; give a folder with --store"):
        Store(tmp_path / "store")


def test_file_in_place_of_a_folder_is_a_store_error(store: Store) -> None:
    store.root.mkdir()
    store.snapshots.write_text("x", "utf-8")
    with pytest.raises(StoreError, match="can't be written"), store.writing():
        pass


def test_store_below_a_file_can_not_be_written_or_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    store = Store(tmp_path / "file" / "store")
    with pytest.raises(StoreError, match="can't be written"), store.writing():
        pass
    with pytest.raises(StoreError, match="can't be read"):
        store.open()


@pytest.mark.parametrize("content", [b"\xff\xfe", None])
def test_pointer_that_can_not_be_read_is_named(store: Store, content: bytes | None) -> None:
    store.root.mkdir()
    if content is None:
        (store.root / "current").mkdir()
    else:
        (store.root / "current").write_bytes(content)
    with pytest.raises(StoreError, match="pointer can't be read"):
        store.current_folder()


def test_pointer_to_nothing_says_how_to_mend_it(store: Store) -> None:
    store.snapshots.mkdir(parents=True)
    store.publish(store.snapshots / "gone.1")
    with pytest.raises(StoreError, match=r"gone.1: snapshot can't be read.*ppp ingest --full"):
        store.open()


def test_second_writer_is_refused(store: Store) -> None:
    holder = hold_lock(store)
    try:
        with pytest.raises(StoreError, match="another ingest is writing"), store.writing():
            pass
    finally:
        holder.kill()
        holder.wait()


def test_lock_of_a_killed_writer_is_free(store: Store) -> None:
    holder = hold_lock(store)
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    with store.writing():
        pass


def test_lock_is_free_after_an_error_inside(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.writing():
        raise ZeroDivisionError
    with store.writing():
        pass


def test_leftovers_of_killed_builds_are_removed(store: Store) -> None:
    (store.snapshots / f"{BUILDING}dead" / "chroma").mkdir(parents=True)
    folder = store.begin("alive")
    assert [each.name for each in store.snapshots.iterdir()] == [f"{BUILDING}alive"]
    assert folder.is_dir()


def test_finished_build_gets_a_name_that_was_never_used(store: Store) -> None:
    store.snapshots.mkdir(parents=True)
    names = [store.finish(store.begin("abc")).name for _ in range(3)]
    assert names == ["abc.1", "abc.2", "abc.3"]


def test_prune_keeps_the_newest_and_the_served(store: Store) -> None:
    store.snapshots.mkdir(parents=True)
    folders = []
    for n in range(KEPT_SNAPSHOTS + 3):
        folders.append(store.finish(store.begin(f"s{n}")))
        os.utime(folders[-1], (1000 + n, 1000 + n))
    store.publish(folders[0])
    store.prune()
    left = {each.name for each in store.snapshots.iterdir()}
    assert left == {folders[0].name, *(each.name for each in folders[-KEPT_SNAPSHOTS:])}


def test_versions_are_found_by_any_unique_beginning(store: Store) -> None:
    texts = ["One.\r\nkept as it is 😀\n", "Two.\n"]
    for text in texts:
        store.keep_version(page(text))
    for text in texts:
        assert store.version_text(text_version(text)) == text
        assert store.version_text(text_version(text)[:8]) == text


@pytest.mark.parametrize("version", ["0000", "", "*", "../current", "abc/def"])
def test_version_that_is_not_kept_is_named(store: Store, version: str) -> None:
    store.keep_version(page("One.\n"))
    with pytest.raises(PageError, match="0 kept versions match"):
        store.version_text(version)


def test_beginning_that_two_versions_share_is_refused(store: Store) -> None:
    for number in range(40):  # 16 first digits: two of them must share one
        store.keep_version(page(f"{number}\n"))
    digits = [text_version(f"{number}\n")[0] for number in range(40)]
    shared = max(digits, key=digits.count)
    with pytest.raises(PageError, match=f"{digits.count(shared)} kept versions match"):
        store.version_text(shared)


def test_version_once_kept_is_not_written_again(store: Store) -> None:
    store.keep_version(page("One.\n"))
    path = next((store.root / "versions").iterdir())
    before = path.stat().st_mtime_ns
    time.sleep(0.01)
    store.keep_version(page("One.\n"))
    assert path.stat().st_mtime_ns == before


@pytest.mark.parametrize("content", ["{", "[1]", '"x"', "null"])
def test_broken_checks_are_named_with_the_remedy(store: Store, content: str) -> None:
    store.root.mkdir()
    (store.root / "checks.json").write_text(content, "utf-8")
    with pytest.raises(StoreError, match=r"checks\.json: .*; remove it"):
        store.checks()


def test_atomic_write_leaves_no_other_file(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a", "old")
    write_atomically(tmp_path / "a", "new\r\n")
    assert (tmp_path / "a").read_bytes() == b"new\r\n"
    assert [each.name for each in tmp_path.iterdir()] == ["a"]


def test_opening_gives_when_pages_were_last_checked(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.write("a.md", "One.")
    bench.ingest()
    (page,) = bench.store.open().pages
    assert page.checked_at == bench.store.checks()["file:a.md"]


NOW = "2026-11-25T00:00:00+00:00"


@pytest.fixture
def three(tmp_path: Path) -> tuple[Bench, list[str]]:
    """A store after three ingests, and the ids of its snapshots, oldest first."""
    bench, ids = Bench(tmp_path), []
    for number in range(3):
        bench.write("page.md", f"Version {number}.")
        ids.append(str(bench.ingest().snapshot))
        os.utime(bench.store.current_folder() or tmp_path, (number + 1, number + 1))
    return bench, ids


def test_rollback_serves_the_snapshot_before(three: tuple[Bench, list[str]]) -> None:
    bench, ids = three
    assert bench.store.rollback(None, NOW).id == ids[1]
    assert bench.store.open().id == ids[1]
    assert bench.store.rollback(None, NOW).id == ids[0]
    with pytest.raises(StoreError, match="no snapshot before"):
        bench.store.rollback(None, NOW)
    assert bench.store.open().id == ids[0]


def test_rollback_takes_a_snapshot_by_its_name(three: tuple[Bench, list[str]]) -> None:
    bench, ids = three
    assert bench.store.rollback(ids[0][:6], NOW).id == ids[0]
    assert bench.store.rollback(ids[2], NOW).id == ids[2]
    with pytest.raises(StoreError, match=f"'ffff': not kept; there are .*{ids[0]}"):
        bench.store.rollback("ffff", NOW)


def test_rollback_is_part_of_the_history(three: tuple[Bench, list[str]]) -> None:
    bench, _ = three
    bench.store.rollback(None, NOW)
    last = bench.store.history()["file:page.md"][-1]
    assert (last.version, last.accepted_at) == (bench.store.open().pages[0].version, NOW)


def test_rollback_to_a_broken_snapshot_changes_nothing(three: tuple[Bench, list[str]]) -> None:
    bench, ids = three
    (bench.store.snapshots / f"{ids[1]}.1" / "pages.jsonl").write_text("x", "utf-8")
    with pytest.raises(StoreError, match="can't be read"):
        bench.store.rollback(None, NOW)
    assert bench.store.open().id == ids[2]


def test_an_ingest_after_a_rollback_serves_the_pages_as_they_are(
    three: tuple[Bench, list[str]],
) -> None:
    bench, ids = three
    bench.store.rollback(None, NOW)
    report = bench.ingest()
    assert (report.snapshot, report.published) == (ids[2], True)
    assert bench.store.open().id == ids[2]


def test_an_empty_store_has_nothing_to_roll_back(store: Store) -> None:
    with pytest.raises(NoSnapshotError):
        store.rollback(None, NOW)
