"""Footnotes and endnotes of a Word document, found by the paragraphs that refer to them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
KINDS = ("footnote", "endnote")
GONE = frozenset((f"{W}del", f"{W}moveFrom"))


class Notes:
    """The notes of one document; each is given out once, where it is first referred to."""

    def __init__(self, document: "WordDocument") -> None:
        self._left = dict(_read(document))

    def of(self, paragraph: Any) -> Iterator[Any]:  # noqa: ANN401 - lxml has no types
        """The paragraphs of the notes that a paragraph refers to, in order."""
        for reference in paragraph.iter(*(f"{W}{kind}Reference" for kind in KINDS)):
            if next(reference.iterancestors(f"{W}p")) is not paragraph:
                continue  # in a box, whose paragraphs come on their own
            if any(each.tag in GONE for each in reference.iterancestors()):
                continue
            kind = reference.tag.removeprefix(W).removesuffix("Reference")
            note = self._left.pop((kind, reference.get(f"{W}id")), None)
            if note is not None:
                yield from note.iter(f"{W}p")


def _read(document: "WordDocument") -> Iterator[tuple[tuple[str, str], Any]]:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import parse_xml

    kinds = dict(zip((RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES), KINDS, strict=True))
    for each in document.part.rels.values():
        kind = kinds.get(each.reltype)
        if kind is None or each.is_external:
            continue
        for note in parse_xml(each.target_part.blob).iter(f"{W}{kind}"):
            yield (kind, note.get(f"{W}id")), note
