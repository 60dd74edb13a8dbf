"""Put the committed figures into the README: `python -m evals.readme`.

The tables between the two marks are those that `ppp eval` printed first when the baseline was
made; it prints each set by tag below them.
"""

import io
import re
import sys
from pathlib import Path

from rich.console import Console

from evals.baseline import Baseline, load
from evals.table import all_sets

ROOT = Path(__file__).resolve().parent.parent
BASELINE = ROOT / "evals" / "baseline.json"
README = ROOT / "README.md"
BEGIN, END = "<!-- eval:begin -->", "<!-- eval:end -->"
WIDTH = 150


def block(baseline: Baseline) -> str:
    """The lines between the marks."""
    output = io.StringIO()
    Console(file=output, width=WIDTH, color_system=None).print(
        all_sets({name: each.summary for name, each in baseline.items()})
    )
    lines = [f"    {line}".rstrip() for line in output.getvalue().splitlines()]
    made = ", ".join(dict.fromkeys(each.made for each in baseline.values()))
    return f"`ppp eval` on {made}:\n\n" + "\n".join(lines).strip("\n") + "\n"


def with_block(readme: str, lines: str) -> str:
    """The README with these lines between its marks; raises ValueError where it has none."""
    pattern = re.compile(f"{BEGIN}\n.*?{END}", re.DOTALL)
    if not pattern.search(readme):
        raise ValueError(f"the README has no {BEGIN} … {END}")
    return pattern.sub(lambda _: f"{BEGIN}\n{lines}{END}", readme)


def main() -> None:
    """Command line."""
    README.write_text(with_block(README.read_text("utf-8"), block(load(BASELINE))), "utf-8")
    sys.stdout.write(f"{README}: figures of {BASELINE}\n")


if __name__ == "__main__":
    main()
