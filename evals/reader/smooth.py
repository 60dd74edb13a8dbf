"""Even out what the layers multiply before it becomes int8, so that little is lost.

A few inputs of a layer are far larger than the rest, and one int8 scale for all of them leaves
the small ones next to nothing. Dividing each input by a scale and multiplying its column of the
weights by the same changes no result, but makes both easy to round (SmoothQuant,
arxiv.org/abs/2211.10438).
"""

from collections.abc import Callable, Iterable

import torch
from torch import nn

SHARE = 0.65  # of the difficulty that moves from the inputs into the weights, 0..1
SMALLEST = 1e-4

Inputs = dict[str, torch.Tensor]
Watch = Callable[[str, torch.Tensor], None]


class SmoothLinear(nn.Linear):
    """A linear layer whose inputs are divided by `scale`, shape (inputs,), and weights made up."""

    def __init__(self, layer: nn.Linear, scale: torch.Tensor) -> None:
        """The same function as `layer`."""
        super().__init__(layer.in_features, layer.out_features)
        self.weight = nn.Parameter(layer.weight.detach() * scale)
        self.bias = layer.bias
        self.inverse = nn.Parameter(1 / scale)

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        """Shape (…, inputs) to (…, outputs)."""
        return super().forward(input * self.inverse)


def smooth(model: nn.Module, encoder: nn.Module, batches: Iterable[Inputs]) -> None:
    """Replace the linear layers of `encoder`, a part of `model`, by smooth ones, in place.

    `batches` are inputs of the model from which the usual size of each layer's inputs is taken.
    """
    layers = {name: each for name, each in encoder.named_modules() if isinstance(each, nn.Linear)}
    largest = _largest_inputs(model, layers, batches)
    for name, layer in layers.items():
        parent, _, own = name.rpartition(".")
        scale = _scale(largest[name], layer.weight.detach())
        setattr(encoder.get_submodule(parent), own, SmoothLinear(layer, scale))


def _largest_inputs(
    model: nn.Module, layers: dict[str, nn.Linear], batches: Iterable[Inputs]
) -> dict[str, torch.Tensor]:
    """The largest absolute input of each layer, by its name; shape (inputs,)."""
    largest = {name: torch.zeros(each.in_features) for name, each in layers.items()}

    def watch(name: str, given: torch.Tensor) -> None:
        here = given.abs().reshape(-1, given.shape[-1]).amax(0)
        largest[name] = torch.maximum(largest[name], here)

    run_watched(model, layers, batches, watch)
    return largest


def run_watched(
    model: nn.Module, layers: dict[str, nn.Linear], batches: Iterable[Inputs], watch: Watch
) -> None:
    """Run the model, and tell `watch` the name of each layer and what it is given."""
    hooks = [
        each.register_forward_pre_hook(lambda _, given, name=name: watch(name, given[0].detach()))
        for name, each in layers.items()
    ]
    with torch.no_grad():
        for batch in batches:
            model(**batch)
    for hook in hooks:
        hook.remove()


def _scale(inputs: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    columns = weight.abs().amax(0)
    scale = inputs.clamp(min=SMALLEST) ** SHARE / columns.clamp(min=SMALLEST) ** (1 - SHARE)
    return (scale / scale.mean()).clamp(min=SMALLEST)
