"""Feedback in real SQLite files: what is kept, for how long, and what fails how."""

import json
import re
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer import Turn
from assistant.chain import Assistant
from corpus.errors import PppError
from ppp_settings import Settings
from tests.judged import answer
from ui.conversation import Conversation
from ui.feedback import NOTE_CHARS, FeedbackError, Record, Used, make_record, used_by
from ui.feedback_form import chosen_of
from ui.feedback_store import (
    FeedbackStore,
    FeedbackStoreError,
    feedback_store,
    feedback_url,
    shown,
    time_of,
)

NOW = "2026-11-25T12:00:00+00:00"
USED = Used(threshold=0.25, embedder="hash/1", llm=None)


def given(verdict: str = "wrong", note: str = "", at: str = NOW) -> Record:
    turns = [Turn(role="user", content="Hello"), Turn(role="assistant", content="Hello.")]
    return make_record(verdict, note, answer("It opens at six. [1]"), turns, USED, at)


def store_at(folder: Path, days: int = 30, now: Callable[[], str] = lambda: NOW) -> FeedbackStore:
    return FeedbackStore(f"sqlite:///{folder / 'said.sqlite3'}", days, now)


def test_a_record_comes_back_as_it_was_given(tmp_path: Path) -> None:
    before = given("missing", " The fee — “40 €” 🛥 is missing\u2028here ")
    added = store_at(tmp_path).add(before)
    assert added.note == "The fee — “40 €” 🛥 is missing\u2028here"
    assert store_at(tmp_path).record(1) == added == replace(before, id=1)
    assert store_at(tmp_path).records() == [added]


def test_the_whole_answer_its_history_and_settings_are_kept(tmp_path: Path) -> None:
    store_at(tmp_path).add(given())
    value = json.loads(store_at(tmp_path).records()[0].line())
    expected = answer("It opens at six. [1]")
    assert value["answer"] == expected.model_dump(mode="json")
    assert (value["question"], value["snapshot"]) == (expected.question, expected.snapshot)
    assert [turn["content"] for turn in value["history"]] == ["Hello", "Hello."]
    assert value["settings"] == {"threshold": 0.25, "embedder": "hash/1", "llm": None}


def test_nothing_but_these_fields_is_in_the_database(tmp_path: Path) -> None:
    store_at(tmp_path).add(given())
    with closing(sqlite3.connect(tmp_path / "said.sqlite3")) as database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(feedback)")]
        tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master "
                                                     "WHERE type = 'table'")}  # fmt: skip
    assert columns == ["id", "given_at", "verdict", "note", "question", "snapshot", "settings",
                       "history", "answer"]  # fmt: skip
    assert tables == {"feedback", "sqlite_sequence"}


def test_records_are_chosen_by_time_and_verdict(tmp_path: Path) -> None:
    store = store_at(tmp_path)
    for verdict, day in (("right", "24"), ("wrong", "23"), ("wrong", "25"), ("missing", "25")):
        store.add(given(verdict, at=f"2026-11-{day}T08:00:00+00:00"))
    assert [each.id for each in store.records()] == [2, 1, 3, 4]
    assert [each.id for each in store.records(since=time_of("2026-11-24"))] == [1, 3, 4]
    assert [each.id for each in store.records(time_of("2026-11-24"), "wrong")] == [3]
    assert store.records(since=time_of("2026-11-25T08:00:01")) == []


def test_old_records_are_deleted_on_writing_and_on_listing(tmp_path: Path) -> None:
    store_at(tmp_path).add(given())
    later = store_at(tmp_path, days=2, now=lambda: "2026-11-27T12:00:00+00:00")
    assert [each.id for each in later.records()] == [1]
    past = store_at(tmp_path, days=2, now=lambda: "2026-11-27T12:00:01+00:00")
    past.add(given(at="2026-11-27T12:00:01+00:00"))
    assert count(tmp_path) == 1
    much_later = store_at(tmp_path, days=2, now=lambda: "2026-12-24T00:00:00+00:00")
    assert much_later.records() == []
    assert count(tmp_path) == 0


def count(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "said.sqlite3")) as database:
        return int(database.execute("SELECT count(*) FROM feedback").fetchone()[0])


def test_the_id_of_a_deleted_record_is_not_given_again(tmp_path: Path) -> None:
    store_at(tmp_path).add(given())
    year_later = store_at(tmp_path, now=lambda: "2027-11-25T12:00:00+00:00")
    assert year_later.add(given(at="2027-11-25T12:00:00+00:00")).id == 2


def test_visitors_may_send_at_the_same_time(tmp_path: Path) -> None:
    stores = [store_at(tmp_path)] * 4 + [store_at(tmp_path)]
    stores[-1].records()
    threads = [threading.Thread(target=each.add, args=(given(),)) for each in stores]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(each.id or 0 for each in store_at(tmp_path).records()) == [1, 2, 3, 4, 5]


def test_an_unknown_id_is_named(tmp_path: Path) -> None:
    with pytest.raises(FeedbackError, match="feedback 7: no such record"):
        store_at(tmp_path).record(7)


