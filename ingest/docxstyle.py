"""What a paragraph of a Word document is: a heading of some level, an item of some list."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DEEPEST = 9  # Word's levels of headings and lists
HEADING = re.compile(r"heading ([1-9])")
UNORDERED = ("bullet", "none")


class Styles:
    """Looks up styles, those that they are based on, and numberings."""

    def __init__(self, document: "WordDocument") -> None:
        self._styles = {
            each.get(f"{W}styleId"): each for each in document.styles.element.iter(f"{W}style")
        }
        self._default = next(
            (name for name, each in self._styles.items() if _is_default(each)), None
        )
        self._formats = _formats(document)
        self._titled = any(map(self.is_title, document.element.body.iter(f"{W}p")))

    def is_title(self, paragraph: Any) -> bool:  # noqa: ANN401 - lxml has no types
        """Whether it is the title of the document; Word names the style so in every language."""
        return next(map(_name, self._chain(paragraph)), "") == "title"

    def heading(self, paragraph: Any) -> int | None:  # noqa: ANN401
        """Level of a heading, 1 or below the title; None for other text."""
        for properties in self._properties(paragraph):
            level = _number(properties.find(f"{W}outlineLvl"))
            if level is not None:
                return level + 1 + self._titled if level < DEEPEST else None
        named = filter(None, map(HEADING.fullmatch, map(_name, self._chain(paragraph))))
        found = next(named, None)
        return int(found[1]) + self._titled if found else None

    def item(self, paragraph: Any) -> tuple[str, int, bool] | None:  # noqa: ANN401
        """List, depth (0 is outermost) and whether it is numbered; None for other text."""
        depth = None
        for properties in self._properties(paragraph):
            numbering = properties.find(f"{W}numPr")
            if numbering is None:
                continue
            if depth is None:
                depth = _number(numbering.find(f"{W}ilvl"))
            name = numbering.find(f"{W}numId")
            if name is not None:
                number = name.get(f"{W}val", "0")
                depth = min(depth or 0, DEEPEST)
                kind = self._formats.get((number, depth), "bullet")
                return None if number == "0" else (number, depth, kind not in UNORDERED)
        return None

    def _properties(self, paragraph: Any) -> Iterator[Any]:  # noqa: ANN401
        """Its own properties, then those of its style and of each that this is based on."""
        own = paragraph.find(f"{W}pPr")
        if own is not None:
            yield own
        for style in self._chain(paragraph):
            inherited = style.find(f"{W}pPr")
            if inherited is not None:
                yield inherited

    def _chain(self, paragraph: Any) -> Iterator[Any]:  # noqa: ANN401
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        name = named.get(f"{W}val") if named is not None else self._default
        seen: set[str] = set()
        while name is not None and name in self._styles and name not in seen:
            seen.add(name)
            style = self._styles[name]
            yield style
            base = style.find(f"{W}basedOn")
            name = base.get(f"{W}val") if base is not None else None


def _name(style: Any) -> str:  # noqa: ANN401
    name = style.find(f"{W}name")
    return str(name.get(f"{W}val", "")).lower() if name is not None else ""


def _is_default(style: Any) -> bool:  # noqa: ANN401
    """Whether paragraphs that name no style have this one."""
    used = style.get(f"{W}default") in ("1", "true", "on")
    return used and style.get(f"{W}type") == "paragraph"


def _formats(document: "WordDocument") -> dict[tuple[str, int], str]:
    """Number format ("bullet", "decimal") by list and depth."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    related = [each for each in document.part.rels.values()
               if each.reltype == RELATIONSHIP_TYPE.NUMBERING and not each.is_external]  # fmt: skip
    if not related:
        return {}
    numbering = document.part.numbering_part.element
    levels: dict[str, dict[int, str]] = {}
    for abstract in numbering.iter(f"{W}abstractNum"):
        own = levels.setdefault(abstract.get(f"{W}abstractNumId"), {})
        for level in abstract.iter(f"{W}lvl"):
            kind = level.find(f"{W}numFmt")
            if kind is not None and level.get(f"{W}ilvl", "").isdecimal():
                own[int(level.get(f"{W}ilvl"))] = kind.get(f"{W}val", "decimal")
    found: dict[tuple[str, int], str] = {}
    for number in numbering.iter(f"{W}num"):
        used = number.find(f"{W}abstractNumId")
        for depth, kind in levels.get(used.get(f"{W}val") if used is not None else "", {}).items():
            found[number.get(f"{W}numId", ""), depth] = kind
    return found


def _number(element: Any) -> int | None:  # noqa: ANN401
    value = element.get(f"{W}val", "") if element is not None else ""
    return int(value) if value.isdecimal() and len(value) < 4 else None
