"""Public question sets as eval sets: folders with pages/ and questions.jsonl."""

import json
from pathlib import Path
from typing import Any

from corpus.errors import SettingsError
from evals.cases import Case

UNSCORED = ("PARTIAL", "UNDERSPECIFIED", "CONVERSATIONAL")  # neither answerable nor not


def bench_cases(folder: Path) -> tuple[Case, ...]:
    """Cases of a public set. Its questions have gold pages and answers instead of quotes.

    A right answer holds one of `answers`; questions without them are scored for retrieval
    and refusal only. Questions that are neither answerable nor unanswerable are left out.
    Raises SettingsError where the folder is no such set.
    """
    questions = folder / "questions.jsonl"
    if not questions.is_file() or not (folder / "pages").is_dir():
        raise SettingsError(f"{folder}: no question set; pages/ and questions.jsonl are needed")
    values = [json.loads(line) for line in questions.read_text("utf-8").splitlines() if line]
    urls = _urls(folder / "pages")
    return tuple(_case(each, urls) for each in values if each["label"] not in UNSCORED)


def _case(value: dict[str, Any], urls: dict[str, str]) -> Case:
    answers = tuple(value["answers"])
    return Case(
        id=value["id"],
        question=value["question"],
        history=tuple(value["history"]),
        answerable=value["answerable"],
        gold=(),
        must=(answers,) if answers else (),
        tags=(str(value["label"]).lower(), *(("followup",) if value["history"] else ())),
        reference=value["reference"] or (answers[0] if answers else None),
        pages=tuple(urls.get(each, each) for each in value["gold_pages"]),
    )


def _urls(folder: Path) -> dict[str, str]:
    """The url of each page by its id, which is the url's last part and the file's name."""
    import frontmatter

    return {
        path.stem: str(frontmatter.load(str(path)).get("url", f"file:{path.name}"))
        for path in sorted(folder.glob("*.md"))
    }
