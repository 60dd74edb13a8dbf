import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from assistant.chain import Assistant
from ppp_settings import Settings
from tests.browser import DESKTOP, PATIENCE_MS, PHONE, Visit, running, visit

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

READ = (
    ".ppp-sentence", ".ppp-footnote", "a.ppp-cite", ".ppp-page p", ".ppp-page mark", "mark.focus",
    "#ppp-source .ppp-live a", "#ppp-source dd", ".ppp-notice", ".ppp-question", "#ppp-clear",
    ".ppp-close",
)  # fmt: skip
LIST_QUESTION = "What does NIIMBL seek to do?"


@pytest.fixture(scope="module")
def address(fda_settings: Settings, assistant: Assistant) -> Iterator[str]:
    with running(fda_settings, assistant) as running_at:
        yield running_at


@pytest.fixture
def desk(browser: Browser, address: str) -> Iterator[Visit]:
    with visit(browser, address, **DESKTOP) as visitor:
        yield visitor
        assert visitor.outside() == []
        assert visitor.errors == []


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Visit]:
    with visit(browser, address, **PHONE) as visitor:
        yield visitor
        assert visitor.outside() == []
        assert visitor.errors == []


def boxes(visitor: Visit) -> tuple[dict[str, float], dict[str, float]]:
    """Where chat and panel stand, both measured at one moment."""
    script = "ids => ids.map(id => document.querySelector(id).getBoundingClientRect().toJSON())"
    chat, panel = visitor.page.evaluate(script, ["#ppp-chat", "#ppp-source"])
    return chat, panel


def test_a_citation_opens_its_page_at_the_exact_quote(desk: Visit, assistant: Assistant) -> None:
    expected = assistant.invoke(LIST_QUESTION).citations
    desk.ask(LIST_QUESTION)
    for citation in expected:
        desk.page.click(f'a.ppp-cite[href="#cite-0-{citation.n}"]')
        expect(desk.page.locator(f".ppp-page #quote-{citation.n}")).to_have_class("focus")
        assert desk.quoted() == citation.quote
        expect(desk.page.locator(".ppp-page mark.focus").first).to_be_in_viewport(
            timeout=PATIENCE_MS
        )
    assert desk.page.locator(".ppp-page mark:not(.focus)").count() == len(expected) - 1


def test_the_panel_names_page_section_date_version_and_snapshot(
    desk: Visit, assistant: Assistant
) -> None:
    citation = assistant.invoke("What is BioFab USA?").citations[0]
    desk.ask("What is BioFab USA?")
    desk.page.click("a.ppp-cite")
    desk.quoted()
    shown = desk.page.inner_text("#ppp-source")
    for words in (citation.title, citation.section[-1], citation.page_version[:12],
                  assistant.library.current().snapshot.id):  # fmt: skip
        assert words in shown
    live = desk.page.locator("#ppp-source .ppp-live a:visible")
    assert live.get_attribute("href") == citation.link
    assert live.get_attribute("target") == "_blank" and "noopener" in live.get_attribute("rel")


def test_the_panel_stands_beside_the_chat_on_a_desktop(desk: Visit) -> None:
    desk.ask("What is BioFab USA?")
    expect(desk.page.locator("#ppp-source")).to_be_hidden()
    desk.page.click("a.ppp-cite")
    desk.quoted()
    chat, panel = boxes(desk)
    assert panel["left"] >= chat["right"] - 1
    assert desk.width() <= 1440


def test_marks_work_with_the_keyboard(desk: Visit) -> None:
    desk.ask("What is BioFab USA?")
    mark = desk.page.get_by_role("link", name="Citation 1: Public-Private Partnerships, BioFab USA")
    mark.focus()
    expect(desk.page.get_by_role("tooltip")).to_contain_text("Manufacturing Innovation Institute")
    mark.press("Enter")
    assert "ARMI" in desk.quoted()
    desk.page.keyboard.press("Escape")
    desk.page.keyboard.press("Escape")
    expect(desk.page.locator("#ppp-source")).to_be_hidden()
    expect(mark).to_be_focused()


def test_a_mark_shows_its_quote_under_the_pointer(desk: Visit) -> None:
    desk.ask("What is BioFab USA?")
    desk.page.hover("a.ppp-cite")
    expect(desk.page.get_by_role("tooltip")).to_contain_text("Manufacturing Innovation Institute")
    desk.page.mouse.move(5, 5)
    expect(desk.page.get_by_role("tooltip")).to_have_count(0)


def test_pages_are_there_before_the_click(desk: Visit) -> None:
    desk.ask("What is BioFab USA?")
    fetched = [url for url in desk.requests if "/stored-page/" in url]
    desk.page.click("a.ppp-cite")
    desk.quoted()
    assert fetched and [url for url in desk.requests if "/stored-page/" in url] == fetched


def test_a_refusal_shows_nearest_passages_and_no_mark(desk: Visit) -> None:
    desk.ask("Who is the CEO of Apple?")
    log = desk.page.get_by_role("log")
    expect(log).to_contain_text("The sources do not answer this question.")
    expect(log).to_contain_text("Nearest passages (they do not answer the question)")
    assert desk.page.locator("a.ppp-cite").count() == 0
    desk.page.locator("a.ppp-near").nth(1).click()
    beginning = desk.page.locator("a.ppp-near span").nth(1).inner_text()[:40]
    assert desk.quoted().startswith(beginning)


def test_a_follow_up_is_asked_with_what_was_said_before(desk: Visit) -> None:
    desk.ask("What is BioFab USA?")
    desk.ask("Who runs it?")
    last = desk.page.locator(".ppp-answer").last
    expect(last).to_contain_text("Understood as: Who runs BioFab USA?")
    expect(last).to_contain_text("ARMI")


