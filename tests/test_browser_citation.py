"""A citation in the browser: its links, the copy, the steps, and what changed since."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect
from test_browser_chat import contrast

from assistant.chain import Assistant
from assistant.library import Library
from corpus.embedder import Embedder
from corpus.store import Store
from ingest.run import Ingest
from ingest.sources import collect
from ppp_settings import Settings
from tests.browser import DESKTOP, PATIENCE_MS, PHONE, Visit, running, visit

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
expect.set_options(timeout=PATIENCE_MS)

LIST_QUESTION = "What does NIIMBL seek to do?"
FORBID_STORAGE = """
for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, {
    get() { throw new DOMException("The operation is insecure.", "SecurityError"); },
  });
}
"""
FORBID_CLIPBOARD = """
Object.defineProperty(navigator, "clipboard", {
  value: { writeText: () => Promise.reject(new DOMException("No.", "NotAllowedError")) },
});
"""
FORBID_COPYING = f"{FORBID_CLIPBOARD} document.execCommand = () => false;"
HEAR_COPYING = f"""
{FORBID_CLIPBOARD}
document.execCommand = (name) => {{
  window.heard = [name, document.activeElement.value];
  return true;
}};
"""
CLUB = """# Rowing club

## Opening hours

The boathouse is open from six to nine.

## Membership

