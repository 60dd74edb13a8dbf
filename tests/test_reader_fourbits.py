"""Weights in four bits: rounding, taking them out of a model, giving them back."""

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime import InferenceSession, OrtValue, SessionOptions
from torch import nn

from assistant.unpack import GROUP, LOW, unpacked
from evals.reader.fourbits import LARGEST, packed, rounded, second_moments
from evals.reader.pack import Packer


def weights(outputs: int = 96, inputs: int = 2 * GROUP) -> torch.Tensor:
    torch.manual_seed(3)
    return torch.randn(outputs, inputs)


def lost(weight: torch.Tensor, inputs: torch.Tensor, floats: np.ndarray) -> float:
    """What rounding changes of a layer's outputs, as a share of them."""
    right = inputs @ weight.T
    return float((inputs @ torch.from_numpy(floats).T - right).norm() / right.norm())


def test_rounded_weights_have_seven_bits_and_are_near() -> None:
    four = rounded(weights())
    assert four.codes.min() >= LOW and four.multipliers.max() == LARGEST
    assert np.abs(four.whole().astype(int)).max() <= 64
    assert lost(weights(), torch.eye(2 * GROUP), four.floats()) < 0.12


def test_knowing_the_inputs_loses_less() -> None:
    mixed = torch.randn(500, 8) @ torch.randn(8, 2 * GROUP) + 0.1 * torch.randn(500, 2 * GROUP)
    blind, knowing = rounded(weights()), rounded(weights(), mixed.T @ mixed)
    assert lost(weights(), mixed, knowing.floats()) < 0.5 * lost(weights(), mixed, blind.floats())


def test_moments_are_those_of_what_a_layer_multiplies() -> None:
    class Keyed(nn.Sequential):
        def forward(self, given: torch.Tensor) -> torch.Tensor:
            return super().forward(given)

    model, given = Keyed(nn.Linear(2, 1)), torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    moments = second_moments(model, {"only": model[0]}, [{"given": given}] * 2)
    assert torch.equal(moments["only"], 2 * given.T @ given)


def test_two_codes_make_a_byte() -> None:
    codes = np.array([[-8, 7], [0, 1]], dtype=np.int8)
    assert packed(codes).tolist() == [[0 | 8 << 4, 15 | 9 << 4]]


def quantised(weight: np.ndarray) -> onnx.ModelProto:
    """A model of one int8 product, as onnxruntime's quantisation writes it."""
    scale = np.abs(weight).max(0).astype(np.float32) / 63
    whole = np.round(weight / scale).astype(np.int8)
    nodes = [
        helper.make_node("DynamicQuantizeLinear", ["x"], ["q", "s", "z"]),
        helper.make_node("MatMulInteger", ["q", "w_quantized", "z", "w_zero_point"], ["i"]),
        helper.make_node("Cast", ["i"], ["f"], to=1),
        helper.make_node("Mul", ["s", "w_scale"], ["both"]),
        helper.make_node("Mul", ["f", "both"], ["y"]),
    ]
    given = {"w_quantized": whole, "w_scale": scale,
             "w_zero_point": np.zeros(weight.shape[1], np.int8)}  # fmt: skip
    graph = helper.make_graph(
        nodes, "one",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["rows", weight.shape[0]])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(value, name) for name, value in given.items()],
    )  # fmt: skip
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)


def run(
    model: onnx.ModelProto, matrices: dict[str, np.ndarray] | None = None, **given: np.ndarray
) -> np.ndarray:
    options, kept = SessionOptions(), matrices or {}
    values = [OrtValue.ortvalue_from_numpy(each) for each in kept.values()]
    options.add_external_initializers(list(kept), values)
    session = InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    result: np.ndarray = session.run(None, given)[0]
    return result


def test_a_packed_product_is_half_the_size_and_computes_the_same(tmp_path: Path) -> None:
    four = rounded(weights())
    before = quantised(four.floats().T)
    after = onnx.ModelProto()
    after.CopyFrom(before)
    packer = Packer(after.graph)
    packer.products([four])
    np.savez(tmp_path / "packed.npz", **packer.packed)
    matrices = unpacked(tmp_path / "packed.npz")
    assert matrices["w_quantized"].tolist() == four.whole().T.tolist()
    rows = torch.randn(5, 2 * GROUP).numpy()
    right = rows @ four.floats().T
    assert np.linalg.norm(run(after, matrices, x=rows) - right) < 0.02 * np.linalg.norm(right)
    size = sum(each.nbytes for each in packer.packed.values())
    assert size < 0.55 * sum(each.nbytes for each in matrices.values())
    assert len(after.SerializeToString()) < 0.2 * len(before.SerializeToString())


def test_weights_of_another_matrix_are_refused() -> None:
    packer = Packer(quantised(rounded(weights()).floats().T).graph)
    with pytest.raises(ValueError, match="w_quantized: these are weights of another matrix"):
        packer.products([rounded(-weights())])


def test_packed_embeddings_are_those_that_were_rounded(tmp_path: Path) -> None:
    four = rounded(weights(10, 2 * GROUP))
    graph = helper.make_graph(
        [helper.make_node("Gather", ["words", "ids"], ["y"])], "two",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["pairs", "tokens"])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(four.floats(), "words")],
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    packer = Packer(model.graph)
    packer.embeddings("words", four)
    ids = np.array([[3, 9, 0], [1, 1, 2]])
    assert run(model, ids=ids) == pytest.approx(four.floats()[ids], rel=2e-3)
