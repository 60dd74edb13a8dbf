"""PDF: paragraphs, headings, lists and tables come back; furniture and bombs don't."""

import pytest

from corpus.errors import PageError
from corpus.models import Link
from corpus.texts import sentence_text
from ingest import pdftext
from ingest.canonical import Facts, build_page
from ingest.pdf import read_pdf
from tests.pdfs import LOREM, Paper, pdf, raw_pdf, typed


def text(body: bytes) -> str:
    return build_page(read_pdf(body), Facts("u", "t")).text


def report(paper: Paper) -> None:
    paper.heading("Annual Report", 24)
    paper.prose(LOREM * 2)
    paper.heading("Goals", 16)
    paper.prose("It seeks to:")
    paper.prose("\x95 help people who need it, wherever they live and whatever they happen to be "
                "doing at that time;\n\x95 share knowledge.")  # fmt: skip
    paper.add_page()
    paper.prose(LOREM)
    paper.heading("Money", 16)
    paper.prose("The budget is 3 million dollars. Last updated: 05/31/2023")
    paper.add_page()
    paper.prose("The end of it.")


def table(paper: Paper) -> None:
    paper.prose("The laboratories are these.")
    rows = (("Laboratory", "Town", "Samples"), ("Hill", "Carrick", "95"), ("Coast", "", "7"))
    paper.set_font("Helvetica", size=11)
    with paper.table() as grid:
        for row in rows:
            cells = grid.row()
            for cell in row:
                cells.cell(cell)
    paper.prose("After the table.")


def test_headings_paragraphs_and_items_come_back() -> None:
    found = text(pdf(report, head="Agency report"))
    assert found == (
        f"# Annual Report\n\n{(LOREM * 2).strip()}\n\n## Goals\n\nIt seeks to:\n\n"
        "- help people who need it, wherever they live and whatever they happen to be doing at "
        f"that time;\n- share knowledge.\n\n{LOREM.strip()}\n\n## Money\n\n"
        "The budget is 3 million dollars. Last updated: 05/31/2023\n\nThe end of it.\n"
    )


def test_date_that_the_pages_show_is_the_date_of_the_document() -> None:
    assert read_pdf(pdf(report)).metadata["current_as_of"] == "2023-05-31"


@pytest.mark.parametrize(
    ("given", "kept"),
    [("Annual Report of 2023", "Annual Report of 2023"), ("Microsoft Word - draft3.docx", None),
     ("report_final.pdf", None), ("Untitled", None), ("", None)],
)  # fmt: skip
def test_title_is_that_of_the_file_unless_a_program_made_it_up(
    given: str, kept: str | None
) -> None:
    assert read_pdf(pdf(report, title=given)).metadata.get("title") == kept


def test_bookmarks_give_the_levels_of_headings() -> None:
    def draw(paper: Paper) -> None:
        paper.heading("Whole Name", 24)
        for number in (1, 2):
            paper.start_section(f"Chapter {number}", level=0)
            paper.heading(f"Chapter {number}", 16)
            paper.start_section("Deep", level=1)
            paper.heading("Deep", 13)
            paper.heading("A loud remark", 15)
            paper.prose(LOREM)

    found = text(pdf(draw))
    assert "# Whole Name\n\n## Chapter 1\n\n### Deep\n\nA loud remark\n\n" in found


def test_small_bold_line_above_prose_is_a_heading_and_bold_words_in_it_are_not() -> None:
    def draw(paper: Paper) -> None:
        for name in ("Means", "Ends"):
            paper.set_font("Times", "B", 11)
            paper.multi_cell(0, 5, name, new_x="LMARGIN", new_y="NEXT")
            paper.ln(4)
            paper.prose(LOREM * 3)
        paper.set_font("Times", "B", 11)
        paper.write(5, "Note. ")
        paper.set_font("Times", size=11)
        paper.write(5, "Words follow it.")

    found = text(pdf(draw))
    assert (
        "# Means\n\n" in found and "# Ends\n\n" in found and "\nNote. Words follow it.\n" in found
    )


def test_table_rows_name_their_columns_even_beside_empty_cells() -> None:
    page = build_page(read_pdf(pdf(table)), Facts("u", "t"))
    assert "these.\n\nLaboratory | Town | Samples\nHill | Carrick | 95\nCoast | | 7\n\nAfter" in (
        page.text
    )
    rows = [sentence_text(page, n) for n, each in enumerate(page.sentences) if each.kind == "row"]
    assert rows[1:] == [
        "Laboratory: Hill, Town: Carrick, Samples: 95", "Laboratory: Coast, Samples: 7"
    ]  # fmt: skip


def test_rows_below_a_first_row_that_is_no_head_stand_by_themselves() -> None:
    def draw(paper: Paper) -> None:
        paper.set_font("Helvetica", size=11)
        with paper.table(first_row_as_headings=False) as grid:
            for row in (("Founded", "in 2014"), ("Members", "200")):
                cells = grid.row()
                for cell in row:
                    cells.cell(cell)

    assert text(pdf(draw)) == "Founded | in 2014\n\nMembers | 200\n"


