"""Questions that the weights are fitted on, and what counts as a right answer to them."""

import json
from pathlib import Path

import pytest

from assistant.index import Index, SentenceRef
from evals.catalog import load_set
from evals.fitcases import (
    FitCase,
    bench_cases,
    fda_cases,
    foreign_cases,
    named_cases,
    normal,
    written_cases,
)
from evals.reader.pages import held_out_titles, written_pages
from tests.fakes import Bench, index_of


def sentences(index: Index) -> list[SentenceRef]:
    return [
        SentenceRef(page, number)
        for page in index.snapshot.pages
        for number in range(len(page.sentences))
    ]


def index_of_sources(folder: Path, sources: list[str]) -> Index:
    bench = Bench(folder)
    for source in sources:
        bench.write(Path(source).name, Path(source).read_text("utf-8"))
    bench.ingest()
    return Index(bench.store.open())


def asked(cases: list[FitCase], text: str) -> FitCase:
    return next(each for each in cases if each.question == text)


def test_questions_that_stand_alone_are_asked_of_all_held_out_pages_at_once(
    tmp_path: Path,
) -> None:
    named = named_cases(tmp_path)
    pages = [each for each in written_pages() if each.title in held_out_titles()]
    assert len(named.sources) == len(pages)
    assert [each.question for each in named.cases] == [q.text for p in pages for q in p.named]
    assert len(named.cases) > 1_000


def test_a_question_that_stands_alone_is_answered_by_its_own_page_only(tmp_path: Path) -> None:
    named = named_cases(tmp_path)
    index = index_of_sources(tmp_path / "store", named.sources[:12])
    pages = [each for each in written_pages() if each.title in held_out_titles()][:12]
    for page in pages:
        for question in page.named:
            case = asked(named.cases, question.text)
            found = {ref.page.title for ref in sentences(index) if case.relevant(ref)}
            assert found == ({page.title} if question.answers else set()), question.text
            assert case.answerable == bool(question.answers)


def test_a_list_is_right_when_it_is_whole(tmp_path: Path) -> None:
    pages = [each for each in written_pages() if each.title in held_out_titles()]
    listed = next(
        (page, question)
        for page in pages
        for question in page.questions
        if question.kind == "list" and len(question.answers) > 2
    )
    page, question = listed
    own = next(each for each in written_cases(tmp_path) if asked_there(each.cases, question.text))
    case = asked(own.cases, question.text)
    gold = [ref for ref in sentences(index_of_sources(tmp_path / "store", own.sources))
            if case.relevant(ref)]  # fmt: skip
    assert len(gold) == len({normal(page.sentences[n][1]) for n in question.answers})
    assert case.right(gold)
    assert not case.right(gold[1:])


def asked_there(cases: list[FitCase], text: str) -> bool:
    return any(each.question == text for each in cases)


def test_follow_ups_and_questions_on_other_pages_are_among_the_written_cases(
    tmp_path: Path,
) -> None:
    cases = [each for own in written_cases(tmp_path) for each in own.cases]
    held = {each.title: each for each in written_pages() if each.title in held_out_titles()}
    written = sum(len(each.questions) for each in held.values())
    follow_ups = [each for each in cases if each.history]
    assert len(follow_ups) > 100
    assert all(len(each.history) == 2 for each in follow_ups)
    assert len(cases) > written + len(follow_ups)


def test_a_packaged_case_is_right_when_each_group_of_its_words_is_quoted(tmp_path: Path) -> None:
    gold = next(each for each in load_set("fda-dev").cases if each.answerable)
    case = asked(fda_cases("fda-dev").cases, gold.question)
    said = index_of(tmp_path / "said", " ".join(each.quote for each in gold.gold))
    silent = index_of(tmp_path / "silent", "Nothing that matters is said on this page at all.")
    assert case.right(sentences(said))
    assert not case.right(sentences(silent))


@pytest.fixture
def public_set(tmp_path: Path) -> Path:
    folder = tmp_path / "public"
    folder.mkdir()
    rows = [
        {"question": "Who lays eggs?", "answers": ["A queen"], "answerable": True,
         "gold_pages": ["ants-42"]},
        {"question": "How old is it?", "answers": [], "answerable": False, "gold_pages": []},
    ]  # fmt: skip
    text = "".join(f"{json.dumps(row)}\n" for row in rows)
    (folder / "questions.jsonl").write_text(text, "utf-8")
    return folder


def test_a_public_question_is_answered_by_a_sentence_with_its_answer(
    tmp_path: Path, public_set: Path
) -> None:
    case = bench_cases(public_set, None).cases[0]
    page = "---\nurl: https://ants.example/ants-42\n---\n\nA queen lays all eggs. Ants live there."
    refs = sentences(index_of(tmp_path / "store", page))
    assert [ref.quote for ref in refs if case.relevant(ref)] == ["A queen lays all eggs."]
    assert case.right(refs) and not case.right(refs[1:])


def test_only_the_public_questions_asked_for_are_taken(public_set: Path) -> None:
    assert [each.question for each in bench_cases(public_set, {"How old is it?"}).cases] == [
        "How old is it?"
    ]


def test_a_question_asked_of_the_wrong_pages_has_no_answer(public_set: Path) -> None:
    (case,) = foreign_cases(bench_cases(public_set, None).cases)
    assert case.question == "Who lays eggs?"
    assert not case.answerable
