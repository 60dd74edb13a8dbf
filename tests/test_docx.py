"""Word documents: styles become headings and items; tables keep their columns."""

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from corpus.errors import PageError
from corpus.models import Link, Page
from corpus.texts import sentence_text
from ingest.canonical import Facts, build_page
from ingest.docx import read_docx

TABLE = (("Laboratory", "Town", "Samples"), ("Hill", "Carrick", "95"), ("Coast", "", "7"))


def word(draw: Callable[[WordDocument], None]) -> bytes:
    document = docx.Document()
    draw(document)
    body = io.BytesIO()
    document.save(body)
    return body.getvalue()


def page(draw: Callable[[WordDocument], None]) -> Page:
    return build_page(read_docx(word(draw)), Facts("u", "t"))


def add(document: WordDocument, xml: str) -> None:
    """Put a paragraph's inner XML, or a whole paragraph or control, at the end of the body."""
    element = parse_xml(xml.replace(">", f" {nsdecls('w')}>", 1))
    document.element.body.insert(len(document.element.body) - 1, element)


def fill(document: WordDocument, rows: tuple[tuple[str, ...], ...] = TABLE) -> None:
    table = document.add_table(len(rows), len(rows[0]))
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text


def report(document: WordDocument) -> None:
    document.add_heading("Annual Report", 0)
    document.add_heading("Goals", 1)
    document.add_paragraph("It seeks to:")
    document.add_paragraph("help people;", style="List Bullet")
    document.add_paragraph("share knowledge.", style="List Bullet")
    document.add_heading("Steps", 2)
    document.add_paragraph("first", style="List Number")
    document.add_paragraph("second", style="List Number")
    document.add_paragraph("Address:\n1 Long Street\tSelby. Last updated: 05/31/2023")
    document.sections[0].header.paragraphs[0].text = "Running head"
    document.sections[0].footer.paragraphs[0].text = "Running foot"


def test_styles_become_headings_items_and_prose() -> None:
    assert page(report).text == (
        "# Annual Report\n\n## Goals\n\nIt seeks to:\n\n- help people;\n- share knowledge.\n\n"
        "### Steps\n\n1. first\n2. second\n\n"
        "Address:\n1 Long Street Selby. Last updated: 05/31/2023\n"
    )


def test_title_and_date_are_those_that_the_document_shows() -> None:
    metadata = read_docx(word(report)).metadata
    assert metadata == {"title": "Annual Report", "current_as_of": "2023-05-31"}


def test_document_without_a_title_line_has_the_title_of_its_properties() -> None:
    def draw(document: WordDocument) -> None:
        document.core_properties.title = "Given name"
        document.add_heading("Part", 1)
        document.add_paragraph("Words.")

    document = read_docx(word(draw))
    assert document.metadata["title"] == "Given name"
    assert [(each.kind, each.level) for each in document.blocks] == [("heading", 1), ("prose", 0)]


def test_heading_whose_style_names_no_level_is_one_by_its_name() -> None:
    def draw(document: WordDocument) -> None:
        level = document.styles["Heading 3"].element.pPr.find(qn("w:outlineLvl"))
        level.getparent().remove(level)
        document.add_heading("Part", 3)

    assert page(draw).text == "### Part\n"


def test_style_based_on_a_heading_is_a_heading() -> None:
    def draw(document: WordDocument) -> None:
        style = document.styles.add_style("House Head", WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Heading 2"]
        document.add_paragraph("Part", style="House Head")

    assert page(draw).text == "## Part\n"


def test_table_rows_name_their_columns_even_beside_empty_cells() -> None:
    found = page(fill)
    assert found.text == "Laboratory | Town | Samples\nHill | Carrick | 95\nCoast | | 7\n"
    assert sentence_text(found, 2) == "Laboratory: Coast, Samples: 7"


def test_merged_cells_keep_the_columns_of_the_others() -> None:
    def draw(document: WordDocument) -> None:
        fill(
            document,
            (("Name", "Year", "Sum"), ("Hill", "1", "2"), ("", "3", "4"), ("All", "", "9")),
        )
        table = document.tables[0]
        table.cell(1, 0).merge(table.cell(2, 0))
        table.cell(3, 0).merge(table.cell(3, 1))

    found = page(draw)
    assert [sentence_text(found, row) for row in (1, 2, 3)] == [
        "Name: Hill, Year: 1, Sum: 2", "Name: Hill, Year: 3, Sum: 4", "Name: All, Sum: 9"
    ]  # fmt: skip


def test_frame_of_one_cell_is_text() -> None:
    def draw(document: WordDocument) -> None:
        document.add_table(1, 1).cell(0, 0).text = "Words in a box. And more."

    assert [each.kind for each in page(draw).sentences] == ["prose", "prose"]


def test_links_are_kept_with_their_words() -> None:
    def draw(document: WordDocument) -> None:
        address = "https://e.org/x?a=1"
        name = document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        add(document, '<w:p><w:r><w:t xml:space="preserve">See </w:t></w:r><w:hyperlink '
            'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
            f'r:id="{name}"><w:r><w:t>the charter</w:t></w:r></w:hyperlink></w:p>')  # fmt: skip

    document = read_docx(word(draw))
    assert document.links == (Link("the charter", "https://e.org/x?a=1"),)
    assert document.blocks[0].text == "See the charter"


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ("<w:p><w:ins><w:r><w:t>added</w:t></w:r></w:ins></w:p>", "added\n"),
        ("<w:p><w:r><w:t>kept</w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
         "</w:p>", "kept\n"),
        ("<w:sdt><w:sdtContent><w:p><w:r><w:t>in a control</w:t></w:r></w:p></w:sdtContent>"
         "</w:sdt>", "in a control\n"),
        ("<w:p><w:sdt><w:sdtContent><w:r><w:t>inline</w:t></w:r></w:sdtContent></w:sdt></w:p>",
         "inline\n"),
        ("<w:p><w:r><w:t>well</w:t><w:noBreakHyphen/><w:t>known</w:t></w:r></w:p>", "well-known\n"),
        ("<w:p><w:r><w:t>host</w:t></w:r><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>boxed</w:t>"
         "</w:r></w:p></w:txbxContent></w:pict></w:r></w:p>", "host\n\nboxed\n"),
        ("<w:p><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>", ""),
    ],
)  # fmt: skip
def test_words_that_a_reader_sees_are_read_and_no_others(xml: str, expected: str) -> None:
    assert page(lambda document: add(document, xml)).text == expected


