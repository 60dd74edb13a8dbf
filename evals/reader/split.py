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


def about(question: dict[str, Any], folder: Path) -> str:
    """The page that a question of a public set was written for, answered there or not.

    Where no page is named, the one whose name ends as the question's id does.
    """
    if question["gold_pages"]:
        return str(question["gold_pages"][0])
    found = [each.stem for each in (folder / "pages").iterdir() if _number(each.stem)]
    return next((each for each in sorted(found) if question["id"].endswith(_number(each))), "")


def held_out(folder: Path) -> list[str]:
    """Held-out questions of one set (a folder with questions.jsonl), answerable and not.

    The two kinds are split on their own; a question without a page is not held out.
    """
    lines = (folder / "questions.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [
        question
        for answerable in (True, False)
        for question in _held([row for row in rows if row["answerable"] == answerable], folder)
    ]


def _held(rows: list[dict[str, Any]], folder: Path) -> list[str]:
    articles = [re.sub(r"-\d+$", "", about(row, folder)) for row in rows]
    chosen = set(sorted(set(articles) - {""})[::EVERY])
    return [row["question"] for row, name in zip(rows, articles, strict=True) if name in chosen]


def _number(name: str) -> str:
    return name.rsplit("-", 1)[-1] if name[-1].isdigit() else ""


def main() -> None:
    """Command line."""
    for folder in map(Path, sys.argv[1:]):
        sys.stdout.writelines(f"{question}\n" for question in held_out(folder))


if __name__ == "__main__":
    main()
