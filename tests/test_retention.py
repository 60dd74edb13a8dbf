"""How many versions of a page keep their text, and what is said of the others."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus.compare import compare, diff_json, diff_lines
from corpus.errors import PageError
from corpus.history import PageVersion, newest
from corpus.models import text_version
from ingest.report import IngestReport
from ingest.run import Ingest
from ppp_settings import Settings
from tests.fakes import Bench

PAGE = "file:page.md"
NOW = "2026-11-25T00:00:00+00:00"


@dataclass
class Keeping(Bench):
    """A bench that keeps only some versions."""

    keep: int | None = 1

    def serve(self, text: str, name: str = "page.md") -> str:
        """Ingest a page with this text; returns the page's version."""
        self.write(name, text)
        self.run()
        return self.store.open().page_of[f"file:{name}"].version

    def run(self) -> IngestReport:
        settings = Settings(store=self.store.root, keep_versions=self.keep)
        return Ingest(settings, self.store, self.embedder).run(self.sources())

    def kept(self) -> set[str]:
        return {each.stem for each in (self.store.root / "versions").glob("*.txt")}


@pytest.fixture
def bench(tmp_path: Path) -> Keeping:
    return Keeping(tmp_path)


def version(name: str) -> PageVersion:
    return PageVersion(name, "T", NOW, None, None)


def test_a_version_that_came_back_counts_once() -> None:
    history = {"u": tuple(map(version, "abab")), "v": (version("c"),)}
    assert newest(history, 1) == {"b", "c"}
    assert newest(history, 2) == {"a", "b", "c"}


def test_everything_is_kept_by_default(bench: Keeping) -> None:
    bench.keep = None
    versions = {bench.serve(f"Text {number}.") for number in range(4)}
    assert bench.kept() == versions


def test_the_newest_and_those_of_the_last_two_snapshots_are_kept(bench: Keeping) -> None:
    versions = [bench.serve(f"Text {number}.") for number in range(4)]
    assert bench.kept() == set(versions[2:])  # one is the newest, one of the snapshot before
    assert {each.stem for each in (bench.store.root / "versions").glob("*.json")} == bench.kept()
    bench.keep = 3
    versions.append(bench.serve("Text 4."))
    assert bench.kept() == set(versions[2:])


def test_what_another_page_uses_is_kept(bench: Keeping) -> None:
    shared = bench.serve("Text 0.")
    bench.serve("Text 0.", "other.md")
    for number in range(1, 4):
        bench.serve(f"Text {number}.")
    assert shared in bench.kept()


def test_a_text_that_no_history_knows_is_left_alone(bench: Keeping) -> None:
    first = bench.serve("Text 0.")
    stranger = bench.store.root / "versions" / f"{text_version('x')}.txt"
    stranger.write_text("x", "utf-8")
    bench.serve("Text 1.")
    bench.serve("Text 2.")
    assert stranger.exists()
    assert first not in bench.kept()


def test_the_history_says_that_a_text_is_gone(bench: Keeping) -> None:
    versions = [bench.serve(f"Text {number}.") for number in range(3)]
    history = bench.store.history()[PAGE]
    assert [each.version for each in history] == versions
    assert [each.text_removed_at is None for each in history] == [False, True, True]
    since = history[0].text_removed_at
    bench.serve("Text 3.")
    assert bench.store.history()[PAGE][0].text_removed_at == since


def test_who_asks_for_a_text_that_is_gone_is_told_of_the_setting(bench: Keeping) -> None:
    first, *_ = [bench.serve(f"Text {number}.") for number in range(3)]
    message = rf"version {first[:12]} of {PAGE}: its text is gone since .*keep_versions"
    for asked in (first, first[:8], first[:8].upper()):
        with pytest.raises(PageError, match=message):
            bench.store.version_text(asked)
    with pytest.raises(PageError, match=message):
        compare(bench.store, PAGE, first)
    with pytest.raises(PageError, match="0 kept versions match"):
        bench.store.version_text("")


def test_a_text_that_is_gone_hides_no_other_page_from_the_comparison(bench: Keeping) -> None:
    bench.serve("Old.")
    bench.serve("New.")
    for number in range(3):
        bench.serve(f"Text {number}.", "other.md")
    gone, other = compare(bench.store)
    assert (gone.url, gone.changes) == (PAGE, ())
    assert "keep_versions" in gone.note
    assert other.changes
    assert "keep_versions" in "\n".join(diff_lines([gone]))
    assert "no sentence differs" not in "\n".join(diff_lines([gone]))
    assert [bool(each["note"]) for each in diff_json([gone, other])] == [True, False]


def test_a_version_that_comes_back_has_its_text_again(bench: Keeping) -> None:
    first, *_ = [bench.serve(f"Text {number}.") for number in range(3)]
    assert bench.serve("Text 0.") == first
    assert bench.store.version_text(first) == "Text 0.\n"
    history = [each for each in bench.store.history()[PAGE] if each.version == first]
    assert [each.text_removed_at for each in history] == [None, None]


def test_a_snapshot_that_is_served_again_has_its_texts_again(bench: Keeping) -> None:
    versions, ids = [], []
    for number in range(3):
        versions.append(bench.serve(f"Text {number}."))
        ids.append(bench.store.open().id)
    bench.store.rollback(ids[0], NOW)
    assert bench.store.version_text(versions[0]) == "Text 0.\n"
    assert bench.store.history()[PAGE][0].text_removed_at is None


def test_a_run_that_publishes_nothing_removes_nothing(bench: Keeping) -> None:
    bench.keep = None
    versions = {bench.serve(f"Text {number}.") for number in range(4)}
    bench.keep = 1
    assert not bench.run().published
    assert bench.kept() == versions