A membership costs 120 euros a year.
"""
COSTS = "How much does a membership cost?"


@dataclass
class Club:
    """A chat about one page, which can be changed while the chat is open."""

    folder: Path
    embedder: Embedder
    settings: Settings
    assistant: Assistant

    def take_up(self, **pages: str) -> None:
        """Serve these pages and no other."""
        for old in self.folder.glob("pages/*.md"):
            old.unlink()
        for name, text in pages.items():
            (self.folder / "pages" / f"{name}.md").write_text(text, "utf-8")
        store = Store(self.settings.store)
        Ingest(self.settings, store, self.embedder).run(collect([str(self.folder / "pages")]))


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
def club(tmp_path: Path, embedder: Embedder) -> Club:
    (tmp_path / "pages").mkdir()
    settings = Settings(store=tmp_path / "store", min_confidence=0)
    made = Club(
        tmp_path, embedder, settings, Assistant(settings, Library(Store(settings.store)), embedder)
    )
    made.take_up(club=CLUB)
    return made


@pytest.fixture
def member(browser: Browser, club: Club) -> Iterator[Visit]:
    """A visitor who has asked what a membership costs."""
    with (
        running(club.settings, club.assistant) as running_at,
        visit(browser, running_at, **DESKTOP) as visitor,
    ):
        visitor.ask(COSTS)
        expect(visitor.page.locator("a.ppp-cite")).to_be_visible()
        yield visitor
        assert visitor.outside() == []
        assert visitor.errors == []


def open_first(visitor: Visit) -> None:
    visitor.page.locator("a.ppp-cite").first.click()
    visitor.quoted()


def button(visitor: Visit, name: str) -> Locator:
    return visitor.page.get_by_role("button", name=name, exact=True)


def count(visitor: Visit) -> Locator:
    return visitor.page.locator(".ppp-count")


def test_the_live_link_names_its_host(desk: Visit, assistant: Assistant) -> None:
    cited = assistant.invoke("What is BioFab USA?").citations[0]
    desk.ask("What is BioFab USA?")
    open_first(desk)
    link = desk.page.get_by_role("link", name="Open on www.fda.gov at this sentence")
    expect(link).to_have_attribute("href", cited.link)
    assert "#:~:text=" in cited.link


def test_the_buttons_step_through_the_citations_of_an_answer(
    desk: Visit, assistant: Assistant
) -> None:
    citations = assistant.invoke(LIST_QUESTION).citations
    desk.ask("What is BioFab USA?")
    desk.ask(LIST_QUESTION)
    desk.page.click('a.ppp-cite[href="#cite-1-1"]')
    expect(count(desk)).to_have_text(f"Citation 1 of {len(citations)}")
    assert count(desk).get_attribute("role") == "status"
    following = button(desk, "Next citation")
    for each in citations[1:]:
        following.press("Enter")
        expect(count(desk)).to_have_text(f"Citation {each.n} of {len(citations)}")
        expect(desk.page.locator(f".ppp-page #quote-{each.n}")).to_have_class("focus")
        expect(following).to_be_focused()
        assert desk.quoted() == each.quote
    expect(following).to_have_attribute("aria-disabled", "true")
    following.press("Enter")
    expect(count(desk)).to_have_text(f"Citation {len(citations)} of {len(citations)}")
    button(desk, "Previous citation").press("Enter")
    expect(count(desk)).to_have_text(f"Citation {len(citations) - 1} of {len(citations)}")
    desk.page.keyboard.press("Escape")
    mark = desk.page.locator(f'a.ppp-cite[href="#cite-1-{len(citations) - 1}"]').first
    expect(mark).to_be_focused()


def test_arrow_keys_step_from_quote_to_quote(desk: Visit) -> None:
    desk.ask(LIST_QUESTION)
    desk.page.locator("a.ppp-cite").first.press("Enter")
    for key, number in (("ArrowRight", 2), ("ArrowRight", 3), ("ArrowLeft", 2)):
        expect(desk.page.locator(".ppp-page mark.focus").first).to_be_focused()
        desk.page.keyboard.press(key)
        expect(desk.page.locator(f".ppp-page #quote-{number}")).to_be_focused()


def test_nearest_passages_are_counted_as_such(desk: Visit) -> None:
    desk.ask("Who is the CEO of Apple?")
    desk.page.locator("a.ppp-near").nth(1).click()
    expect(count(desk)).to_have_text("Passage 2 of 3")


def test_a_quote_is_copied_with_all_that_leads_to_it(
    browser: Browser, address: str, assistant: Assistant
) -> None:
    cited = assistant.invoke("What is BioFab USA?").citations[0]
    granted = ["clipboard-read", "clipboard-write"]
    with visit(browser, address, permissions=granted, **DESKTOP) as visitor:
        visitor.ask("What is BioFab USA?")
        open_first(visitor)
        button(visitor, "Copy quote with citation").press("Enter")
        expect(visitor.page.locator(".ppp-copied")).to_have_text("Copied")
        assert visitor.page.locator(".ppp-copied").get_attribute("role") == "status"
        text = visitor.page.evaluate("navigator.clipboard.readText()")
        for each in (cited.quote, cited.title, cited.section[-1], cited.page_version, cited.link,
                     f"{address}/source/{cited.page_version}"):  # fmt: skip
            assert each in text, each


def test_without_the_clipboard_it_is_copied_the_old_way(browser: Browser, address: str) -> None:
    with visit(browser, address, HEAR_COPYING, **DESKTOP) as visitor:
        visitor.ask("What is BioFab USA?")
        open_first(visitor)
        copy = button(visitor, "Copy quote with citation")
        copy.click()
        expect(visitor.page.locator(".ppp-copied")).to_have_text("Copied")
        heard, text = visitor.page.evaluate("window.heard")
        assert heard == "copy" and "ARMI" in text and "#:~:text=" in text
        expect(copy).to_be_focused()
        expect(visitor.page.locator(".ppp-copy-text")).to_have_count(0)


def test_where_copying_is_forbidden_the_text_is_offered(browser: Browser, address: str) -> None:
    with visit(browser, address, FORBID_COPYING, **PHONE) as visitor:
        visitor.ask("What is BioFab USA?")
        open_first(visitor)
        button(visitor, "Copy quote with citation").click()
        offered = visitor.page.get_by_role("textbox", name="Quote with citation")
        expect(offered).to_be_focused()
        assert "ARMI" in offered.input_value()
        selected = offered.evaluate("box => box.selectionEnd - box.selectionStart")
        assert selected == len(offered.input_value()) and visitor.width() == 390
        button(visitor, "Close").click()
        open_first(visitor)
        expect(offered).to_have_count(0)


def test_a_permalink_opens_at_the_sentence_without_any_script(
    desk: Visit, browser: Browser, assistant: Assistant
) -> None:
    last = assistant.invoke(LIST_QUESTION).citations[-1]
    desk.ask(LIST_QUESTION)
    desk.page.click(f'a.ppp-cite[href="#cite-0-{last.n}"]')
    link = desk.page.locator("#ppp-source").get_by_role("link", name="Link to this citation")
    href = link.evaluate("each => each.href")
    context = browser.new_context(java_script_enabled=False, **DESKTOP)
    try:
        tab = context.new_page()
        asked: list[str] = []
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(href)
        expect(tab.locator("mark")).to_have_text(last.quote)
        expect(tab.locator("mark")).to_be_in_viewport()
        expect(tab.get_by_text("Not an official FDA site")).to_be_in_viewport()
        expect(tab.get_by_role("heading", level=1)).to_have_text(last.title)
        assert {url.split("/")[2] for url in asked} == {href.split("/")[2]}
    finally:
        context.close()


def test_the_quote_beside_a_mark_can_be_reached_and_sent_away(desk: Visit) -> None:
    desk.ask("What is BioFab USA?")
    desk.page.hover("a.ppp-cite")
    tip = desk.page.get_by_role("tooltip")
    tip.hover()
    desk.page.evaluate("() => new Promise(done => setTimeout(done, 400))")  # longer than it lingers
    expect(tip).to_be_visible()
    desk.page.keyboard.press("Escape")
    expect(tip).to_have_count(0)
    mark = desk.page.locator("a.ppp-cite").first
    mark.focus()
    expect(mark).to_have_attribute("aria-describedby", "ppp-tip")


def test_an_open_chat_says_that_a_page_has_changed_since(member: Visit, club: Club) -> None:
    open_first(member)
    expect(member.page.locator(".ppp-panel-note")).to_have_text("")
    club.take_up(club=CLUB.replace("120", "140"))
    open_first(member)
    note = member.page.locator(".ppp-panel-note")
    expect(note).to_contain_text("This page has changed since ")
    expect(note).to_contain_text("It now reads: A membership costs 140 euros a year.")
    expect(member.page.locator(".ppp-answer .ppp-changed")).to_contain_text("[1] changed.")
    assert "120 euros" in member.quoted()
    with member.page.context.expect_page() as opened:
        note.get_by_role("link", name="See what changed").click()
    expect(opened.value.locator("del")).to_have_text("120")
    expect(opened.value.locator("ins")).to_have_text("140")


def test_a_conversation_that_comes_back_says_so_unasked(member: Visit, club: Club) -> None:
    kept = "() => Object.keys(localStorage).some(key => key.startsWith('ppp-talk-'))"
    member.page.wait_for_function(kept)
    club.take_up(club=f"{CLUB}\n## Boats\n\nThere are nine boats.\n")
    member.page.reload()
    changed = member.page.locator(".ppp-answer .ppp-changed")
    expect(changed).to_contain_text("This page has changed since ")
    expect(changed).to_contain_text("[1] unchanged.")
    open_first(member)
    expect(member.page.locator(".ppp-panel-note")).to_contain_text("is unchanged in the present")


def test_a_page_that_is_gone_is_told(member: Visit, club: Club) -> None:
    club.take_up(other="# Sailing club\n\nIt has two sails.\n")
    open_first(member)
    expect(member.page.locator(".ppp-panel-note")).to_contain_text("no longer among the pages")
    expect(member.page.locator(".ppp-changed")).to_contain_text("no longer among the pages")
    assert "120 euros" in member.quoted()


@pytest.mark.parametrize(
    ("scheme", "screen"), [("light", DESKTOP), ("dark", PHONE)], ids=["light-desk", "dark-phone"]
)
def test_notes_and_tools_can_be_read_and_hit(
    browser: Browser, club: Club, scheme: str, screen: dict[str, object]
) -> None:
    with (
        running(club.settings, club.assistant) as running_at,
        visit(browser, running_at, color_scheme=scheme, **screen) as visitor,
    ):
        visitor.ask(COSTS)
        club.take_up(club=CLUB.replace("120", "140"))
        open_first(visitor)
        expect(visitor.page.locator(".ppp-panel-note p")).to_be_visible()
        expect(visitor.page.locator(".ppp-changed p")).to_have_count(1)
        for selector in (".ppp-panel-note p", ".ppp-panel-note a", ".ppp-changed p",
                         ".ppp-changed a", ".ppp-count", ".ppp-copy", "#ppp-source .ppp-own a",
                         "[data-step='1']"):  # fmt: skip
            assert contrast(visitor, selector) >= 4.5, selector
        for each in visitor.page.locator(".ppp-panel-tools button").all():
            box = each.bounding_box()
            assert box and min(box["width"], box["height"]) >= 24
        assert visitor.width() == screen["viewport"]["width"]  # type: ignore[index]


def test_without_any_storage_the_chat_goes_on_and_says_that_nothing_is_kept(
    browser: Browser, address: str
) -> None:
    with visit(browser, address, FORBID_STORAGE, **DESKTOP) as visitor:
        visitor.ask("What is BioFab USA?")
        visitor.ask("Who runs it?")
        expect(visitor.page.locator(".ppp-answer").last).to_contain_text("ARMI")
        open_first(visitor)
        visitor.page.locator("#ppp-talks summary").click()
        menu = visitor.page.locator("#ppp-talks")
        expect(menu.get_by_text("This browser forbids pages to keep anything")).to_have_count(1)
        expect(menu.get_by_text("Kept in this browser only")).to_have_count(0)
        expect(menu.locator("li")).to_have_count(0)
        visitor.page.keyboard.press("Escape")
        button(visitor, "New chat").click()
        expect(visitor.page.locator(".ppp-question")).to_have_count(0)
        assert [each for each in visitor.errors if "ppp" in each.lower()] == []


LATE = """
(late) => {
  const other = [...document.querySelectorAll("#ppp-talks li button:first-child")].at(-1);
  other.click();
  pppTalk.keep(late);
}
"""
NOW = "() => sessionStorage.getItem('ppp-current')"


def test_the_empty_chat_of_a_fresh_page_takes_no_conversation_away(desk: Visit) -> None:
    desk.ask("What is BioFab USA?")
    desk.page.wait_for_function(NOW)
    first = desk.page.evaluate(NOW)
    fresh = json.dumps({"choice": 0, "text": json.dumps({"id": "", "exchanges": []})})
    desk.page.evaluate("late => pppTalk.keep(late)", fresh)
    assert desk.page.evaluate(NOW) == first
    desk.page.reload()
    expect(desk.page.locator(".ppp-question")).to_have_text(["What is BioFab USA?"])


@pytest.mark.parametrize("empty", [True, False], ids=["empty", "of another conversation"])
def test_what_is_kept_late_takes_no_opened_conversation_away(desk: Visit, empty: bool) -> None:
    desk.ask("What is BioFab USA?")
    desk.page.wait_for_function(NOW)
    first = desk.page.evaluate(NOW)
    button(desk, "New chat").click()
    expect(desk.page.locator(".ppp-question")).to_have_count(0)
    desk.ask("Who manages America Makes?")
    desk.page.wait_for_function(f"first => ![first, ''].includes(({NOW})())", arg=first)
    second = desk.page.evaluate(NOW)
    kept = desk.page.evaluate("id => JSON.parse(localStorage['ppp-talk-' + id]).text", second)
    late = json.dumps({"id": "", "exchanges": []}) if empty else kept
    desk.page.locator("#ppp-talks summary").click()
    expect(desk.page.locator("#ppp-talks li")).to_have_count(2)
    desk.page.evaluate(LATE, json.dumps({"choice": 1, "text": late}))
    expect(desk.page.locator(".ppp-question")).to_have_text(["What is BioFab USA?"])
    assert desk.page.evaluate(NOW) == first
    desk.page.reload()
    expect(desk.page.locator(".ppp-question")).to_have_text(["What is BioFab USA?"])
