"""Hold out questions of public sets: `python -m evals.reader.split BENCH/xquad BENCH/clapnq`.

Prints the questions that no reader is trained on and that the confidence may be fitted on, one a
line. Split by article (the page's id without its last number), every third in order of name, so
that no sentence of a held-out question is ever trained on. Unanswerable questions are all held
out, unless --train-on-unanswered splits them in the same way.
"""

import argparse
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


def held_out(folder: Path, train_on_unanswered: bool = False) -> list[str]:
    """Held-out questions of one set (a folder with questions.jsonl), the answerable first."""
    lines = (folder / "questions.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    unanswered = [row for row in rows if not row["answerable"]]
    if train_on_unanswered:
        unanswered = _every_third(unanswered, folder)
    kept = _every_third([row for row in rows if row["answerable"]], folder) + unanswered
    return [row["question"] for row in kept]


def _every_third(rows: list[dict[str, Any]], folder: Path) -> list[dict[str, Any]]:
    """Rows of every third article; one without a page is of none."""
    articles = [re.sub(r"-\d+$", "", about(row, folder)) for row in rows]
    chosen = set(sorted(set(articles) - {""})[::EVERY])
    return [row for row, name in zip(rows, articles, strict=True) if name in chosen]


def _number(name: str) -> str:
    return name.rsplit("-", 1)[-1] if name[-1].isdigit() else ""


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", type=Path, nargs="+", help="folders of public sets")
    parser.add_argument("--train-on-unanswered", action="store_true")
    arguments = parser.parse_args()
    for folder in arguments.sets:
        for question in held_out(folder, arguments.train_on_unanswered):
            sys.stdout.write(f"{question}\n")


if __name__ == "__main__":
    main()
