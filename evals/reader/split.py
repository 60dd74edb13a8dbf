"""Hold out questions of public sets: `python -m evals.reader.split BENCH/xquad BENCH/clapnq`.

Prints the questions that no reader is trained on and that the confidence may be fitted on, one a
line. Split by article (the page's id without its last number), every third in order of name, so
that no sentence of a held-out question is ever trained on.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

EVERY = 3


def article(question: dict[str, Any]) -> str:
    """The article that a question of a public set is about."""
    return re.sub(r"-\d+$", "", question["gold_pages"][0])


def held_out(folder: Path) -> list[str]:
    """Held-out answerable questions of one set (a folder with questions.jsonl)."""
    lines = (folder / "questions.jsonl").read_text("utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["answerable"] and row["gold_pages"]]
    chosen = set(sorted({article(row) for row in rows})[::EVERY])
    return [row["question"] for row in rows if article(row) in chosen]


def main() -> None:
    """Command line."""
    for folder in map(Path, sys.argv[1:]):
        sys.stdout.writelines(f"{question}\n" for question in held_out(folder))


if __name__ == "__main__":
    main()
