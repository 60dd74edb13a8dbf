"""HTML to blocks: trafilatura finds the main content, this keeps its structure."""

from collections.abc import Iterator
from typing import Any

from corpus.models import Link
from ingest.blocks import Block, Document
from ingest.lines import clean, logical_lines
from ingest.markdown import line_blocks

SHORTEST_SHARE = 0.2  # of the page's words; below it the extraction has missed the content


def read_html(text: str, url: str | None = None) -> Document:
    """Blocks, links and metadata (title, date) of an HTML page's main content."""
    import trafilatura

    metadata = trafilatura.extract_metadata(text, default_url=url)
    body = _main_content(text, url)
    if body is None:
        return Document(())
    walk = _Walk()
    walk.visit(body)
    known = {"title": _title(text) or (metadata.title if metadata else None)}
    return Document(
        tuple(walk.blocks), tuple(walk.links), {k: v for k, v in known.items() if v}
    )


def _title(text: str) -> str | None:
    """The page's own name: its first heading of level 1, without its menu and site name."""
    from lxml import html

    tree = html.fromstring(text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))
    headings = [clean(each.text_content()) for each in tree.iter("h1")]
    return next((each for each in headings if each), None)


def _main_content(text: str, url: str | None) -> Any:  # noqa: ANN401 - an lxml element or None
    """Trafilatura's body element; a plainer extraction where that one misses most words."""
    import trafilatura
    from trafilatura.utils import load_html

    found = trafilatura.bare_extraction(
        text, url=url, favor_recall=True, include_links=True, include_tables=True,
        include_formatting=False, include_comments=False, deduplicate=False, with_metadata=False,
    )  # fmt: skip
    tree = load_html(text)
    if tree is None:
        return None
    words = len(trafilatura.html2txt(text).split())
    if found is not None and len((found.text or "").split()) >= SHORTEST_SHARE * words:
        return found.body
    body, baseline_text, _ = trafilatura.baseline(text)
    return body if baseline_text else None


class _Walk:
    """Visits the elements of trafilatura's result in reading order."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.links: list[Link] = []
        self._paragraph = 0

    def visit(self, element: Any) -> None:  # noqa: ANN401 - lxml has no types
        for child in element.iterchildren():
            self._paragraph += 1
            handler = getattr(self, f"_{child.tag}", None)
            if handler:
                handler(child)
            else:
                self.visit_text(child)

    def visit_text(self, element: Any) -> None:  # noqa: ANN401
        """A paragraph, quotation or code; lists and tables inside it follow it."""
        self._note_links(element)
        self.blocks.extend(line_blocks(_words(element, skip=("list", "table")), self._paragraph))
        for nested in element.iterchildren("list", "table"):
            self._paragraph += 1
            getattr(self, f"_{nested.tag}")(nested)

    def _div(self, element: Any) -> None:  # noqa: ANN401
        self.visit(element)

    def _head(self, element: Any) -> None:  # noqa: ANN401
        rend = element.get("rend") or "h2"
        level = int(rend[1]) if rend[1:2].isdigit() else 2
        text = clean(_words(element))
        if text:
            self.blocks.append(Block("heading", text, self._paragraph, level))
        self._note_links(element)

    def _list(self, element: Any, depth: int = 0) -> None:  # noqa: ANN401
        ordered = element.get("rend") == "ol"
        for number, item in enumerate(element.iterchildren("item"), start=1):
            mark = f"{number}." if ordered else "-"
            self._note_links(item)
            for line in logical_lines(_words(item, skip=("list",))):
                self.blocks.append(Block("item", line, self._paragraph, depth, mark))
            for nested in item.iterchildren("list"):
                self._list(nested, depth + 1)

    def _table(self, element: Any) -> None:  # noqa: ANN401
        self._note_links(element)
        for row in element.iter("row"):
            cells = [clean(_words(cell)) for cell in row.iterchildren("cell")]
            if any(cells):
                text = " | ".join(cell for cell in cells if cell)
                self.blocks.append(Block("row", text, self._paragraph))

    def _note_links(self, element: Any) -> None:  # noqa: ANN401
        for ref in element.iter("ref"):
            self.links.append(Link(clean(_words(ref)), ref.get("target") or ""))


def _words(element: Any, skip: tuple[str, ...] = ()) -> str:  # noqa: ANN401
    return "".join(_pieces(element, skip))


def _pieces(element: Any, skip: tuple[str, ...]) -> Iterator[str]:  # noqa: ANN401
    yield (element.text or "").replace("\n", " ")
    for child in element.iterchildren():
        if child.tag == "lb":
            yield "\n"
        elif isinstance(child.tag, str) and child.tag not in skip:
            yield from _pieces(child, skip)
        yield (child.tail or "").replace("\n", " ")
