"""Time of the answers of a run by part, in milliseconds. Shown, never compared or kept.

The percentiles are those of NumPy (linear interpolation). The time differs from run to run,
so it stands in no JSON and in no baseline.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from assistant.answer import Answer


@dataclass(frozen=True)
class Latency:
    """Median and 95th percentile of one part over `count` answers, in ms."""

    part: str
    p50: float
    p95: float
    count: int


def latencies(answers: Iterable[Answer]) -> list[Latency]:
    """Each part of the answers' time, in the order in which they do the parts."""
    spent: dict[str, list[float]] = {}
    for answer in answers:
        for part, ms in answer.timings_ms.items():
            spent.setdefault(part, []).append(ms)
    return [_latency(part, values) for part, values in spent.items()]


def _latency(part: str, values: list[float]) -> Latency:
    p50, p95 = np.percentile(values, [50, 95])
    return Latency(part, float(p50), float(p95), len(values))
