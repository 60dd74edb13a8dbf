"""Weights of four bits become int8 where a model is loaded: half the size on disk, and as fast.

A file of weights (.npz) holds, for each matrix of the model, two codes in a byte, those of the
first half of its rows and those of the second, and a multiplier for each group of rows. Nodes of
the graph could do the same, but ONNX Runtime takes a gigabyte to compute them.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

GROUP = 64  # rows that share a multiplier
LOW = -8  # the least code
CODES, MULTIPLIERS = ".codes", ".multipliers"  # what follows a matrix's name in the file


def unpacked(path: Path) -> dict[str, NDArray[np.int8]]:
    """The matrices of a file by name, each of shape (inputs, outputs)."""
    with np.load(path) as file:
        names = [each.removesuffix(CODES) for each in file if each.endswith(CODES)]
        return {name: whole(file[name + CODES], file[name + MULTIPLIERS]) for name in names}


def whole(codes: NDArray[np.uint8], multipliers: NDArray[np.int8]) -> NDArray[np.int8]:
    """Codes of shape (inputs / 2, outputs) times multipliers of shape (groups, outputs)."""
    single = np.concatenate([codes & 15, codes >> 4]).astype(np.int8) + np.int8(LOW)
    grouped = single.reshape(len(multipliers), GROUP, -1) * multipliers[:, None]
    return grouped.reshape(single.shape)
