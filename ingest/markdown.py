"""Markdown to blocks: markdown-it parses, this keeps the words and drops the marks."""

import re
from collections.abc import Iterator
from functools import cache

from lxml.html.defs import tags as HTML_TAGS
from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.models import Link
from ingest.blocks import Block, Document
from ingest.lines import clean, logical_lines, split_bullet
from ingest.tables import table_blocks

TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)(?:\s+[^\s<>=]+\s*=[^<>]*|\s*)/?>")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
DEEPEST = 100  # nested blocks; markdown-it drops what is deeper, 20 by default
BREAKS = frozenset(("br", "p", "div", "li", "tr"))


def read_markdown(text: str) -> Document:
    """Blocks and links of Markdown text.

    Indented text is prose, not code: pages saved from the web are full of it. Emphasis,
    link targets, images and HTML tags are dropped; every other word is kept.
    """
    return _Walk(_parser().parse(COMMENT.sub("", text))).document()


@cache
def _parser() -> MarkdownIt:
    """Made once: making it takes a sixth of the time of reading a page."""
    return (
        MarkdownIt("commonmark", {"maxNesting": DEEPEST})
        .enable("table")
        .disable(["code", "html_block"])
    )


class _Walk:
    """One pass over markdown-it's flat token list."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._blocks: list[Block] = []
        self._links: list[Link] = []
        self._paragraph = 0
        self._marks: list[str] = []  # of the open list items, outermost first
        self._root_paragraph = 0
        self._row: list[str] | None = None
        self._rows: list[list[str]] = []
        self._heading = 0

    def document(self) -> Document:
        for token in self._tokens:
            handler = getattr(self, f"_{token.type}", None)
            if handler:
                handler(token)
        return Document(tuple(self._blocks), tuple(self._links))

    def _heading_open(self, token: Token) -> None:
        self._heading = int(token.tag[1])

    def _heading_close(self, _: Token) -> None:
        self._heading = 0

    def _bullet_list_open(self, _: Token) -> None:
        if not self._marks:
            self._paragraph += 1
            self._root_paragraph = self._paragraph

    _ordered_list_open = _bullet_list_open

    def _list_item_open(self, token: Token) -> None:
        self._marks.append(f"{token.info}." if token.info else "-")

    def _list_item_close(self, _: Token) -> None:
        self._marks.pop()

    def _tr_open(self, _: Token) -> None:
        self._row = []

    def _tr_close(self, _: Token) -> None:
        self._rows.append(self._row or [])
        self._row = None

    def _table_open(self, _: Token) -> None:
        self._paragraph += 1
        self._rows = []

    def _table_close(self, _: Token) -> None:
        self._blocks.extend(table_blocks(self._rows, self._paragraph))

    def _fence(self, token: Token) -> None:
        self._paragraph += 1
        for line in token.content.split("\n"):
            self._blocks.append(Block("prose", clean(line), self._paragraph))

    def _inline(self, token: Token) -> None:
        text = self._plain(token)
        if self._row is not None:
            self._row.append(clean(text))
        elif self._heading:
            self._paragraph += 1
            self._blocks.append(Block("heading", clean(text), self._paragraph, self._heading))
        elif self._marks:
            self._add_item(text)
        else:
            self._paragraph += 1
            self._blocks.extend(line_blocks(text, self._paragraph))

    def _add_item(self, text: str) -> None:
        """The first text of an item carries its mark; what follows in it does too."""
        depth = len(self._marks) - 1
        for line in logical_lines(text):
            self._blocks.append(Block("item", line, self._root_paragraph, depth, self._marks[-1]))

    def _plain(self, token: Token) -> str:
        return "".join(self._pieces(token.children or []))

    def _pieces(self, children: list[Token]) -> Iterator[str]:
        href, words = None, ""
        for child in children:
            piece = _piece(child)
            if child.type == "link_open":
                href, words = str(child.attrGet("href") or ""), ""
            elif child.type == "link_close" and href is not None:
                self._links.append(Link(clean(words), href))
                href = None
            words += piece
            yield piece


def line_blocks(text: str, paragraph: int) -> Iterator[Block]:
    """Blocks of one paragraph of text: bullets typed by hand become items."""
    for line in logical_lines(text):
        bullet = split_bullet(line)
        if bullet:
            yield Block("item", bullet[1], paragraph, 0, bullet[0])
        else:
            yield Block("prose", line, paragraph)


def _piece(token: Token) -> str:
    if token.type == "html_inline":
        return _without_tag(token.content)
    if token.type in ("text", "code_inline"):
        return token.content
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    return ""


def _without_tag(markup: str) -> str:
    """Drop HTML tags and comments; keep other text in angle brackets, which is the author's."""
    if markup.startswith("<!--"):
        return ""
    found = TAG.fullmatch(markup)
    name = found[1].lower() if found else ""
    if name in BREAKS:
        return "\n"
    return "" if name in HTML_TAGS else markup
