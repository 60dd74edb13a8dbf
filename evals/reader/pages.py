"""The written pages: training and fitting data of the reader.

Each line of pages/*.jsonl is a page: `title`, `sentences` (heading, text, kind) and
`questions` (q, answers: numbers of the sentences that answer, none where the page doesn't).
Pages named in heldout.txt are never trained on; the confidence is fitted on them.
"""

import json
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from assistant.crossencoder import in_context
from assistant.owners import short_title


@dataclass(frozen=True)
class PageQuestion:
    """A question on a written page; `answers` are sentence numbers, () for none."""

    text: str
    answers: tuple[int, ...]
    kind: str


@dataclass(frozen=True)
class WrittenPage:
    """A written page; sentences as (heading, text, kind)."""

    title: str
    sentences: tuple[tuple[str, str, str], ...]
    questions: tuple[PageQuestion, ...]

    def markdown(self) -> str:
        """The page as a Markdown file, one sentence a paragraph or list item."""
        lines, heading = [f"# {self.title}"], ""
        for own_heading, text, kind in self.sentences:
            if own_heading != heading:
                lines.append(f"\n## {own_heading}\n")
                heading = own_heading
            lines.append(f"- {text}" if kind == "item" else f"\n{text}\n")
        return "\n".join(lines) + "\n"

    def reader_texts(self) -> list[str]:
        """Its sentences as the reader sees them: see assistant.crossencoder.in_context."""
        title, texts, lead, above = short_title(self.title), [], "", ""
        for heading, text, kind in self.sentences:
            prose = kind == "prose"
            own = text if prose else f"{lead} {text}"
            before = lead if prose and heading == above else ""
            texts.append(in_context(title, heading, own, before))
            lead, above = (text, heading) if prose else (lead, "")
        return texts

    def reader_headings(self) -> list[str]:
        """Its headings as the reader sees them: they are candidates too."""
        title = short_title(self.title)
        names = dict.fromkeys(heading for heading, _, _ in self.sentences if heading)
        return [in_context(title, name, name) for name in names]


def written_pages(folder: Path | None = None) -> list[WrittenPage]:
    """All written pages, in the order of their files."""
    root = folder or Path(str(files("evals.reader").joinpath("pages")))
    return [
        _page(json.loads(line))
        for path in sorted(root.glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]


def held_out_titles() -> set[str]:
    """Titles of the pages that no reader is trained on."""
    path = Path(str(files("evals.reader").joinpath("heldout.txt")))
    return set(path.read_text("utf-8").splitlines())


def _page(value: dict[str, Any]) -> WrittenPage:
    return WrittenPage(
        value["title"],
        tuple((each["heading"], each["text"], each["kind"]) for each in value["sentences"]),
        tuple(PageQuestion(q["q"], tuple(q["answers"]), q["kind"]) for q in value["questions"]),
    )