def test_marks_of_earlier_answers_keep_their_quotes(desk: Visit) -> None:
    desk.ask("What is BioFab USA?")
    desk.ask("Who manages America Makes?")
    desk.page.click('a[href="#cite-1-1"]')
    assert "NCDMM" in desk.quoted()
    desk.page.click('a[href="#cite-0-1"]')
    desk.page.wait_for_function(
        "() => document.querySelector('mark.focus')?.textContent.includes('ARMI')"
    )


def test_examples_are_asked_by_a_click(desk: Visit, assistant: Assistant) -> None:
    first = assistant.library.current().snapshot.manifest.about.examples[0]
    desk.page.get_by_role("button", name=first).click()
    desk.wait_for_answers(1)
    expect(desk.page.locator(".ppp-question")).to_have_text(first)


def test_a_new_chat_forgets_everything(desk: Visit) -> None:
    desk.ask("What is BioFab USA?")
    desk.page.click("a.ppp-cite")
    desk.quoted()
    desk.page.get_by_role("button", name="New chat").click()
    expect(desk.page.locator(".ppp-answer")).to_have_count(0)
    expect(desk.page.locator("#ppp-source")).to_be_hidden()
    desk.ask("Who runs it?")
    expect(desk.page.locator(".ppp-understood")).to_have_count(0)


def test_undo_gives_the_question_back_and_retry_asks_it_again(desk: Visit) -> None:
    desk.ask("What is BioFab USA?")
    desk.ask("Who manages America Makes?")
    desk.page.get_by_role("button", name="Retry").click()
    desk.wait_for_answers(2)
    expect(desk.page.locator(".ppp-question")).to_have_count(2)
    desk.page.get_by_role("button", name="Undo").click()
    expect(desk.page.locator(".ppp-question")).to_have_count(1)
    expect(desk.page.locator("#ppp-ask textarea")).to_have_value("Who manages America Makes?")


def test_a_question_too_long_is_explained(desk: Visit) -> None:
    desk.ask("why " * 2000)
    expect(desk.page.locator(".ppp-error")).to_contain_text("the limit is 4000")
    desk.ask("What is BioFab USA?")
    expect(desk.page.locator(".ppp-answer")).to_contain_text("ARMI")


def test_controls_have_names(desk: Visit) -> None:
    desk.ask("What is BioFab USA?")
    expect(desk.page.get_by_role("textbox", name="Your question")).to_be_visible()
    expect(desk.page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    unnamed = desk.page.evaluate(
        "() => [...document.querySelectorAll('button, textarea')].filter(each =>"
        " each.checkVisibility() && !each.getAttribute('aria-label') && !each.textContent.trim())"
        ".map(each => each.outerHTML)"
    )
    assert unnamed == []
    assert desk.page.locator('#ppp-log [aria-label*="<div"]').count() == 0


def test_the_footer_of_gradio_is_gone(desk: Visit) -> None:
    assert not re.search("gradio|API|Settings", desk.page.inner_text("body"))


def test_a_phone_has_no_sideways_scroll_and_the_panel_below(phone: Visit) -> None:
    assert phone.width() == 390
    phone.ask(LIST_QUESTION)
    phone.page.locator("a.ppp-cite").nth(1).tap()
    phone.quoted()
    expect(phone.page.get_by_role("tooltip")).to_have_count(0)
    chat, panel = boxes(phone)
    assert panel["top"] >= chat["bottom"] - 1 and panel["width"] <= 390
    expect(phone.page.locator("mark.focus").first).to_be_in_viewport(timeout=PATIENCE_MS)
    assert phone.width() == 390
    phone.page.get_by_role("button", name="Close").tap()
    expect(phone.page.locator("#ppp-ask textarea")).to_be_in_viewport()


def test_body_text_is_large_enough_to_read(phone: Visit) -> None:
    phone.ask("What is BioFab USA?")
    size = "each => parseFloat(getComputedStyle(each).fontSize)"
    for selector in (".ppp-answer p", "#ppp-ask textarea"):
        assert phone.page.eval_on_selector(selector, size) >= 16


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_contrasts_with_its_background(browser: Browser, address: str, scheme: str) -> None:
    with visit(browser, address, color_scheme=scheme, **DESKTOP) as visitor:
        visitor.ask(LIST_QUESTION)
        visitor.page.locator("a.ppp-cite").nth(1).click()
        visitor.quoted()
        visitor.page.mouse.move(5, 5)
        paper = "getComputedStyle(document.body).backgroundColor"
        assert (luminance(visitor.page.evaluate(paper)) < 0.1) == (scheme == "dark")
        for selector in READ:
            assert contrast(visitor, selector) >= 4.5, selector


def test_reduced_motion_is_respected(browser: Browser, address: str) -> None:
    with visit(browser, address, reduced_motion="reduce", **DESKTOP) as visitor:
        visitor.ask("What is BioFab USA?")
        visitor.page.click("a.ppp-cite")
        visitor.quoted()
        name = "getComputedStyle(document.querySelector('.ppp-panel')).animationName"
        assert visitor.page.evaluate(name) == "none"


def contrast(visitor: Visit, selector: str) -> float:
    """Contrast (WCAG 2) of an element's text with the first opaque background behind it."""
    ink, ground = visitor.page.locator(selector).first.evaluate(
        "start => { let at = start, ground = 'rgba(0, 0, 0, 0)';"
        " while (at && /, 0\\)$/.test(ground)) { ground = getComputedStyle(at).backgroundColor;"
        " at = at.parentElement; } return [getComputedStyle(start).color, ground]; }"
    )
    light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(color: str) -> float:
    parts = [float(each) / 255 for each in re.findall(r"[\d.]+", color)[:3]]
    linear = [
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
