import html
import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from assistant.chain import Assistant
from ui.page_view import Span, page_html

HOSTILE = (
    '<script>alert(1)</script> <img src=x onerror="alert(2)"> &amp; ![i](http://evil.test/x.png)'
)
PREFIXED = r"(?m)^(?:#{1,6} | *(?:- |\(?(?:\d{1,9}|[a-z])[.)] ))?+(.+)$"
TEXT = """# Title

Intro with <b>tags</b> & "quotes".

## Part one

It seeks to:

- First thing, and
  - nested thing
1. numbered thing

A | B
"""


class Read(HTMLParser):
    """The words of HTML, its tags, and the words in the marks of each quote."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.words, self.tags, self.marked = "", [], {}
        self._open: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "mark":
            self._open = dict(attrs)["data-n"].split()

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self._open = []

    def handle_data(self, data: str) -> None:
        self.words += data
        for number in self._open:
            self.marked[int(number)] = self.marked.get(int(number), "") + data


def span_of(text: str, quote: str, n: int = 1) -> Span:
    start = text.index(quote)
    return Span(n, start, start + len(quote))


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


line = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", "", "# ", "### ", "- ", "  - ", "2. "]),
        st.lists(
            st.one_of(
                st.sampled_from(
                    [HOSTILE, "word", " ", "<", "&lt;", "]]>", "“é”", "𝒳", "* _a_ `b`"]
                ),
                st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), max_size=8),
            ),
            min_size=1,
            max_size=5,
        ).map("".join),
    ),
)
pages = st.lists(st.one_of(line, st.just("")), max_size=12).map("\n".join)


def test_headings_lists_and_paragraphs_are_set_as_such() -> None:
    got = page_html(TEXT)
    assert '<h3 class="level-1">Title</h3>' in got
    assert '<h4 class="level-2">Part one</h4>' in got
    assert '<li class="bulleted depth-0">First thing, and</li>' in got
    assert '<li class="bulleted depth-1">nested thing</li>' in got
    assert '<li class="numbered depth-0"><span class="number">1.</span> numbered thing</li>' in got
    assert "<p>It seeks to:</p>" in got


def test_text_of_the_page_is_escaped() -> None:
    got = page_html(f"# {HOSTILE}\n\n- {HOSTILE}\n\n{HOSTILE}\n", [Span(1, 0, 40)])
    assert set(Read(got).tags) <= {"h3", "ul", "li", "p", "mark"}
    assert "<script" not in got and "<img" not in got


def test_the_focused_quote_is_told_from_the_others() -> None:
    first, second = span_of(TEXT, "It seeks to:", 1), span_of(TEXT, "First thing, and", 2)
    got = page_html(TEXT, [first, second], focus=2)
    assert '<mark id="quote-1" data-n="1">It seeks to:</mark>' in got
    assert '<mark id="quote-2" class="focus" data-n="2">First thing, and</mark>' in got


def test_overlapping_quotes_are_each_marked_whole() -> None:
    got = Read(page_html("One two three four.\n", [Span(1, 0, 13), Span(2, 4, 19)]))
    assert got.marked == {1: "One two three", 2: "two three four."}


def test_a_quote_over_several_lines_is_marked_in_each() -> None:
    start = TEXT.index("It seeks")
    got = Read(page_html(TEXT, [Span(3, start, TEXT.index("\n  - nested"))]))
    assert got.marked == {3: "It seeks to:First thing, and"}


def test_ids_of_marks_are_unique() -> None:
    start = TEXT.index("It seeks")
    got = page_html(TEXT, [Span(1, start, start + 60), Span(2, start, start + 12)])
    ids = re.findall(r' id="([^"]+)"', got)
    assert len(ids) == len(set(ids))


@given(pages)
def test_no_word_is_lost_added_or_moved(text: str) -> None:
    assert words(Read(page_html(text)).words) == words(text)


@given(pages, st.data())
def test_marks_hold_exactly_the_words_of_their_quotes(text: str, data: st.DataObject) -> None:
    lines = list(re.finditer(PREFIXED, text))
    if not lines:
        return
    spans = []
    for n in range(1, data.draw(st.integers(1, 4)) + 1):
        chosen = data.draw(st.sampled_from(lines))
        start = data.draw(st.integers(chosen.start(1), chosen.end(1) - 1))
        spans.append(Span(n, start, data.draw(st.integers(start + 1, chosen.end(1)))))
    got = Read(page_html(text, spans, focus=1))
    for span in spans:
        assert got.marked[span.n] == text[span.start : span.end]
    assert words(got.words) == words(text)


def test_every_citation_of_real_answers_is_marked_exactly(assistant: Assistant) -> None:
    for question in ("What does NIIMBL seek to do?", "What is BioFab USA?"):
        answer = assistant.invoke(question)
        text = assistant.library.store.version_text(answer.citations[0].page_version)
        spans = [Span(each.n, each.start, each.end) for each in answer.citations]
        got = Read(page_html(text, spans))
        assert got.marked == {each.n: each.quote for each in answer.citations}


def test_attributes_hold_no_text_of_the_page() -> None:
    got = page_html(f'{HOSTILE} " onmouseover="x\n', [Span(1, 0, 5)])
    attributes = " ".join(re.findall(r"<\w+([^>]*)>", got))
    assert "evil" not in html.unescape(attributes) and "onmouseover" not in attributes
