"""Charts of the report as SVG text (matplotlib), the same bytes for the same figures."""

import io
from typing import TYPE_CHECKING

from corpus.errors import SettingsError
from evals.selective import Floats, reliability, risk_coverage

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SIZE = (4.6, 3.1)  # inches
INK, ACCENT, MUTED = "#1c2b33", "#0b6e4f", "#9aa8ad"


def risk_coverage_plot(confidence: Floats, correct: Floats, coverage_now: float) -> str:
    """Share wrong among the surest answers by their share; a line where we answer now."""
    figure, axes = _figure("Risk and coverage", "coverage (share answered)", "risk (share wrong)")
    curve = risk_coverage(confidence, correct)
    axes.plot(curve.coverage, curve.risk, color=ACCENT, linewidth=1.8)
    axes.axvline(coverage_now, color=MUTED, linestyle="--", linewidth=1)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, max(0.05, float(curve.risk.max()) * 1.05) if len(correct) else 1)
    return _svg(figure)


def reliability_plot(confidence: Floats, correct: Floats) -> str:
    """Share right by confidence, in ten bins; on the diagonal the confidence is true."""
    figure, axes = _figure("Reliability", "confidence", "share right")
    bins = reliability(confidence, correct)
    most = max((each.count for each in bins), default=1)
    axes.plot([0, 1], [0, 1], color=MUTED, linestyle="--", linewidth=1)
    axes.scatter(
        [each.confidence for each in bins], [each.accuracy for each in bins],
        s=[20 + 120 * each.count / most for each in bins], color=ACCENT, alpha=0.85,
    )  # fmt: skip
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    return _svg(figure)


def _figure(title: str, x_label: str, y_label: str) -> "tuple[Figure, Axes]":
    try:
        from matplotlib.figure import Figure
    except ModuleNotFoundError as error:
        raise SettingsError(
            "matplotlib is not installed; run: pip install 'ppp-assistant[evals]'"
        ) from error
    figure = Figure(figsize=SIZE, layout="constrained")
    axes = figure.subplots()
    axes.set_title(title, loc="left", fontsize=10, color=INK)
    axes.set_xlabel(x_label, fontsize=8, color=INK)
    axes.set_ylabel(y_label, fontsize=8, color=INK)
    axes.tick_params(labelsize=7, colors=INK)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return figure, axes


def _svg(figure: "Figure") -> str:
    import matplotlib

    buffer = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": "ppp", "svg.fonttype": "none"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]