def test_two_columns_are_read_one_after_the_other() -> None:
    def draw(paper: Paper) -> None:
        paper.set_font("Times", size=11)
        with paper.text_columns(ncols=2, gutter=10) as columns:
            columns.write(LOREM * 25)

    words = text(pdf(draw)).split()
    assert words == (LOREM * 25).split()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("the manufac-", "turing of medicines"), "the manufacturing of medicines\n"),
        (("a public-private one, and a public-", "private one"),
         "a public-private one, and a public-private one\n"),
        (("of a non-", "profit body"), "of a non-profit body\n"),
        (("in the years 2014-", "2016 and later"), "in the years 2014-2016 and later\n"),
        (("by Jean-", "Paul of Selby"), "by Jean-Paul of Selby\n"),
        (("AN ELEMENT WITH AN ELE-", "MENT IN IT"), "AN ELEMENT WITH AN ELEMENT IN IT\n"),
        (("They meet in", "a hall"), "They meet in a hall\n"),
        (("10903 Long Street.", "Silver Spring."), "10903 Long Street.\nSilver Spring.\n"),
    ],
)  # fmt: skip
def test_lines_are_joined_as_they_were_meant(lines: tuple[str, str], expected: str) -> None:
    wide = "This line is as wide as the lines of the column are, which shows where they end."
    assert text(typed(wide, *lines)).removeprefix(wide).lstrip() == expected


def test_paragraph_goes_on_over_the_page_and_its_running_head() -> None:
    def draw(paper: Paper) -> None:
        paper.prose((LOREM * 60).strip())

    found = text(pdf(draw, head="Agency report 7"))
    assert found == f"{(LOREM * 60).strip()}\n"


def test_line_at_the_top_of_one_page_only_is_kept() -> None:
    def draw(paper: Paper) -> None:
        for name in ("Alpha", "Beta", "Gamma"):
            paper.prose(f"{name} is the first word here.")
            paper.prose(LOREM)
            paper.add_page()

    found = text(pdf(draw))
    assert all(f"{name} is the first word here." in found for name in ("Alpha", "Beta", "Gamma"))


def test_contents_with_leaders_are_left_out() -> None:
    found = text(typed("Contents of it.", "1 Goals . . . . . . . . . . 3", "Words stay... 4."))
    assert found == "Contents of it.\n\nWords stay... 4.\n"


def test_links_have_the_words_that_they_lie_on() -> None:
    def draw(paper: Paper) -> None:
        paper.set_font("Times", size=11)
        paper.write(5, "See ")
        paper.write(5, "the charter", "https://e.org/x?a=1")
        paper.write(5, " for more.")

    document = read_pdf(pdf(draw))
    assert document.links == (Link("the charter", "https://e.org/x?a=1"),)
    assert document.blocks[0].text == "See the charter for more."


def test_document_that_opens_without_a_password_is_read() -> None:
    def draw(paper: Paper) -> None:
        paper.set_encryption(owner_password="x")
        paper.prose("Open words.")

    assert text(pdf(draw)) == "Open words.\n"


def encrypted(paper: Paper) -> None:
    paper.set_encryption(owner_password="x", user_password="secret")
    paper.prose("Secret words.")


def scanned(paper: Paper) -> None:
    paper.rect(10, 10, 100, 100)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (pdf(encrypted), "is encrypted; save it without a password"),
        (pdf(scanned), r"holds no text, it seems scanned; run OCR \(ocrmypdf\)"),
        (b"", r"is a broken PDF \(.+\); open and save it anew"),
        (b"%PDF-1.7\n%%EOF", "is a broken PDF"),
        (b"<html>Not found</html>", "is a broken PDF"),
        (pdf(report)[:700], "is a broken PDF"),
        (raw_pdf(b"0" * 100_000_001, packed=True), "unpacks to more than 100000000 bytes; split"),
    ],
    ids=["encrypted", "scanned", "empty", "hollow", "html", "cut", "bomb"],
)
def test_pdf_that_can_not_be_read_says_why_and_what_to_do(body: bytes, reason: str) -> None:
    with pytest.raises(PageError, match=reason):
        read_pdf(body)


@pytest.mark.slow
def test_pdf_of_too_many_pages_is_refused() -> None:
    def draw(paper: Paper) -> None:
        for _ in range(pdftext.MOST_PAGES):
            paper.add_page()

    with pytest.raises(PageError, match="has more than 2000 pages; split it"):
        read_pdf(pdf(draw))


def test_pdf_that_takes_too_long_is_given_up() -> None:
    body = pdf(lambda paper: paper.prose(LOREM * 10))
    with pytest.raises(PageError, match="took more than 0 s to read; split it"):
        pdftext.read_pages(body, seconds=0.0)


def test_same_file_gives_the_same_text() -> None:
    body = pdf(report, head="Agency report")
    assert read_pdf(body) == read_pdf(body)
