"""What became of the sentences that eval sets and saved answers cite."""

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.cited import answer_questions, set_questions
from corpus.errors import NoSnapshotError, PageError, QuestionError
from corpus.impact import Cited, Effect, Impact, impact, worst
from corpus.impactreport import impact_json, impact_lines
from tests.fakes import Bench

URL = "file:harbour.md"
OLD = """# Harbour

The harbour opens at six. It has 40 berths.

## Fees

A berth costs 12 dollars a night. Pay at the office.

## Rules

Dogs stay at home. Fires are forbidden on every quay of the harbour.
"""
NEW = """# Harbour

The harbour opens at six. It has 44 berths.

## Fees

A berth costs 14 dollars a night.

## Staff

Pay at the office.

## Safety

Open fires are forbidden on every quay of the harbour.
"""


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    bench = Bench(tmp_path)
    bench.write("harbour.md", OLD)
    bench.write("other.md", "# Other\n\nSome words.\n")
    bench.ingest()
    return bench


@pytest.fixture
def versions(bench: Bench) -> tuple[str, str]:
    """The page's old version and the served one."""
    bench.write("harbour.md", NEW)
    bench.ingest()
    first, second = (each.version for each in bench.store.history()[URL])
    return first, second


def cited(quote: str, version: str | None = None, url: str = URL) -> Cited:
    return Cited("set/1", url, version, quote)


def one(bench: Bench, given: Cited, version: str | None = None) -> Effect:
    (effect,) = impact(bench.store, [given], version).effects
    return effect


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize(
    ("quote", "fate", "now"),
    [
        ("The harbour opens at six.", "unchanged", None),
        ("It has 40 berths.", "changed", "It has 44 berths."),
        ("A berth costs 12 dollars", "changed", "A berth costs 14 dollars a night."),
        ("Dogs stay at home.", "vanished", None),
        (
            "Fires are forbidden on every quay of the harbour.",
            "changed",
            "Open fires are forbidden on every quay of the harbour.",
        ),
    ],
)
def test_each_sentence_has_a_fate(
    bench: Bench, versions: tuple[str, str], known: bool, quote: str, fate: str, now: str | None
) -> None:
    effect = one(bench, cited(quote, versions[0] if known else None))
    (part,) = effect.parts
    assert (effect.fate, part.fate, part.now and part.now.text) == (fate, fate, now)
    served = bench.store.open().page_of[URL]
    if part.now:
        assert served.text[part.now.start : part.now.end] == now


def test_a_sentence_under_another_heading_was_moved(
    bench: Bench, versions: tuple[str, str]
) -> None:
    effect = one(bench, cited("Pay at the office.", versions[0]))
    (part,) = effect.parts
    assert part.fate == "moved"
    assert part.now is not None
    assert part.now.section == ("Harbour", "Staff")


def test_a_quote_that_stands_is_unchanged_unless_its_version_is_named(
    bench: Bench, versions: tuple[str, str]
) -> None:
    assert one(bench, cited("Pay at the office.")).fate == "unchanged"
    assert one(bench, cited("Pay at the office."), versions[0][:8]).fate == "moved"
    assert one(bench, cited("Some words.", url="file:other.md"), versions[0]).fate == "unchanged"


def test_a_quote_of_several_sentences_has_the_worst_fate(
    bench: Bench, versions: tuple[str, str]
) -> None:
    effect = one(bench, cited("The harbour opens at six. It has 40 berths.", versions[0]))
    assert [each.fate for each in effect.parts] == ["unchanged", "changed"]
    assert effect.fate == "changed"
    assert worst(["moved", "vanished", "changed"]) == "vanished"
    assert worst([]) == "unchanged"


def test_one_of_two_equal_sentences_that_goes_was_moved_to_the_other(bench: Bench) -> None:
    bench.write("harbour.md", "# A\n\nCall us.\n\n# B\n\nCall us.\n\nWrite to us.\n")
    bench.ingest()
    page = bench.store.open().page_of[URL]
    bench.write("harbour.md", "# A\n\nNothing here.\n\n# B\n\nCall us.\n\nWrite to us.\n")
    bench.ingest()
    places = [page.text.index("Call us."), page.text.rindex("Call us.")]
    fates = [one(bench, Cited("1", URL, page.version, "Call us.", start)).fate for start in places]
    assert fates == ["moved", "unchanged"]


def test_quotes_of_a_page_that_is_gone_have_vanished(bench: Bench) -> None:
    (bench.pages / "harbour.md").unlink()
    bench.ingest()
    assert one(bench, cited("It has 40 berths.")).fate == "vanished"


