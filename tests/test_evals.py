"""Eval sets stand in the page; judging and figures count what they say."""

import json
from collections.abc import Sequence

import pytest

from assistant.answer import Answer, Citation
from assistant.chain import Assistant
from corpus.errors import SettingsError
from corpus.models import Page
from evals.cases import Case, Gold, load_set, set_names
from evals.report import to_json, to_text
from evals.run import run_cases
from evals.score import figures, judge

TEXT = "The club has 12 members. It meets on Monday."
PAGE = Page("file:club.md", "Club", "v1", TEXT)
PAGES = {PAGE.url: PAGE}


def case(**changes: object) -> Case:
    base = {
        "id": "1", "question": "How many members?", "history": (), "answerable": True,
        "gold": (Gold(PAGE.url, "The club has 12 members."),), "must": (("12", "twelve"),),
        "tags": ("number",), "reference": None,
    }  # fmt: skip
    return Case(**{**base, **changes})  # type: ignore[arg-type]


def answer(text: str, spans: Sequence[tuple[int, int]] = (), refused: bool = False) -> Answer:
    citations = [
        Citation(
            n=n, url=PAGE.url, title="Club", section=[], quote=TEXT[start:end], start=start,
            end=end, page_version="v1", fetched_at=None, current_as_of=None, link="", score=1.0,
        )
        for n, (start, end) in enumerate(spans, 1)
    ]  # fmt: skip
    return Answer(
        question="?", standalone_question="?", refused=refused, text=text, citations=citations,
        confidence=0.5, snapshot="s",
    )  # fmt: skip


@pytest.mark.parametrize("name", set_names())
def test_gold_quotes_and_must_groups_stand_in_the_page(name: str, assistant: Assistant) -> None:
    pages = assistant.library.current().snapshot.page_of
    for each in load_set(name):
        assert bool(each.gold) == bool(each.must) == each.answerable, each.id
        for gold in each.gold:
            assert gold.quote in pages[gold.url].text, (each.id, gold.quote)
        text = " ".join(gold.quote for gold in each.gold).casefold()
        for group in each.must:
            assert any(member.casefold() in text for member in group), (each.id, group)


def test_sets_hold_enough_of_every_kind() -> None:
    cases = [each for name in set_names() for each in load_set(name)]
    assert len({each.id for each in cases}) == len(cases)
    assert len({each.question for each in cases}) > 0.98 * len(cases)
    assert sum(each.answerable for each in cases) >= 150
    assert sum(not each.answerable for each in cases) >= 60


def test_a_right_answer_has_a_member_of_every_group() -> None:
    both = case(must=(("12", "twelve"), ("monday",)))
    assert judge(case(), answer("The club has 12 members."), PAGES).right
    assert not judge(both, answer("The club has 12 members."), PAGES).right
    assert judge(both, answer("12, on Monday"), PAGES).right
    assert not judge(case(), answer("12", refused=True), PAGES).right


def test_cited_needs_half_of_a_gold_quote() -> None:
    assert judge(case(), answer("12", [(0, 24)]), PAGES).cited
    assert judge(case(), answer("12", [(0, 12)]), PAGES).cited
    assert not judge(case(), answer("12", [(0, 11)]), PAGES).cited
    assert not judge(case(), answer("12", [(25, 44)]), PAGES).cited


def test_a_quote_that_is_not_its_span_is_not_exact() -> None:
    good = answer("12", [(0, 24)])
    moved = good.citations[0].model_copy(update={"start": 1})
    assert judge(case(), good, PAGES).exact
    assert not judge(case(), good.model_copy(update={"citations": [moved]}), PAGES).exact


def test_figures_are_shares_of_what_they_are_about() -> None:
    unanswerable = case(answerable=False, gold=(), must=())
    outcomes = [
        judge(case(), answer("12", [(0, 24)]), PAGES),
        judge(case(), answer("12"), PAGES),
        judge(case(), answer("no", refused=True), PAGES),
        judge(unanswerable, answer("no", refused=True), PAGES),
        judge(unanswerable, answer("yes", [(0, 24)]), PAGES),
    ]
    found = figures(outcomes)
    assert (found.answerable, found.unanswerable) == (3, 2)
    assert found.right == pytest.approx(2 / 3)
    assert found.right_and_cited == pytest.approx(1 / 3)
    assert found.over_refused == pytest.approx(1 / 3)
    assert found.refused == pytest.approx(1 / 2)


def test_figures_of_nothing_are_missing_not_zero() -> None:
    assert figures([]).right is None


def test_two_runs_give_the_same_json(assistant: Assistant) -> None:
    cases = load_set("fda-dev")[::12]
    runs = [[run_cases("some", cases, assistant)] for _ in range(2)]
    assert json.dumps(to_json(runs[0])) == json.dumps(to_json(runs[1]))
    assert "right+cited" in to_text(runs[0])


def test_an_unknown_set_is_named(tmp_path: object) -> None:
    with pytest.raises(SettingsError, match=r"'nope'.*fda-dev"):
        load_set("nope")
    with pytest.raises(SettingsError, match="not found"):
        load_set(f"{tmp_path}/nope.jsonl")
