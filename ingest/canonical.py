"""From blocks to a Page: canonical text, and the spans of its sections and sentences."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.models import Link, Page, Section, Sentence, text_version
from ingest.blocks import Block, Document
from ingest.sentences import LONGEST, sentence_spans

SPLITTER = "4"  # raise when canonical text, sentences or passages change for the same file


@dataclass(frozen=True)
class Facts:
    """What is known of a page beside its text."""

    url: str
    title: str
    fetched_at: str | None = None
    current_as_of: str | None = None


@dataclass
class _Builder:
    """Grows the text block by block and notes the spans as it goes."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    sentences: list[Sentence] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    path: list[tuple[int, str]] = field(default_factory=list)
    lists: int = 0

    def add(self, block: Block, previous: Block | None) -> None:
        self._write(_gap(block, previous))
        if block.kind == "heading":
            self._open_section(block, self.length)
        self._write(_prefix(block))
        list_id = self._list_of(block, previous)
        offset = self.length
        self._write(block.text)
        for start, end in _spans(block):
            self.sentences.append(Sentence(offset + start, offset + end, block.kind, list_id))

    def _write(self, piece: str) -> None:
        self.pieces.append(piece)
        self.length += len(piece)

    def _open_section(self, block: Block, start: int) -> None:
        self._close_section(start)
        self.path = [each for each in self.path if each[0] < block.level]
        self.path.append((block.level, block.text))
        self.sections.append(Section(tuple(text for _, text in self.path), start, start))

    def _close_section(self, end: int) -> None:
        if self.sections:
            last = self.sections[-1]
            self.sections[-1] = Section(last.path, last.start, end)

    def _list_of(self, block: Block, previous: Block | None) -> int | None:
        if block.kind != "item":
            return None
        if previous is not None and previous.kind == "item":
            if previous.paragraph == block.paragraph:
                return self.sentences[-1].list_id
            self.lists += 1
            return self.lists
        self.lists += 1
        if previous is not None and previous.kind in ("prose", "heading"):
            lead = self.sentences[-1]
            self.sentences[-1] = Sentence(lead.start, lead.end, lead.kind, self.lists)
        return self.lists

    def finish(self) -> str:
        self._write("\n" if self.pieces else "")
        self._close_section(self.length)
        return "".join(self.pieces)


def build_page(document: Document, facts: Facts) -> Page:
    """The Page of a document; its text is empty where the document holds no words."""
    builder = _Builder()
    previous: Block | None = None
    for block in document.blocks:
        if block.text:
            builder.add(block, previous)
            previous = block
    text = builder.finish()
    return Page(
        url=facts.url,
        title=facts.title,
        version=text_version(text),
        text=text,
        sections=tuple(builder.sections),
        sentences=tuple(builder.sentences),
        links=_distinct(document.links),
        fetched_at=facts.fetched_at,
        current_as_of=facts.current_as_of,
    )


def _spans(block: Block) -> list[tuple[int, int]]:
    """Headings and rows are quoted whole, unless they are too long to be either."""
    if block.kind in ("heading", "row") and len(block.text) <= LONGEST:
        return [(0, len(block.text))]
    return sentence_spans(block.text)


def _gap(block: Block, previous: Block | None) -> str:
    if previous is None:
        return ""
    together = previous.kind == block.kind and previous.paragraph == block.paragraph
    return "\n" if together else "\n\n"


def _prefix(block: Block) -> str:
    if block.kind == "heading":
        return "#" * block.level + " "
    if block.kind == "item":
        return "  " * block.level + block.mark + " "
    return ""


def _distinct(links: Sequence[Link]) -> tuple[Link, ...]:
    return tuple(dict.fromkeys(links))
