"""Export the second reader: `python -m evals.reader.export_second reader.pt BASE FOLDER`.

BASE is the folder of the encoder that it was made from; second_reader.onnx, second_reader.json
(its tokenizer) and second_reader.npz (its matrices) are written into FOLDER. Needs the packages
onnx and onnxscript. Its weights have four bits and its vocabulary fewer words, so that it takes
30 MB.
"""

import argparse
import json
import random
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn
from transformers import PreTrainedTokenizerFast

from assistant.crossencoder import SECOND_FILES
from evals.reader.distil import LAYERS
from evals.reader.export import SEED, encoded_batches, sampled_pairs, write
from evals.reader.fourbits import FourBits, rounded, second_moments
from evals.reader.pack import Packer
from evals.reader.pages import held_out_titles, written_pages
from evals.reader.smooth import smooth
from evals.reader.train import CrossEncoder
from evals.reader.words import fewer_words

WORDS = 15_600
PLACES = 128  # that a sentence with its question may have
INPUTS = ("input_ids", "attention_mask")
WORD_WEIGHTS = "encoder.embeddings.word_embeddings.weight"
SAMPLED_PAGES = 96


def export_second(weights: Path, base: str, folder: Path) -> None:
    """Write the model and its tokenizer."""
    model = CrossEncoder(base, LAYERS)
    model.load_state_dict(torch.load(weights, weights_only=True))
    model.eval()
    onnx_path, words_path, matrices_path = (folder / each for each in SECOND_FILES)
    words_path.write_text(_fewer_words(model, base), "utf-8")
    model.tokenizer = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_file=str(words_path), pad_token="<pad>"
    )
    pairs = sampled_pairs(random.Random(SEED), SAMPLED_PAGES)
    batches = [
        {name: each[name] for name in INPUTS} for each in encoded_batches(model.tokenizer, pairs)
    ]
    encoder = model.encoder.encoder
    smooth(model, encoder, batches)
    layers = {name: each for name, each in encoder.named_modules() if isinstance(each, nn.Linear)}
    moments = second_moments(model, layers, batches)
    matrices = []
    for name, layer in layers.items():
        matrices.append(rounded(layer.weight, moments[name]))
        layer.weight = nn.Parameter(torch.from_numpy(matrices[-1].floats()))
    rows = rounded(model.encoder.embeddings.word_embeddings.weight)
    np.savez(matrices_path, **_write(model, matrices, rows, onnx_path))


def _fewer_words(model: CrossEncoder, base: str) -> str:
    """Cut the model's embeddings; its tokenizer as JSON."""
    whole = json.loads((Path(base) / "tokenizer.json").read_text("utf-8"))
    held_out = held_out_titles()
    pages = [page for page in written_pages() if page.title not in held_out]
    texts = [page.markdown() for page in pages]
    texts += [question.text for page in pages for question in page.questions]
    tokenizer, numbers = fewer_words(whole, texts, WORDS)
    embeddings = model.encoder.embeddings
    embeddings.word_embeddings = _kept(embeddings.word_embeddings, numbers)
    embeddings.position_embeddings = _kept(embeddings.position_embeddings, list(range(PLACES)))
    return json.dumps(tokenizer, ensure_ascii=False)


def _kept(embedding: nn.Embedding, rows: list[int]) -> nn.Embedding:
    """These rows of it."""
    kept = nn.Embedding(len(rows), embedding.embedding_dim, padding_idx=embedding.padding_idx)
    kept.weight = nn.Parameter(embedding.weight.detach()[rows])
    return kept


def _write(
    model: CrossEncoder, matrices: list[FourBits], rows: FourBits, out: Path
) -> dict[str, Any]:
    """Write the model; what it leaves out, by name."""
    import onnx

    with tempfile.TemporaryDirectory() as name:
        full, whole = Path(name) / "full.onnx", Path(name) / "whole.onnx"
        write(model, full, INPUTS)
        quantize_dynamic(
            full, whole, op_types_to_quantize=["MatMul"], per_channel=True, reduce_range=True,
            weight_type=QuantType.QInt8,
        )  # fmt: skip
        graph = onnx.load(whole)
    packer = Packer(graph.graph)
    packer.products(matrices)
    packer.embeddings(WORD_WEIGHTS, rows)
    onnx.save(graph, out)
    return packer.packed


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("base", help="folder of the encoder")
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    export_second(arguments.weights, arguments.base, arguments.folder)


if __name__ == "__main__":
    main()
