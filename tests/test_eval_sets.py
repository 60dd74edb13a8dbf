"""The packaged sets: what they hold, and that their gold stands in the pages."""

import json
from collections import Counter
from pathlib import Path

import pytest

from corpus.embedder import Embedder
from corpus.errors import SettingsError
from evals.cases import load_cases, to_line
from evals.catalog import load_set, set_names
from evals.run import corpus_store
from ppp_settings import Settings
from tests.judged import case

URL = "https://bench.invalid/some/boats-1"


@pytest.mark.parametrize("name", set_names())
def test_gold_quotes_and_must_groups_stand_in_the_pages(
    name: str, tmp_path: Path, embedder: Embedder
) -> None:
    eval_set = load_set(name)
    pages = corpus_store(eval_set, Settings(store=tmp_path), embedder).open().page_of
    for each in eval_set.cases:
        assert bool(each.gold) == bool(each.must) == each.answerable, each.id
        for gold in each.gold:
            assert gold.quote in pages[gold.url].text, (each.id, gold.quote)
        text = " ".join(gold.quote for gold in each.gold).casefold()
        for group in each.must:
            assert any(member.casefold() in text for member in group), (each.id, group)


def test_sets_hold_enough_of_every_kind() -> None:
    cases = [each for name in set_names() for each in load_set(name).cases]
    assert len({each.id for each in cases}) == len(cases)
    assert len({each.question for each in cases}) > 0.98 * len(cases)
    fda = [each for each in cases if each.id.startswith("fda-")]
    assert sum(each.answerable for each in fda) >= 150
    assert sum(not each.answerable for each in fda) >= 60
    tags = Counter(tag for each in cases for tag in each.tags)
    for tag in (
        "fact", "paraphrase", "list", "number", "date", "definition", "acronym", "keyword", "typo",
        "yesno", "followup", "twopart", "near-topic", "wrong-premise", "other-year", "off-topic",
        "advice", "override", "conflict", "superseded", "injection", "table", "longlist",
    ):  # fmt: skip
        assert tags[tag] >= 3, tag


def test_an_unknown_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"'nope'.*fda-dev"):
        load_set("nope")
    with pytest.raises(SettingsError, match="not found"):
        load_set(f"{tmp_path}/nope.jsonl")


def test_a_line_that_is_no_case_is_named(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(to_line(case()) + "\n{}\n", "utf-8")
    with pytest.raises(SettingsError, match=r"own\.jsonl:2"):
        load_cases(path)


def test_an_id_that_stands_twice_is_named(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(f"{to_line(case())}\n" * 2, "utf-8")
    with pytest.raises(SettingsError, match=r"own\.jsonl.*'1'.*twice"):
        load_cases(path)


def test_a_case_comes_back_from_its_line(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(to_line(case()) + "\n", "utf-8")
    assert load_cases(path) == (case(),)


def test_the_pages_of_a_file_are_in_the_folder_of_its_name(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(to_line(case()) + "\n", "utf-8")
    assert load_set(str(path)).pages.name == "sources.toml"
    (tmp_path / "own").mkdir()
    assert load_set(str(path)).pages == tmp_path / "own"


def bench(folder: Path, *questions: dict[str, object]) -> Path:
    base = {
        "history": [], "answerable": True, "label": "ANSWERABLE", "gold_pages": ["boats-1"],
        "answers": ["40 boats"], "reference": None,
    }  # fmt: skip
    (folder / "some" / "pages").mkdir(parents=True)
    page = f"---\ntitle: Boats\nurl: {URL}\n---\n\nThe club has 40 boats.\n"
    (folder / "some" / "pages" / "boats-1.md").write_text(page, "utf-8")
    lines = [json.dumps({**base, **each}) for each in questions]
    (folder / "some" / "questions.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


def test_a_public_set_is_adapted(tmp_path: Path) -> None:
    data = bench(
        tmp_path,
        {"id": "1", "question": "How many boats?"},
        {"id": "2", "question": "Who?", "answerable": False, "label": "UNANSWERABLE",
         "gold_pages": [], "answers": []},
        {"id": "3", "question": "It?", "label": "UNDERSPECIFIED"},
        {"id": "4", "question": "Why?", "answers": [], "reference": "Because.",
         "history": [{"role": "user", "content": "Boats?"}]},
    )  # fmt: skip
    found = load_set("bench:some", data)
    assert [each.id for each in found.cases] == ["1", "2", "4"]
    first, second, fourth = found.cases
    assert (first.pages, first.must, first.reference) == ((URL,), (("40 boats",),), "40 boats")
    assert not second.answerable
    assert (fourth.must, fourth.reference, fourth.tags) == ((), "Because.",
                                                            ("answerable", "followup"))  # fmt: skip
    assert found.pages == tmp_path / "some" / "pages"


def test_a_public_set_needs_its_folder(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="--data DIR"):
        load_set("bench:some")
    with pytest.raises(SettingsError, match=r"some: no question set"):
        load_set("bench:some", tmp_path)
