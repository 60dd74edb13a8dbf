"""The gate passes the same run, and fails one that is worse or below a floor."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from corpus.errors import SettingsError
from evals.baseline import load, record, save
from evals.gate import judge_run, load_floors
from evals.outcome import Outcome
from evals.run import SetResult
from tests.judged import FIRST, answer, case, outcome, refusal, right, wrong


def result(*outcomes: Outcome) -> SetResult:
    return SetResult("set", "s", outcomes)


def as_if(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The same questions, wrongly answered."""
    return [outcome(each.case, answer("Monday", [(25, 44)], confidence=0.6)) for each in outcomes]


GOOD = [right(n) for n in range(20)]


def test_the_same_run_passes_and_nothing_flips() -> None:
    verdict = judge_run([result(*GOOD)], record([result(*GOOD)]), {})
    assert verdict.failures == ()
    assert all(not each.worse and not each.better for each in verdict.changes)


def test_questions_that_flipped_are_named() -> None:
    verdict = judge_run([result(*as_if(GOOD[:2]), *GOOD[2:])], record([result(*GOOD)]), {})
    change = next(each for each in verdict.changes if each.metric == "right_and_cited")
    assert change.worse == ("right-0", "right-1")
    assert (change.old, change.new) == (1.0, 0.9)
    assert not change.failed  # two of twenty may be chance


def test_worse_beyond_chance_fails() -> None:
    verdict = judge_run([result(*as_if(GOOD[:8]), *GOOD[8:])], record([result(*GOOD)]), {})
    assert any("right_and_cited" in each and "8 worse" in each for each in verdict.failures)


def test_better_never_fails() -> None:
    verdict = judge_run([result(*GOOD)], record([result(*as_if(GOOD))]), {})
    assert verdict.failures == ()


def test_refusing_more_of_the_answerable_fails() -> None:
    refused = [outcome(each.case, refusal().answer, each.answer) for each in GOOD[:8]]
    verdict = judge_run([result(*refused, *GOOD[8:])], record([result(*GOOD)]), {})
    assert any("over_refused" in each for each in verdict.failures)


def test_graded_metrics_fail_by_the_paired_interval() -> None:
    half = [outcome(each.case, answer("12 members", [(0, 13)])) for each in GOOD]
    verdict = judge_run([result(*half)], record([result(*GOOD)]), {})
    assert any("citation_recall" in each for each in verdict.failures)


def test_floors_are_absolute_and_ceilings_for_what_should_be_small() -> None:
    some = [right(1), wrong(2)]
    floors = {"set": {"right": 0.6, "coverage": 0.9, "over_refused": 0.1}}
    verdict = judge_run([result(*some)], {}, floors)
    assert verdict.failures == ("set right: 0.500, floor 0.6",)
    refused = judge_run([result(right(1), refusal(2))], {}, {"set": {"over_refused": 0.1}})
    assert refused.failures == ("set over_refused: 0.500, ceiling 0.1",)


def test_a_floor_of_something_missing_fails() -> None:
    assert judge_run([result(right())], {}, {"set": {"refused": 0.5}}).failures


def test_an_unknown_floor_is_named() -> None:
    with pytest.raises(SettingsError, match=r"set\.rihgt.*right_and_cited"):
        judge_run([result(right())], {}, {"set": {"rihgt": 0.5}})


def test_a_citation_that_is_not_exact_is_below_its_floor() -> None:
    given = answer("12", [FIRST])
    moved = given.citations[0].model_copy(update={"start": 3})
    broken = outcome(case(id="x"), given.model_copy(update={"citations": [moved]}))
    assert judge_run([result(broken, right())], {}, {"set": {"exact": 1.0}}).failures


def test_a_baseline_comes_back_as_it_was_saved_and_other_sets_stay(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    first, other = record([result(*GOOD)]), record([SetResult("other", "s", (right(), wrong()))])
    save(first, path)
    save(other, path)
    assert load(path) == {**first, **other}
    before = path.read_bytes()
    save(load(path), path)
    assert path.read_bytes() == before


def test_a_baseline_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"gone\.json.*--update-baseline"):
        load(tmp_path / "gone.json")
    for text in ("{", "[]", '{"set": 3}', '{"set": {"made": "", "pairs": {}}}'):
        (tmp_path / "bad.json").write_text(text, "utf-8")
        with pytest.raises(SettingsError, match=r"bad\.json"):
            load(tmp_path / "bad.json")


def test_floors_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "gates.toml").write_text("[set]\nright = 'high'\n", "utf-8")
    with pytest.raises(SettingsError, match=r"gates\.toml"):
        load_floors(tmp_path / "gates.toml")
    with pytest.raises(SettingsError, match=r"none\.toml"):
        load_floors(tmp_path / "none.toml")
