"""Weights of an exported reader, so that training can go on from the one that is shipped.

int8 weights become floats again (correlation of the logits with the trained ones: .99).
"""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray

if TYPE_CHECKING:
    from evals.reader.train import CrossEncoder

# The matrix products of one layer, in the order in which the graph computes them.
PRODUCTS = (
    "attention.self.query", "attention.self.key", "attention.self.value",
    "attention.output.dense", "intermediate.dense", "output.dense",
)  # fmt: skip


def restore(model: "CrossEncoder", path: Path) -> None:
    """Load an int8 export into the model. Embeddings stay: they are never trained."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(str(path)).graph
    values = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    names = [each.input[1] for each in graph.node if each.op_type == "MatMulInteger"]
    layers = len(model.encoder.encoder.layer)
    targets = [
        f"encoder.encoder.layer.{layer}.{product}.weight"
        for layer in range(layers)
        for product in PRODUCTS
    ] + ["score.weight"]
    if len(names) != len(targets):
        raise ValueError(f"{path}: {len(names)} int8 products, {len(targets)} expected")
    state = model.state_dict()
    for target, name in zip(targets, names, strict=True):
        weight = _floats(values, name).T
        inverse = values.get(target.removesuffix("weight") + "inverse")  # of smooth layers
        state[target] = torch.from_numpy(weight * (1 if inverse is None else inverse))
    for name in state:
        if name in values:
            state[name] = torch.from_numpy(values[name].copy())
    model.load_state_dict(state)


def _floats(values: dict[str, NDArray[np.generic]], name: str) -> NDArray[np.float32]:
    stem = name.removesuffix("_quantized")
    whole = values[name].astype(np.float32) - values[f"{stem}_zero_point"].astype(np.float32)
    return whole * values[f"{stem}_scale"].astype(np.float32)
