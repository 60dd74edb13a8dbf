"""MiniLM's forward pass for one text in NumPy.

A question must be embedded in the process that answers it. Importing PyTorch and
sentence-transformers for that takes most of the time of a cold `ppp ask`; the six layers
themselves take milliseconds. Ingest, which embeds many texts, uses sentence-transformers;
a test holds both to the same vectors.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from scipy.special import erf
from tokenizers import Tokenizer

LAYERS = 6
HEADS = 12
EPSILON = 1e-12  # of the layer norms
LONGEST = 256  # word pieces read of a text

Floats = NDArray[np.float32]


class Bert:
    """The encoder in `folder` (model.safetensors, tokenizer.json), loaded at once."""

    def __init__(self, folder: Path) -> None:
        tensors: dict[str, Floats] = load_file(folder / "model.safetensors")
        self._tensors = {name.removeprefix("bert."): each for name, each in tensors.items()}
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(LONGEST)
        self._tokenizer.no_padding()

    def embed(self, text: str) -> Floats:
        """The mean of the text's token vectors, shape (384,), scaled to length 1."""
        mean: Floats = self._encode(self._tokenizer.encode(text).ids).mean(axis=0)
        mean /= np.linalg.norm(mean)
        return mean

    def _encode(self, ids: list[int]) -> Floats:
        """Hidden states of the last layer, shape (tokens, hidden)."""
        words, places, kinds = (
            self._tensors[f"embeddings.{name}_embeddings.weight"]
            for name in ("word", "position", "token_type")
        )
        hidden = self._norm(words[ids] + places[: len(ids)] + kinds[0], "embeddings.LayerNorm")
        for layer in range(LAYERS):
            hidden = self._layer(hidden, f"encoder.layer.{layer}")
        return hidden

    def _layer(self, hidden: Floats, name: str) -> Floats:
        attended = self._linear(self._attend(hidden, name), f"{name}.attention.output.dense")
        hidden = self._norm(hidden + attended, f"{name}.attention.output.LayerNorm")
        inner = _gelu(self._linear(hidden, f"{name}.intermediate.dense"))
        outer = self._linear(inner, f"{name}.output.dense")
        return self._norm(hidden + outer, f"{name}.output.LayerNorm")

    def _attend(self, hidden: Floats, name: str) -> Floats:
        """Each token's mixture of all tokens' values, heads side by side."""
        query, key, value = (
            self._heads(self._linear(hidden, f"{name}.attention.self.{part}"))
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(query.shape[-1]))
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed: Floats = shares / shares.sum(axis=-1, keepdims=True) @ value
        return mixed.transpose(1, 0, 2).reshape(hidden.shape)

    def _heads(self, hidden: Floats) -> Floats:
        """From (tokens, hidden) to (heads, tokens, hidden / heads)."""
        return hidden.reshape(len(hidden), HEADS, -1).transpose(1, 0, 2)

    def _linear(self, hidden: Floats, name: str) -> Floats:
        return hidden @ self._tensors[f"{name}.weight"].T + self._tensors[f"{name}.bias"]

    def _norm(self, hidden: Floats, name: str) -> Floats:
        centred = hidden - hidden.mean(axis=-1, keepdims=True)
        variance = np.square(centred).mean(axis=-1, keepdims=True)
        scaled: Floats = centred / np.sqrt(variance + np.float32(EPSILON))
        return scaled * self._tensors[f"{name}.weight"] + self._tensors[f"{name}.bias"]


def _gelu(values: Floats) -> Floats:
    raised: Floats = 1 + erf(values / np.float32(np.sqrt(2)))
    return values * np.float32(0.5) * raised
