"""Weights in four bits: rounded so that a layer's outputs change little, and packed.

A weight is a code of -8 to 7, times a multiplier of its group of inputs, times a unit of its
output. Code times multiplier is an int8 of 7 bits, so that products are those of any int8 model.
Inputs are rounded one after the other, and what one loses is made up by those after it (GPTQ,
arxiv.org/abs/2210.17323).
"""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from assistant.unpack import GROUP, LOW
from evals.reader.smooth import Inputs, run_watched

LARGEST = 8  # multiplier
HIGH = 7  # the largest code
SHARES = (0.75, 0.8, 0.85, 0.9, 0.95, 1.0)  # of a group's largest weight that the codes reach
DAMPING = 0.01  # of the mean second moment, added to each


@dataclass(frozen=True)
class FourBits:
    """A matrix as codes (outputs, inputs), multipliers (outputs, groups) and units (outputs,)."""

    codes: NDArray[np.int8]
    multipliers: NDArray[np.int8]
    units: NDArray[np.float32]

    def whole(self) -> NDArray[np.int8]:
        """Code times multiplier."""
        return self.codes * np.repeat(self.multipliers, GROUP, axis=1)

    def floats(self) -> NDArray[np.float32]:
        """The weights that these stand for."""
        return self.whole().astype(np.float32) * self.units[:, None]


def rounded(weight: torch.Tensor, moments: torch.Tensor | None = None) -> FourBits:
    """Round a matrix of shape (outputs, inputs); inputs are a multiple of GROUP.

    `moments` are the second moments of the inputs, shape (inputs, inputs); without them each
    weight is rounded by itself.
    """
    left = weight.detach().clone().double()
    outputs, inputs = left.shape
    units = _units(left)
    spread = None if moments is None else _spread(moments.double())
    codes = torch.zeros_like(left)
    multipliers = torch.zeros(outputs, inputs // GROUP, dtype=torch.float64)
    for group, begin in enumerate(range(0, inputs, GROUP)):
        end = begin + GROUP
        multipliers[:, group] = _multipliers(left[:, begin:end], units)
        step = multipliers[:, group] * units
        errors = torch.zeros(outputs, GROUP, dtype=torch.float64)
        for place in range(begin, end):
            code = torch.clamp(torch.round(left[:, place] / step), LOW, HIGH)
            codes[:, place] = code
            if spread is None:
                continue
            error = (left[:, place] - code * step) / spread[place, place]
            errors[:, place - begin] = error
            left[:, place + 1 : end] -= error[:, None] * spread[place, place + 1 : end]
        if spread is not None:
            left[:, end:] -= errors @ spread[begin:end, end:]
    return FourBits(
        codes.numpy().astype(np.int8),
        multipliers.numpy().astype(np.int8),
        units.numpy().astype(np.float32),
    )


def _units(weight: torch.Tensor) -> torch.Tensor:
    """So that the largest multiplier reaches the largest weight of an output; shape (outputs,)."""
    return (weight.abs().amax(1) / (HIGH * LARGEST)).clamp(min=1e-12)


def _multipliers(group: torch.Tensor, units: torch.Tensor) -> torch.Tensor:
    """The multipliers that lose least of one group, shape (outputs,)."""
    largest = group.abs().amax(1)
    tried = []
    for share in SHARES:
        multiplier = torch.clamp(torch.round(share * largest / HIGH / units), 1, LARGEST)
        step = (multiplier * units)[:, None]
        lost = torch.clamp(torch.round(group / step), LOW, HIGH) * step - group
        tried.append((lost.square().sum(1), multiplier))
    losses, multipliers = (torch.stack(each) for each in zip(*tried, strict=True))
    best = losses.argmin(0, keepdim=True)
    return multipliers.gather(0, best)[0]


def _spread(moments: torch.Tensor) -> torch.Tensor:
    """How an error in one input is made up by later ones: upper Cholesky factor of the inverse."""
    damped = moments + torch.eye(len(moments)) * DAMPING * moments.diagonal().mean()
    inverse = torch.cholesky_inverse(torch.linalg.cholesky(damped))
    factor: torch.Tensor = torch.linalg.cholesky(inverse, upper=True)
    return factor


def second_moments(
    model: nn.Module, layers: dict[str, nn.Linear], batches: list[Inputs]
) -> dict[str, torch.Tensor]:
    """Second moments of what each layer multiplies, shape (inputs, inputs), by its name."""
    sizes = {name: each.in_features for name, each in layers.items()}
    moments = {name: torch.zeros(size, size) for name, size in sizes.items()}

    def watch(name: str, given: torch.Tensor) -> None:
        rows = given.reshape(-1, given.shape[-1])
        inverse = getattr(layers[name], "inverse", None)  # of smooth layers
        rows = rows if inverse is None else rows * inverse.detach()
        moments[name] += rows.T @ rows

    run_watched(model, layers, batches, watch)
    return moments


def packed(codes: NDArray[np.int8]) -> NDArray[np.uint8]:
    """Two codes in a byte: those of the first half of the rows, and those of the second."""
    shifted = (codes - LOW).astype(np.uint8)
    half = len(shifted) // 2
    return np.bitwise_or(shifted[:half], np.left_shift(shifted[half:], 4)).astype(np.uint8)
