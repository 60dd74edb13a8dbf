"""Rank metrics: what counts as relevant, and values worked out by hand."""

import math

import pytest

from assistant.answer import Retrieved
from corpus.models import Passage
from evals.cases import Gold
from evals.retrieval import RANK_METRICS, rank_values, ranked, relevant
from tests.judged import FIRST, PAGE, PAGES, SECOND, answer, case, outcome


def passage(start: int, end: int) -> Passage:
    return Passage(f"p{start}", PAGE.url, "v1", start, end, (), 0, 0)


def retrieved(*spans: tuple[int, int]) -> list[Retrieved]:
    return [
        Retrieved(url=PAGE.url, start=start, end=end, score=1 - n / 10)
        for n, (start, end) in enumerate(spans)
    ]


def test_a_passage_is_relevant_when_it_holds_half_of_a_gold_quote() -> None:
    passages = [passage(0, 12), passage(0, 11), passage(11, 44)]
    assert relevant(case(), PAGES, passages) == ("file:club.md#0-12", "file:club.md#11-44")


def test_gold_that_stands_in_no_page_makes_nothing_relevant() -> None:
    asked = case(gold=(Gold("file:gone.md", "The club"), Gold(PAGE.url, "Not there")))
    assert relevant(asked, PAGES, [passage(0, 44)]) == ()


def test_a_set_of_pages_ranks_each_page_once() -> None:
    asked = case(gold=(), pages=("file:a.md",))
    assert relevant(asked, PAGES, []) == ("file:a.md",)
    assert ranked(asked, retrieved(FIRST, SECOND)) == [(PAGE.url, 1.0)]
    assert [name for name, _ in ranked(case(), retrieved(FIRST, SECOND))] == [
        "file:club.md#0-24", "file:club.md#25-44",
    ]  # fmt: skip


def test_rank_metrics_are_what_they_are_by_hand() -> None:
    found = [("a", 0.9), ("b", 0.8), ("c", 0.7)]
    second = outcome(case(id="second"), answer("12"), None, found, ("b",))
    split = outcome(case(id="split"), answer("12"), None, found, ("a", "z"))
    never = outcome(case(id="never"), answer("12"), None, found, ("z",))
    nothing = outcome(case(id="nothing"), answer("12"), None, [], ("z",))
    unasked = outcome(case(id="unasked"), answer("12"), None, found, ())
    values = rank_values([second, split, never, nothing, unasked])
    assert set(values) == set(RANK_METRICS)
    assert values["recall@1"] == {"second": 0, "split": 0.5, "never": 0, "nothing": 0}
    assert values["recall@5"] == {"second": 1, "split": 0.5, "never": 0, "nothing": 0}
    assert values["mrr@10"]["second"] == 0.5
    assert values["ndcg@10"]["second"] == pytest.approx(1 / math.log2(3))


def test_without_relevant_units_there_is_nothing_to_rank() -> None:
    assert rank_values([]) == {name: {} for name in RANK_METRICS}
