"""Take int8 matrices out of an ONNX model, as weights of four bits: half the size on disk.

The matrices leave their names and shapes in the graph, and are unpacked by whoever loads it
(see assistant.unpack). Rows of the embeddings are unpacked by the graph as they are looked up.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import GraphProto, NodeProto, TensorProto, helper, numpy_helper

from assistant.unpack import CODES, GROUP, LOW, MULTIPLIERS
from evals.reader.fourbits import FourBits, packed

ELSEWHERE = "given when loaded"  # no file: ONNX Runtime asks for a location
FAR_OFF = 0.05  # of the largest weight: a rounded matrix differs by more from another one's


class Packer:
    """Packs the weights of a graph; what it takes out is in `packed`, by name."""

    def __init__(self, graph: GraphProto) -> None:
        self.packed: dict[str, NDArray[np.uint8] | NDArray[np.int8]] = {}
        self._graph = graph
        self._add("four", np.uint8(4))
        self._add("fifteen", np.uint8(15))
        self._add("low", np.int32(-LOW))

    def products(self, matrices: Sequence[FourBits]) -> None:
        """Replace the int8 weights of the graph's products, in the order they are computed in.

        Raises ValueError where their number or a shape is another, or values are far off.
        """
        values = {each.name: each for each in self._graph.initializer}
        nodes = [each for each in self._graph.node if each.op_type == "MatMulInteger"]
        nodes = [each for each in nodes if values[each.input[1]].dims[1] > 1]  # not the score
        for node, matrix in zip(nodes, matrices, strict=True):
            name = node.input[1]
            stem = name.removesuffix("_quantized")
            scale = values[f"{stem}_scale"]
            before = numpy_helper.to_array(values[name]) * numpy_helper.to_array(scale)
            _check_like(name, before.astype(np.float32), matrix.floats().T)
            scale.CopyFrom(numpy_helper.from_array(matrix.units, scale.name))
            self._take_out(values[name], matrix)

    def embeddings(self, name: str, rows: FourBits) -> None:
        """Replace the float embeddings `name`, shape (words, dimensions)."""
        (lookup,) = [each for each in self._graph.node if name in each.input]
        (old,) = [each for each in self._graph.initializer if each.name == name]
        self._graph.initializer.remove(old)
        ids, result = lookup.input[1], lookup.output[0]
        dimensions = rows.codes.shape[1]
        self._add(f"{name}_packed", packed(rows.codes.T).T.copy())
        steps = rows.multipliers * rows.units[:, None]
        self._add(f"{name}_steps", steps.astype(np.float16))
        self._add(f"{name}_groups", np.array([0, 0, -1, GROUP]))
        self._add(f"{name}_flat", np.array([0, 0, dimensions]))
        own = [
            self._node("Gather", [f"{name}_packed", ids], f"{name}_bytes"),
            *self._codes(f"{name}_bytes", f"{name}_codes"),
            self._node("Reshape", [f"{name}_codes", f"{name}_groups"], f"{name}_grouped"),
            self._node("Cast", [f"{name}_grouped"], f"{name}_float", to=TensorProto.FLOAT),
            self._node("Gather", [f"{name}_steps", ids], f"{name}_half"),
            self._node("Cast", [f"{name}_half"], f"{name}_step", to=TensorProto.FLOAT),
            self._node("Unsqueeze", [f"{name}_step", self._axis(-1)], f"{name}_wide"),
            self._node("Mul", [f"{name}_float", f"{name}_wide"], f"{name}_scaled"),
            self._node("Reshape", [f"{name}_scaled", f"{name}_flat"], result),
        ]
        place = list(self._graph.node).index(lookup)
        self._graph.node.remove(lookup)
        for node in reversed(own):
            self._graph.node.insert(place, node)

    def _take_out(self, value: TensorProto, matrix: FourBits) -> None:
        self.packed[value.name + CODES] = packed(np.ascontiguousarray(matrix.codes.T))
        self.packed[value.name + MULTIPLIERS] = np.ascontiguousarray(matrix.multipliers.T)
        value.ClearField("raw_data")
        value.data_location = TensorProto.EXTERNAL
        where = value.external_data.add()
        where.key, where.value = "location", ELSEWHERE

    def _codes(self, source: str, result: str) -> list[NodeProto]:
        """Nodes from bytes to int32 codes along the last axis, the low halves first."""
        return [
            self._node("BitwiseAnd", [source, "fifteen"], f"{result}_a"),
            self._node("BitShift", [source, "four"], f"{result}_b", direction="RIGHT"),
            self._node("Concat", [f"{result}_a", f"{result}_b"], f"{result}_c", axis=2),
            self._node("Cast", [f"{result}_c"], f"{result}_d", to=TensorProto.INT32),
            self._node("Sub", [f"{result}_d", "low"], result),
        ]

    def _node(
        self,
        kind: str,
        inputs: list[str],
        output: str,
        **given: Any,  # noqa: ANN401
    ) -> NodeProto:
        return helper.make_node(kind, inputs, [output], **given)

    def _add(self, name: str, value: NDArray[np.generic] | np.generic) -> None:
        self._graph.initializer.append(numpy_helper.from_array(np.asarray(value), name))

    def _axis(self, number: int) -> str:
        name = f"axis_{number}"
        self._add(name, np.array([number]))
        return name


def _check_like(name: str, before: NDArray[np.float32], after: NDArray[np.float32]) -> None:
    if before.shape != after.shape:
        raise ValueError(f"{name}: {after.shape} for a matrix of shape {before.shape}")
    if np.abs(before - after).max() > FAR_OFF * np.abs(before).max():
        raise ValueError(f"{name}: these are weights of another matrix")
