"""The README's figures are those of the committed baseline."""

import pytest

from evals.baseline import load
from evals.readme import BASELINE, README, block, with_block


def test_the_figures_in_the_readme_are_those_of_the_baseline() -> None:
    text = README.read_text("utf-8")
    assert with_block(text, block(load(BASELINE))) == text, "run: python -m evals.readme"


def test_a_readme_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="eval:begin"):
        with_block("# Nothing", "figures")
