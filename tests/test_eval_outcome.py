"""What one answer is worth."""

import pytest

from evals.cases import Gold
from evals.outcome import containment, token_f1
from tests.judged import FIRST, PAGE, SECOND, answer, case, outcome, refusal, unanswerable


def test_a_right_answer_has_a_member_of_every_group() -> None:
    both = case(must=(("12", "twelve"), ("monday",)))
    assert outcome(case(), answer("The club has 12 members.")).right is True
    assert outcome(both, answer("The club has 12 members.")).right is False
    assert outcome(both, answer("Twelve, on Monday")).right is True
    assert outcome(case(), answer("12", refused=True)).right is False


def test_without_must_groups_nothing_is_scored() -> None:
    found = outcome(case(must=()), answer("12"))
    assert found.right is None
    assert found.stage == "not scored"


def test_cited_needs_half_of_a_gold_quote() -> None:
    assert outcome(case(), answer("12", [FIRST])).cited
    assert outcome(case(), answer("12", [(0, 12)])).cited
    assert not outcome(case(), answer("12", [(0, 11)])).cited
    assert not outcome(case(), answer("12", [SECOND])).cited


def test_a_set_with_pages_only_is_cited_by_page() -> None:
    assert outcome(case(gold=(), pages=(PAGE.url,)), answer("12", [SECOND])).cited
    assert not outcome(case(gold=(), pages=("file:other.md",)), answer("12", [SECOND])).cited


def test_citation_precision_and_recall_count_characters() -> None:
    found = outcome(case(), answer("12", [(0, 12), SECOND]))
    assert found.precision == pytest.approx(12 / (12 + 19))
    assert found.recall == pytest.approx(12 / 24)


def test_of_quotes_that_answer_each_by_itself_the_best_covered_counts() -> None:
    gold = tuple(Gold(PAGE.url, PAGE.text[begin:end]) for begin, end in (FIRST, SECOND))
    assert outcome(case(gold=gold), answer("12", [FIRST])).recall == pytest.approx(24 / 43)
    assert outcome(case(gold=gold, tags=("alt-gold",)), answer("12", [FIRST])).recall == 1


def test_a_refused_answer_has_no_precision_and_recalls_nothing() -> None:
    found = refusal()
    assert found.precision is None
    assert found.recall == 0


def test_a_quote_that_is_not_its_span_is_not_exact() -> None:
    good = answer("12", [FIRST])
    moved = good.citations[0].model_copy(update={"start": 1})
    assert outcome(case(), good).exact
    assert not outcome(case(), good.model_copy(update={"citations": [moved]})).exact


def test_token_f1_counts_words_without_marks() -> None:
    assert token_f1("The club has 12 members. [1]", "the CLUB has 12 members") == 1
    assert token_f1("12 [1]", "12 members") == pytest.approx(2 / 3)
    assert token_f1("nothing", "12 members") == 0


def test_containment_is_the_share_of_the_reference_that_is_said() -> None:
    assert containment("The club has 12 members [1]", "12 members") == 1
    assert containment("12", "12 members") == 0.5


def test_stages_say_where_it_went_wrong() -> None:
    held = ("p1",)
    there, elsewhere = [("p1", 0.9)], [("p2", 0.9)]
    asked = case(gold=(Gold(PAGE.url, "The club has 12 members."),))
    stages = {
        outcome(asked, answer("12", [FIRST]), None, there, held).stage: "right",
        outcome(asked, answer("12", [SECOND]), None, there, held).stage: "not cited",
        outcome(asked, answer("no", [SECOND]), None, there, held).stage: "not read",
        outcome(asked, answer("no", [SECOND]), None, elsewhere, held).stage: "not retrieved",
        refusal(found=True).stage: "read but refused",
        outcome(unanswerable(), answer("no", refused=True)).stage: "rightly refused",
        outcome(unanswerable(), answer("12", [FIRST])).stage: "should refuse",
    }
    assert all(found == wanted for found, wanted in stages.items())
    assert len(stages) == 7


def test_answering_the_unanswerable_is_never_correct() -> None:
    assert outcome(unanswerable(), answer("no", refused=True)).correct is False
    assert refusal(found=True).correct is True