def test_a_page_that_was_never_served_is_left_out(bench: Bench) -> None:
    strange = cited("Words.", url="https://example.org/none")
    found = impact(bench.store, [strange, cited("It has 40 berths.", url=f"{URL}#top")])
    assert found.left_out == (strange,)
    assert found.counts == {"unchanged": 1, "moved": 0, "changed": 0, "vanished": 0}


def test_a_quote_whose_version_is_not_kept_is_sought_by_its_words(
    bench: Bench, versions: tuple[str, str]
) -> None:
    for path in (bench.store.root / "versions").glob(f"{versions[0]}.*"):
        path.unlink()
    effect = one(bench, cited("It has 40 berths.", versions[0]))
    (part,) = effect.parts
    assert (effect.version, part.fate) == (None, "changed")
    assert part.now is not None
    assert part.now.text == "It has 44 berths."
    assert one(bench, cited("Pay at the office.", versions[0])).fate == "unchanged"
    assert one(bench, cited("Bring your own rope and anchor.", "f" * 64)).fate == "vanished"


def test_a_label_has_the_worst_fate_of_its_quotes(bench: Bench, versions: tuple[str, str]) -> None:
    quotes = ["The harbour opens at six.", "Dogs stay at home."]
    found = impact(bench.store, map(cited, quotes))
    assert found.counts == {"unchanged": 0, "moved": 0, "changed": 0, "vanished": 1}


def test_an_unknown_version_and_an_empty_store_are_named(bench: Bench, tmp_path: Path) -> None:
    with pytest.raises(PageError, match="version 'ffff': 0 match"):
        impact(bench.store, [], "ffff")
    with pytest.raises(NoSnapshotError):
        impact(Bench(tmp_path / "empty").store, [])


def write_lines(path: Path, *values: dict[str, Any]) -> Path:
    path.write_text("".join(f"{json.dumps(each)}\n" for each in values), "utf-8")
    return path


def gold(name: str, *quotes: str) -> dict[str, Any]:
    pairs = [{"url": URL, "quote": quote} for quote in quotes]
    return {"id": name, "question": f"Question {name}?", "gold": pairs}


def answer(version: str, quote: str, start: int) -> dict[str, Any]:
    citation = {"url": URL, "page_version": version, "quote": quote, "start": start}
    return {"id": None, "question": "How many?", "citations": [citation]}


def test_sets_and_answers_are_read_as_questions(tmp_path: Path) -> None:
    sets = write_lines(tmp_path / "own.jsonl", gold("a", "One.", "Two."), gold("b"))
    first, second = set_questions(sets)
    assert (first.label, second.label, second.cited) == ("own/a", "own/b", ())
    assert first.cited[1] == Cited("own/a", URL, None, "Two.")
    lines = write_lines(tmp_path / "said.jsonl", {"id": "x", "error": "no"}, answer("v", "Q.", 7))
    (found,) = answer_questions(lines)
    assert found.cited == (Cited("said.jsonl:2", URL, "v", "Q.", 7),)


@pytest.mark.parametrize(
    "line",
    ["{", "[]", "1", "{}", '{"id": 1, "question": "Q?", "gold": [{"url": "u", "quote": ""}]}'],
)
def test_a_line_that_is_no_question_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(f"\n{line}\n", "utf-8")
    with pytest.raises(QuestionError, match=r"own\.jsonl:2: neither a question"):
        set_questions(path)
    with pytest.raises(QuestionError, match=r"own\.jsonl:2: neither a question"):
        answer_questions(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match=r"none\.jsonl: can't be read"):
        set_questions(tmp_path / "none.jsonl")


def test_what_is_told_holds_every_question_and_shows_those_affected(
    bench: Bench, versions: tuple[str, str], tmp_path: Path
) -> None:
    path = write_lines(
        tmp_path / "own.jsonl", gold("a", "The harbour opens at six."), gold("b"),
        gold("c", "It has 40 berths."), gold("d", "Dogs stay at home."),
    )  # fmt: skip
    questions = set_questions(path)
    found: Impact = impact(bench.store, [each for one in questions for each in one.cited])
    value = json.loads(json.dumps(impact_json(found, questions)))
    assert value["counts"] == {"unchanged": 1, "moved": 0, "changed": 1, "vanished": 1}
    fates = {each["label"]: each["fate"] for each in value["questions"]}
    assert fates == {"own/a": "unchanged", "own/c": "changed", "own/d": "vanished"}
    (sentence,) = value["questions"][1]["quotes"][0]["sentences"]
    assert (sentence["was"], sentence["now"]["text"]) == ("It has 40 berths.", "It has 44 berths.")
    text = "\n".join(impact_lines(found, questions))
    assert "1 unchanged, 0 moved, 1 changed, 1 vanished" in text
    assert "changed   own/c  Question c?" in text
    assert "    - It has 40 berths.\n    + It has 44 berths." in text
    assert "own/a" not in text
