"""Letters of a PDF's page put in lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.lines import clean

if TYPE_CHECKING:
    from pdfminer.layout import LTChar

WORD_GAP, CELL_GAP = 0.16, 1.2  # of the letters' height: white space that parts words, columns
BARE_GAP = 0.3  # parts columns where no space is written, in pages that write their spaces
SPACED = 0.06  # of a page's glyphs are spaces where they are written
LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\xa0": " "}
)
BOLD = re.compile(r"bold|black|heavy|demi|CMBX|CMSSBX", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one line without a wide gap; lengths in points, y grows upwards.

    `size` is the height of most letters.
    """

    text: str
    x0: float
    x1: float
    y0: float
    y1: float
    size: float
    bold: bool


def upright_glyphs(element: Any) -> Iterator["LTChar"]:  # noqa: ANN401
    """Letters in the order of the file, those of drawings too; no slanted stamps."""
    from pdfminer.layout import LTChar, LTContainer

    for each in element:
        if isinstance(each, LTChar):
            if each.upright and each.matrix[0] > 0:
                yield each
        elif isinstance(each, LTContainer):
            yield from upright_glyphs(each)


def lines_of(glyphs: Sequence["LTChar"]) -> Iterator[Line]:
    """Lines in the order of the file; a wide gap ends one."""
    run: list[LTChar] = []
    spaced = sum(each.get_text().isspace() for each in glyphs) > SPACED * len(glyphs)
    for glyph in glyphs:
        if run and not _goes_on(run, glyph, BARE_GAP if spaced else CELL_GAP):
            yield from _line(run)
            run = []
        if run or not glyph.get_text().isspace():
            run.append(glyph)
    yield from _line(run)


def _goes_on(run: Sequence["LTChar"], glyph: "LTChar", bare_gap: float) -> bool:
    """Whether a glyph stands right behind the others, on their line."""
    solid = next((each for each in reversed(run) if not each.get_text().isspace()), run[-1])
    height = max(solid.height, glyph.height, 1.0)
    shared = min(solid.y1, glyph.y1) - max(solid.y0, glyph.y0)
    if shared < 0.4 * min(solid.height, glyph.height):
        return False
    if glyph.get_text().isspace():
        return True
    gap = CELL_GAP if run[-1].get_text().isspace() else bare_gap
    return -0.5 * height < glyph.x0 - solid.x1 < gap * height


def _line(run: Sequence["LTChar"]) -> Iterator[Line]:
    solid = [each for each in run if not each.get_text().isspace()]
    text = clean(words_of(run))
    if not text or not solid:
        return
    sizes = sorted(each.size for each in solid)
    size = round(sizes[len(sizes) // 2] * 2) / 2
    main = [each for each in solid if abs(each.size - size) <= 1] or solid
    yield Line(
        text, solid[0].x0, max(each.x1 for each in solid),
        min(each.y0 for each in main), max(each.y1 for each in main), size,
        all(BOLD.search(each.fontname) for each in solid),
    )  # fmt: skip


def words_of(run: Sequence["LTChar"]) -> str:
    """Their letters, a space where there is a gap; ligatures are taken apart."""
    pieces: list[str] = []
    before: LTChar | None = None
    for glyph in run:
        if before is not None and glyph.x0 - before.x1 > WORD_GAP * glyph.height:
            pieces.append(" ")
        pieces.append(glyph.get_text())
        before = glyph
    return "".join(pieces).translate(LIGATURES)
