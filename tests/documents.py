"""Hypothesis strategies for documents: Markdown, plain text and HTML, harmless and hostile."""

from html import escape

from hypothesis import strategies as st

WORDS = st.sampled_from(
    "FDA the manufacturing drugs institutes Dr. U.S. e.g. No. 5 2023 3.5 p.m. MOU public-private "
    "FDA’s (NIST) “Valley “quoted” $1,000 10% non-profit co-operate emoji😀 𝕏𝕐 日本語 中文。 "
    "これは。テスト！？ שלום עולם مرحبا می‌خواهم привет Größe café naïve a/b x=y wait... Yes! "
    "Really? done. "
    "A.B.C. end.” (end.) [1] ; : — – 👩‍🔬 it’s".split()
)  # fmt: skip
LINE = st.lists(WORDS, min_size=1, max_size=25).map(" ".join)
# Words without any meaning in Markdown, so that each of them must be found again.
SIMPLE_WORDS = st.sampled_from(
    "A a I x The the FDA manufacturing, drugs. institutes; Dr. U.S. e.g. end! Why? here: (NIST) "
    "said.” partnership It it No they’re".split()
)
SIMPLE_LINE = st.lists(SIMPLE_WORDS, min_size=1, max_size=20).map(" ".join)
ENDING = st.sampled_from(["\n", "\r\n"])


@st.composite
def markdown(draw: st.DrawFn, lines: st.SearchStrategy[str] = LINE) -> str:
    """Headings, paragraphs, nested lists, tables, fences and quotes in any order."""
    parts = []
    for _ in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(("heading", "prose", "list", "table", "fence", "quote")))
        texts = draw(st.lists(lines, min_size=1, max_size=4))
        parts.append(_markdown_part(kind, texts, draw(st.integers(1, 6))))
    return "\n\n".join(parts).replace("\n", draw(ENDING))


def _markdown_part(kind: str, texts: list[str], number: int) -> str:
    if kind == "heading":
        return f"{'#' * number} {texts[0]}"
    if kind == "list":
        marks = [f"{n}." if number % 2 else "-" for n in range(1, len(texts) + 1)]
        indents = ["   " * (n % 3 if n else 0) for n in range(len(texts))]
        return "\n".join(f"{i}{m} {t}" for i, m, t in zip(indents, marks, texts, strict=True))
    if kind == "table":
        rows = [f"| {text.replace('|', '')} | cell |" for text in texts]
        return "\n".join(["| Head | Other |", "| --- | --- |", *rows])
    if kind == "fence":
        return "```\n" + "\n".join(texts) + "\n```"
    return "\n".join(f"> {text}" if kind == "quote" else text for text in texts)


@st.composite
def plain(draw: st.DrawFn, lines: st.SearchStrategy[str] = LINE) -> str:
    """Paragraphs, bullets and underlined headings."""
    parts = []
    for _ in range(draw(st.integers(1, 6))):
        texts = draw(st.lists(lines, min_size=1, max_size=5))
        mark = draw(st.sampled_from(("", "", "- ", "• ", "* ")))
        part = "\n".join(f"{mark}{text}" for text in texts)
        parts.append(f"{texts[0]}\n=====" if draw(st.integers(0, 5)) == 0 else part)
    return "\n\n".join(parts).replace("\n", draw(ENDING))


TAGS = st.sampled_from(
    "<div> </div> <p> </p> <ul> <li> </li> </ul> <ol> </ol> <table> <tr> <td> </table> <h1> </h1> "
    "<h2> <br> <b> </b> <pre> </pre> <code> </code> <dl> <dt> <dd> <blockquote> <nav> </nav> <svg> "
    "<td@colspan=2> <th@rowspan=3> <thead> "
    "<form> <math> <script>evil()</script> <style>p{}</style> <!-- --> <![CDATA[ ]]> <?php &amp; "
    "&#0; &#xD800; < > \" ' <body> </body> <html> <title> <iframe> <template> <caption> \x00".split(
        " "
    )
).map(lambda tag: tag.replace("@", " "))  # fmt: skip


@st.composite
def html(draw: st.DrawFn) -> str:
    """A well-formed page."""
    parts = []
    for _ in range(draw(st.integers(1, 6))):
        texts = [escape(text) for text in draw(st.lists(LINE, min_size=1, max_size=4))]
        kind = draw(st.sampled_from(("h1", "h2", "p", "ul", "ol", "table", "div", "blockquote")))
        parts.append(_html_part(kind, texts))
    return f"<!DOCTYPE html><html><body><main>{''.join(parts)}</main></body></html>"


def _html_part(kind: str, texts: list[str]) -> str:
    if kind in ("ul", "ol"):
        return f"<{kind}>{''.join(f'<li>{text}</li>' for text in texts)}</{kind}>"
    if kind == "table":
        return f"<table>{''.join(f'<tr><td>{t}</td><td>x</td></tr>' for t in texts)}</table>"
    return f"<{kind}>{'<br>'.join(texts)}</{kind}>"


HOSTILE_HTML = st.lists(st.one_of(TAGS, LINE), min_size=1, max_size=40).map("".join)
