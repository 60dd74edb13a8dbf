"""Rows of tables, from every format: each cell is read under the head of its column."""

import pytest

from corpus.texts import sentence_text
from ingest.blocks import Document
from ingest.canonical import Facts, build_page
from ingest.html import read_html
from ingest.markdown import read_markdown
from ingest.tables import holds_figures, row_text

FILLER = (
    "<p>" + "The agency works with many partners to protect the health of all people. " * 5 + "</p>"
)


def read(document: Document) -> tuple[str, list[str]]:
    """The rows as they stand in the text, and as the assistant reads those below the first."""
    page = build_page(document, Facts("u", "t"))
    rows = [n for n, each in enumerate(page.sentences) if each.kind == "row"]
    start, end = page.sentences[rows[0]].start, page.sentences[rows[-1]].end
    return page.text[start:end], [sentence_text(page, row) for row in rows[1:]]


def row(*cells: str, tag: str = "td") -> str:
    return f"<tr>{''.join(f'<{tag}>{each}</{tag}>' for each in cells)}</tr>"


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        (("a", "b"), "a | b"),
        (("a", "", "c"), "a | | c"),
        (("", "b", "c"), "| b | c"),
        (("a", "b", ""), "a | b |"),
        (("a", "", ""), "a"),
        (("", ""), ""),
        ((), ""),
    ],
)
def test_row_keeps_the_place_of_each_cell(cells: tuple[str, ...], text: str) -> None:
    assert row_text(cells) == text


@pytest.mark.parametrize("text", ["95", "1,200", "$3.5", "10 %", "2014-2016", "05/31/2023"])
def test_figures_are_told_from_names(text: str) -> None:
    assert holds_figures(text)
    assert not holds_figures(f"Room {text}")


HEADS = row("Name", "Town", "Members", tag="th")


@pytest.mark.parametrize("around", ["", FILLER], ids=["plain", "trafilatura"])
@pytest.mark.parametrize(
    ("table", "text", "read_as"),
    [
        (HEADS + row("Alpha", "Selby", "12"), "Name | Town | Members\nAlpha | Selby | 12",
         ["Name: Alpha, Town: Selby, Members: 12"]),
        (f"<thead>{HEADS}</thead><tbody>{row('Alpha', 'Selby', '12')}</tbody>",
         "Name | Town | Members\nAlpha | Selby | 12", ["Name: Alpha, Town: Selby, Members: 12"]),
        (f"{HEADS}<tr><th scope=row>Alpha</th><td>Selby<td>12</tr>",
         "Name | Town | Members\nAlpha | Selby | 12", ["Name: Alpha, Town: Selby, Members: 12"]),
        (HEADS + row("Alpha", "", "12") + row("Beta", "Selby", ""),
         "Name | Town | Members\nAlpha | | 12\nBeta | Selby |",
         ["Name: Alpha, Members: 12", "Name: Beta, Town: Selby"]),
        (row("", "2023", "2024", tag="th") + row("Alpha", "1", "2"), "| 2023 | 2024\nAlpha | 1 | 2",
         ["Alpha, 2023: 1, 2024: 2"]),
        (f"{HEADS}<tr><td rowspan=2>Alpha</td><td>Selby</td><td>12</td></tr>"
         f"{row('Hull', '7')}{row('Beta', 'York', '3')}",
         "Name | Town | Members\nAlpha | Selby | 12\nAlpha | Hull | 7\nBeta | York | 3",
         ["Name: Alpha, Town: Selby, Members: 12", "Name: Alpha, Town: Hull, Members: 7",
          "Name: Beta, Town: York, Members: 3"]),
        (f"{HEADS}<tr><td colspan=2>Alpha</td><td>12</td></tr>",
         "Name | Town | Members\nAlpha | | 12", ["Name: Alpha, Members: 12"]),
        (f"{HEADS}<tr><td colspan=3>The north</td></tr>{row('Alpha', 'Selby', '12')}",
         "Name | Town | Members\nThe north\nAlpha | Selby | 12",
         ["Name | Town | Members: The north", "Name: Alpha, Town: Selby, Members: 12"]),
        ("<thead><tr><th rowspan=2>Name</th><th colspan=2>Results</th></tr>"
         "<tr><th>2023</th><th>2024</th></tr></thead>" + row("Alpha", "1", "2"),
         "Name | Results 2023 | Results 2024\nAlpha | 1 | 2",
         ["Name: Alpha, Results 2023: 1, Results 2024: 2"]),
        ("<tr><th>Founded</th><td>2014</td></tr><tr><th>Members</th><td>200</td></tr>",
         "Founded | 2014\n\nMembers | 200", ["Members | 200"]),
        (row("Name", "Town") + row("Alpha", "Selby"), "Name | Town\nAlpha | Selby",
         ["Name: Alpha, Town: Selby"]),
    ],
    ids=["heads", "thead", "row heads", "empty", "corner", "rowspan", "colspan", "part",
         "two rows of heads", "only row heads", "no heads"],
)  # fmt: skip
def test_html_cells_are_read_under_their_heads(
    around: str, table: str, text: str, read_as: list[str]
) -> None:
    markup = (
        f"<html><body><main><h1>T</h1>{around}<table>{table}</table>{around}</main></body></html>"
    )
    assert read(read_html(markup)) == (text, read_as)


@pytest.mark.parametrize("around", ["", FILLER], ids=["plain", "trafilatura"])
@pytest.mark.parametrize(
    "title", ["<caption>Results</caption>", "<tr><th colspan=2>Results</th></tr>"]
)
def test_title_of_an_html_table_names_no_column(around: str, title: str) -> None:
    rows = row("Name", "Town", tag="th") + row("Alpha", "Selby")
    markup = f"<html><body><main>{around}<table>{title}{rows}</table>{around}</main></body></html>"
    document = read_html(markup)
    assert any((each.kind, each.text) == ("prose", "Results") for each in document.blocks)
    assert read(document) == ("Name | Town\nAlpha | Selby", ["Name: Alpha, Town: Selby"])


def test_markdown_cells_are_read_under_their_heads() -> None:
    table = "| |2023|2024|\n|-|-|-|\n|Alpha||2|\n|Beta|1||\n|Gamma|1|2|\n"
    assert read(read_markdown(table)) == (
        "| 2023 | 2024\nAlpha | | 2\nBeta | 1 |\nGamma | 1 | 2",
        ["Alpha, 2024: 2", "Beta, 2023: 1", "Gamma, 2023: 1, 2024: 2"],
    )


def test_spans_without_end_make_no_endless_table() -> None:
    cell = "<td colspan=99999999 rowspan=99999999>x</td>"
    markup = f"<table><tr>{cell * 20}</tr>{'<tr><td>y</td></tr>' * 300}</table>"
    assert sum(len(each.text) for each in read_html(markup).blocks) < 200_000