@pytest.mark.parametrize(
    "url", ["nonsense", "sqlite:////proc/no/such.sqlite3", "nosuchkind://localhost/x", "mysql://x"]
)
def test_a_database_that_cannot_be_used_is_named(url: str) -> None:
    store = FeedbackStore(url, 30)
    for _ in range(2):
        with pytest.raises(FeedbackStoreError, match="PPP_FEEDBACK_URL") as caught:
            store.records()
    assert "\n" not in str(caught.value) and "sqlalche.me" not in str(caught.value)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "said.sqlite3").write_text("not a database, but long enough to be read as one" * 9)
    with pytest.raises(FeedbackStoreError, match=r"said\.sqlite3: .*not a database"):
        store_at(tmp_path).add(given())


def test_a_store_works_again_once_its_database_does(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("in the way")
    store = store_at(tmp_path / "folder")
    with pytest.raises(FeedbackStoreError):
        store.add(given())
    (tmp_path / "folder").unlink()
    assert store.add(given()).id == 1


def test_a_password_is_never_shown() -> None:
    url = "postgresql://ppp:secret@db.example.org/said"
    assert shown(url) == "postgresql://ppp:***@db.example.org/said"
    assert shown("no url with secret") == "PPP_FEEDBACK_URL"
    assert "secret" not in Settings(feedback_url=url).model_dump_json()  # type: ignore[arg-type]


def test_feedback_lies_in_the_store_unless_a_url_is_set(tmp_path: Path) -> None:
    folder = tmp_path / "a #1 store%"
    feedback_store(Settings(store=folder)).add(given(at="2999-01-01T00:00:00+00:00"))
    assert (folder / "feedback.sqlite3").is_file()
    elsewhere = Settings(store=folder, feedback_url="sqlite:///x.db")  # type: ignore[arg-type]
    assert feedback_url(elsewhere) == "sqlite:///x.db"


def test_a_verdict_is_one_of_three() -> None:
    with pytest.raises(FeedbackError, match="'fine': none of right, wrong, missing"):
        given("fine")


def test_a_note_has_a_limit_and_holds_only_what_can_be_stored(tmp_path: Path) -> None:
    assert given(note="x" * NOTE_CHARS).note == "x" * NOTE_CHARS
    with pytest.raises(FeedbackError, match=rf"the limit is {NOTE_CHARS}"):
        given(note="x" * (NOTE_CHARS + 1))
    assert given(note="  ").note is None
    assert store_at(tmp_path).add(given(note="a\0b\ud800c")).note == "ab?c"


@pytest.mark.parametrize(("words", "time"), [
    ("2026-11-25", "2026-11-25T00:00:00+00:00"),
    ("2026-11-25T10:00", "2026-11-25T10:00:00+00:00"),
    ("2026-11-25T10:00:00+02:00", "2026-11-25T08:00:00+00:00"),
])  # fmt: skip
def test_times_are_in_utc(words: str, time: str) -> None:
    assert time_of(words) == time


@pytest.mark.parametrize("words", ["", "yesterday", "2026-13-01", "0001-01-01T00:00:00+10:00"])
def test_what_is_no_date_is_named(words: str) -> None:
    with pytest.raises(FeedbackError, match=re.escape(f"{words!r}: no date")) as caught:
        time_of(words)
    assert isinstance(caught.value, PppError) and caught.value.exit_code == 2


def test_the_settings_of_an_answer_are_those_in_force(assistant: Assistant) -> None:
    used = used_by(assistant)
    manifest = assistant.library.current().snapshot.manifest
    assert used == Used(assistant.settings.min_confidence, manifest.embedder, None)


def test_a_choice_is_of_a_whole_answer_with_what_was_said_before() -> None:
    talk = Conversation().asking("A?").with_last(answer("One. [1]")).finished().asking("B?")
    talk = talk.with_last(answer("Two. [1]"))
    assert chosen_of(talk, 1, "wrong") is None  # it still grows
    found = chosen_of(talk.finished(), 1, "wrong")
    assert found is not None
    assert found.answer.text == "Two. [1]"
    assert [turn.content for turn in found.history] == ["A?", "One. [1]"]
    for turn, verdict in ((2, "wrong"), (-1, "wrong"), ("0", "wrong"), (0, "fine"), (0, None)):
        assert chosen_of(talk.finished(), turn, verdict) is None
    assert chosen_of(talk.failed("no").finished(), 1, "wrong") is None


def test_only_whole_answers_ask_whether_they_are_right() -> None:
    growing = Conversation().asking("A?").with_last(answer("One. [1]"))
    whole = growing.finished()
    assert "ppp-verdict" not in replace(growing, feedback=True).messages()[1]["content"]
    assert "ppp-verdict" not in whole.messages()[1]["content"]
    assert 'href="#feedback-0-missing"' in replace(whole, feedback=True).messages()[1]["content"]


def test_verdicts_are_counted_and_the_latest_come_first(tmp_path: Path) -> None:
    store = store_at(tmp_path)
    assert store.counts() == {} and store.latest(5) == []
    for verdict, day in (("right", "24"), ("wrong", "25"), ("wrong", "23")):
        store.add(given(verdict, at=f"2026-11-{day}T08:00:00+00:00"))
    assert store.counts() == {"right": 1, "wrong": 2}
    assert [each.id for each in store.latest(2)] == [2, 1]
