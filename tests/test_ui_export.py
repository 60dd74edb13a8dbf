import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from markdown_it import MarkdownIt
from test_ui_answer_view import HOSTILE, answer, citation

from assistant.answer import Answer, Retrieved
from ui.export import FORMS, Export, ExportError, export
from ui.export_facts import STOPPED

HOSTILE_LINES = f"{HOSTILE}\n- item\n1. one\n# head\n===\nhttp://evil.test/auto www.evil.test <!--"


def refusal(text: str = "The sources do not answer this question.") -> Answer:
    near = [Retrieved(url="https://example.org/n", start=3, end=9, score=0.4)]
    return answer([], text, refused=True, reason="not_in_sources", citations=[], nearest=near)


def as_json(*answers: Answer) -> list[dict[str, Any]]:
    return [each.model_dump(mode="json") for each in answers]


def exported(form: str, *answers: Answer, title: str = "Talk") -> str:
    return export(as_json(*answers), form, title).text


class Tags(HTMLParser):
    """Every tag with its attributes, and all text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def hostile() -> Answer:
    made = answer([HOSTILE_LINES], f"{HOSTILE_LINES} [1]", standalone_question=HOSTILE)
    cited = citation(
        1, HOSTILE_LINES, title=HOSTILE, section=[HOSTILE, 'x" onload="y'],
        link="javascript:alert(1)", url="javascript:alert(2)",
    )  # fmt: skip
    return made.model_copy(update={"citations": [cited], "question": HOSTILE, "snapshot": HOSTILE})


@pytest.mark.parametrize("form", FORMS)
def test_a_citation_has_all_that_leads_to_its_sentence(form: str) -> None:
    cited = citation(1, "One.", start=17, end=21, page_version="ab" * 32)
    text = exported(form, answer(["One."], "One. [1]", citations=[cited], snapshot="snap-7"))
    for each in ("A page", "Part", "ab" * 32, "17", "21", "snap-7", "One.", cited.link):
        assert each in text, each


@pytest.mark.parametrize("form", FORMS)
def test_the_same_answers_make_the_same_bytes(form: str) -> None:
    answers = as_json(answer(["One."], "One. [1]"), refusal())
    assert export(answers, form) == export(json.loads(json.dumps(answers)), form)


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_conversation_makes_a_document(form: str) -> None:
    assert "Talk" in exported(form)


def test_json_holds_the_answers_as_they_were() -> None:
    answers = as_json(answer(["Öne."], "Öne. [1]"), refusal())
    got = json.loads(export(answers, "json").text)
    assert got["answers"] == answers and got["format"] == "ppp-conversation/1"


def test_files_are_named_by_their_form() -> None:
    assert [export([], form).name.rpartition(".")[2] for form in FORMS] == ["md", "html", "json"]
    assert isinstance(export([], "html"), Export) and export([], "html").media == "text/html"


def test_html_asks_no_host_for_anything() -> None:
    page = Tags(exported("html", answer(["One."], "One. [1]"), hostile(), refusal()))
    assert {tag for tag, _ in page.tags}.isdisjoint({"img", "script", "link", "iframe", "base"})
    assert not any("src" in attributes for _, attributes in page.tags)
    policy = next(a["content"] for _, a in page.tags if "http-equiv" in a)
    assert policy is not None and policy.startswith("default-src 'none'")
    assert "url(" not in exported("html") and "@import" not in exported("html")


def test_hostile_text_stays_text_in_html() -> None:
    page = Tags(exported("html", hostile(), title=HOSTILE))
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
    links = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    assert links == ["#cite-1-1"]
    assert HOSTILE in page.text and HOSTILE_LINES in page.text


def test_marks_of_html_lead_to_the_citations_of_their_own_answer() -> None:
    text = exported("html", answer(["A."], "A. [1]"), answer(["B."], "B. [1]"))
    assert re.findall(r'href="#(cite-\d-\d)"', text) == re.findall(r' id="(cite-\d-\d)"', text)
    assert 'id="cite-2-1"' in text


def test_hostile_text_stays_text_in_markdown() -> None:
    rendered = MarkdownIt("commonmark").render(exported("markdown", hostile(), title=HOSTILE))
    page = Tags(rendered)
    allowed = {"h1", "h2", "p", "strong", "blockquote", "ul", "li"}
    assert {tag for tag, _ in page.tags} <= allowed
    assert sum(tag in {"h1", "h2"} for tag, _ in page.tags) == 2
    assert HOSTILE in page.text and "javascript:alert(2)" in page.text


def test_markdown_links_open_at_the_sentence() -> None:
    link = "https://example.org/a_(b)#:~:text=x%2Dy,z"
    cited = citation(1, "One.", link=link)
    text = exported("markdown", answer(["One."], "One. [1]", citations=[cited]))
    links = [a["href"] for tag, a in Tags(MarkdownIt("commonmark").render(text)).tags if tag == "a"]
    assert links == [link]


@pytest.mark.parametrize(("form", "item"), [("markdown", "- b. \\[2\\]"), ("html", "<li>b. <a")])
def test_lists_of_an_answer_stay_lists(form: str, item: str) -> None:
    assert item in exported(form, answer(["It seeks:", "b."], "It seeks: [1]\n- b. [2]"))


@pytest.mark.parametrize("form", FORMS)
def test_a_refusal_lists_its_nearest_passages(form: str) -> None:
    text = exported(form, refusal())
    assert "do not answer" in text and "example.org/n" in text


def test_a_follow_up_says_how_it_was_understood() -> None:
    asked = answer(["One."], "One. [1]", standalone_question="Who runs BioFab?")
    assert "Understood as: Who runs BioFab?" in exported("markdown", asked)
    assert "Understood as: Who runs BioFab?" in exported("html", asked)


def test_what_is_no_answer_is_named() -> None:
    with pytest.raises(ExportError, match=r"answer 2 .*snapshot"):
        broken = as_json(answer(["One."], "One. [1]"))[0]
        export([broken, {k: v for k, v in broken.items() if k != "snapshot"}], "html")


def test_an_unknown_form_is_named_with_those_there_are() -> None:
    with pytest.raises(ExportError, match=r"'pdf'.*markdown, html, json"):
        export([], "pdf")


@pytest.mark.parametrize(("form", "marked"), [("markdown", "**"), ("html", "<strong>")])
def test_a_stopped_answer_is_marked_as_incomplete(form: str, marked: str) -> None:
    answers = as_json(answer(["One."], "One. [1]"), answer(["Two."], "Two. [1]"))
    text = export(answers, form, incomplete=[2]).text
    assert text.count(f"{marked}{STOPPED}") == 1
    assert text.index("One.") < text.index(STOPPED) < text.index("Two.")
    assert STOPPED not in export(answers, form).text


def test_json_names_the_answers_that_are_incomplete() -> None:
    answers = as_json(answer(["One."], "One. [1]"), answer(["Two."], "Two. [1]"))
    assert json.loads(export(answers, "json", incomplete=[2]).text)["incomplete"] == [2]
    assert json.loads(export(answers, "json").text)["incomplete"] == []