def bomb() -> bytes:
    body = io.BytesIO(word(report))
    with zipfile.ZipFile(body, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"word/media/{number}.bin", bytes(70_000_000))
    return body.getvalue()


def other_zip() -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("a.txt", "words")
    return body.getvalue()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "is no Word document"),
        (b"Just words.", r"is no Word document \(.+\); open and save it as \.docx"),
        (word(report)[:-200], "is no Word document"),
        (other_zip(), "is no Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "is an old .doc or has a password"),
        (bomb(), "unpacks to 21.+ bytes, more than 200000000; split it"),
    ],
    ids=["empty", "text", "cut", "zip", "compound", "bomb"],
)
def test_file_that_can_not_be_read_says_why_and_what_to_do(body: bytes, reason: str) -> None:
    with pytest.raises(PageError, match=reason):
        read_docx(body)


def test_entities_are_not_expanded() -> None:
    source = zipfile.ZipFile(io.BytesIO(word(report)))
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name in source.namelist():
            part = source.read(name)
            if name == "word/document.xml":
                part = part.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY e "EVIL">]>', 1)
                part = part.replace(b"help people;", b"help &e; people;")
            archive.writestr(name, part)
    blocks = read_docx(body.getvalue()).blocks
    assert not any("EVIL" in each.text for each in blocks)


def noted(kind: str, number: int) -> str:
    return (
        f'<w:p><w:r><w:t>Line {number} </w:t></w:r><w:r><w:{kind}Reference w:id="{number}"/></w:r>'
        "<w:r><w:t>goes on.</w:t></w:r></w:p>"
    )


def with_notes(document: WordDocument, kind: str, notes: dict[int, str]) -> None:
    """Add a part with these notes; Word puts the line above the notes there too."""
    rule = f'<w:{kind} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:{kind}>'
    texts = "".join(
        f'<w:{kind} w:id="{n}"><w:p><w:r><w:{kind}Ref/></w:r><w:r><w:t> {text}</w:t></w:r></w:p>'
        f"</w:{kind}>"
        for n, text in notes.items()
    )
    xml = f"<w:{kind}s {nsdecls('w')}>{rule}{texts}</w:{kind}s>"
    main = document.part
    type = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}s+xml"
    part = Part(PackURI(f"/word/{kind}s.xml"), type, xml.encode(), main.package)
    main.relate_to(part, getattr(RELATIONSHIP_TYPE, f"{kind.upper()}S"))


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_note_stands_below_the_paragraph_that_refers_to_it(kind: str) -> None:
    def draw(document: WordDocument) -> None:
        with_notes(document, kind, {1: "First note.", 2: "Second note.", 3: "Referred to nowhere."})
        document.add_heading("Goals", 1)
        add(document, noted(kind, 2))
        add(document, noted(kind, 1))
        add(document, noted(kind, 1))

    assert page(draw).text == (
        "# Goals\n\nLine 2 goes on.\n\nSecond note.\n\nLine 1 goes on.\n\nFirst note.\n\n"
        "Line 1 goes on.\n"
    )


def test_notes_of_a_list_and_of_a_table_stand_below_it() -> None:
    def draw(document: WordDocument) -> None:
        with_notes(document, "footnote", {n: f"Note {n}." for n in (1, 2, 3)})
        for number in (1, 2):
            add(document, noted("footnote", number))
            document.paragraphs[-1].style = "List Bullet"
        fill(document, TABLE[:2])
        cell = document.tables[0].cell(1, 2).paragraphs[0]
        reference = f'<w:r {nsdecls("w")}><w:footnoteReference w:id="3"/></w:r>'
        cell._p.append(parse_xml(reference))

    assert page(draw).text == (
        "- Line 1 goes on.\n- Line 2 goes on.\n\nNote 1.\n\nNote 2.\n\n"
        "Laboratory | Town | Samples\nHill | Carrick | 95\n\nNote 3.\n"
    )


def test_note_of_deleted_words_is_not_read() -> None:
    def draw(document: WordDocument) -> None:
        with_notes(document, "footnote", {1: "Gone."})
        run = '<w:r><w:footnoteReference w:id="1"/></w:r>'
        add(document, f"<w:p><w:r><w:t>Here.</w:t></w:r><w:del>{run}</w:del></w:p>")

    assert page(draw).text == "Here.\n"
