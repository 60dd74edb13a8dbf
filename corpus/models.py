"""The values that flow through ingest and answering: Page, Section, Sentence, Passage.

All offsets count Unicode code points of the page's canonical text.
"""

import hashlib
from dataclasses import dataclass
from typing import Literal

SentenceKind = Literal["prose", "heading", "item", "row"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A quotable span of a page: a sentence, a heading, a list item or a table row.

    `list_id` is shared by the items of one list and the sentence (or heading) that
    introduces it; None outside lists.
    """

    start: int
    end: int
    kind: SentenceKind = "prose"
    list_id: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page below one heading; `path` holds the headings from the top down."""

    path: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Link:
    """A hyperlink found in a page: the words that carry it and its target as written."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Page:
    """One version of one page: canonical text and the spans found in it.

    `version` is the SHA-256 of the text. Dates are ISO 8601 strings: when this version
    was fetched, when it was last seen unchanged, and the page's own date if it shows one.
    """

    url: str
    title: str
    version: str
    text: str
    sections: tuple[Section, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    links: tuple[Link, ...] = ()
    fetched_at: str | None = None
    checked_at: str | None = None
    current_as_of: str | None = None

    def section_at(self, offset: int) -> tuple[str, ...]:
        """Heading path of the innermost section that holds the offset; () before the first."""
        path: tuple[str, ...] = ()
        for section in self.sections:
            if section.start > offset:
                break
            path = section.path
        return path

    def quote(self, sentence: Sentence) -> str:
        """The sentence word for word."""
        return self.text[sentence.start : sentence.end]


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of sentences of one page, the unit of retrieval.

    `first` and `last` are indices (inclusive) into the page's sentences. `lead_in` is the
    sentence that introduces a list when the passage holds only a later part of that list.
    """

    id: str
    url: str
    page_version: str
    start: int
    end: int
    section: tuple[str, ...]
    first: int
    last: int
    lead_in: str = ""


def text_version(text: str) -> str:
    """Version of a page: the SHA-256 of its canonical text, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
