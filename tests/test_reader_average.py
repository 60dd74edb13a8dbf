"""Averaging readers."""

from pathlib import Path

import pytest
import torch

from evals.reader import average


def test_the_mean_stands_in_the_middle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    torch.save({"w": torch.tensor([1.0, 2.0])}, tmp_path / "a.pt")
    torch.save({"w": torch.tensor([3.0, 6.0])}, tmp_path / "b.pt")
    names = [str(tmp_path / f"{each}.pt") for each in ("a", "b", "out")]
    monkeypatch.setattr("sys.argv", ["average", *names])
    average.main()
    assert torch.load(names[-1], weights_only=True)["w"].tolist() == [2.0, 4.0]


def test_readers_of_other_shapes_have_no_mean() -> None:
    with pytest.raises(KeyError, match="w"):
        average.average([{"w": torch.ones(1)}, {"v": torch.ones(1)}])
