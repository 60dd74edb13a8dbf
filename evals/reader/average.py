"""The mean of trained readers: `python -m evals.reader.average A.pt B.pt OUT.pt`.

Where training went on in two ways, the middle of both is often better than either
(model soups, arxiv.org/abs/2203.05482).
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch

State = dict[str, torch.Tensor]


def average(states: Sequence[State]) -> State:
    """The mean of each parameter; raises KeyError where one lacks a parameter of the first."""
    return {name: torch.stack([each[name] for each in states]).mean(0) for name in states[0]}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("readers", type=Path, nargs="+")
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    states = [torch.load(each, weights_only=True) for each in arguments.readers]
    torch.save(average(states), arguments.out)


if __name__ == "__main__":
    main()
