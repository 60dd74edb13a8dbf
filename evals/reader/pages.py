"""The written pages: training and fitting data of the reader.

Each line of pages/*.jsonl is a page: `title`, `sentences` (heading, text, kind) and
`questions` (q, answers: numbers of the sentences that answer, none where the page doesn't).
Pages named in heldout.txt are never trained on; the confidence is fitted on them.

Most of these questions lean on their page ("who pays for it?"). Each line of named/*.jsonl has, for
the page of its `title`, some of them as they are asked by somebody who doesn't see the page.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from assistant.crossencoder import in_context
from assistant.owners import opening_of, titled


@dataclass(frozen=True)
class PageQuestion:
    """A question on a written page; `answers` are sentence numbers, () for none."""

    text: str
    answers: tuple[int, ...]
    kind: str


@dataclass(frozen=True)
class WrittenPage:
    """A written page; sentences as (heading, text, kind), `named` questions that stand alone."""

    title: str
    sentences: tuple[tuple[str, str, str], ...]
    questions: tuple[PageQuestion, ...]
    named: tuple[PageQuestion, ...] = ()

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
        title, texts, lead, above = self._titled(), [], "", ""
        for heading, text, kind in self.sentences:
            prose = kind == "prose"
            own = text if prose else f"{lead} {text}"
            before = lead if prose and heading == above else ""
            texts.append(in_context(title, heading, own, before))
            lead, above = (text, heading) if prose else (lead, "")
        return texts

    def reader_headings(self) -> list[str]:
        """Its headings as the reader sees them: they are candidates too."""
        title = self._titled()
        names = dict.fromkeys(heading for heading, _, _ in self.sentences if heading)
        return [in_context(title, name, name) for name in names]

    def _titled(self) -> str:
        """Its title with its owner, as assistant.owners has it of a real page."""
        return titled(self.title, opening_of(t for _, t, kind in self.sentences if kind == "prose"))


def written_pages(folder: Path | None = None) -> list[WrittenPage]:
    """All written pages of pages/ and named/ below `folder`, in the order of their files."""
    root = folder or Path(str(files("evals.reader")))
    named = {each["title"]: _questions(each) for each in _lines(root / "named")}
    return [_page(each, named.get(each["title"], ())) for each in _lines(root / "pages")]


def held_out_titles() -> set[str]:
    """Titles of the pages that no reader is trained on."""
    path = Path(str(files("evals.reader").joinpath("heldout.txt")))
    return set(path.read_text("utf-8").splitlines())


def _lines(folder: Path) -> Iterator[dict[str, Any]]:
    """The values of all JSON Lines files of a folder."""
    for path in sorted(folder.glob("*.jsonl")):
        yield from map(json.loads, path.read_text("utf-8").splitlines())


def _page(value: dict[str, Any], named: tuple[PageQuestion, ...]) -> WrittenPage:
    sentences = tuple((each["heading"], each["text"], each["kind"]) for each in value["sentences"])
    return WrittenPage(value["title"], sentences, _questions(value), named)


def _questions(value: dict[str, Any]) -> tuple[PageQuestion, ...]:
    found = value["questions"]
    return tuple(PageQuestion(each["q"], tuple(each["answers"]), each["kind"]) for each in found)
