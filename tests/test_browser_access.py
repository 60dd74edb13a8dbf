"""Everyone can use the chat: axe finds nothing, the keyboard is enough, nothing is said twice."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from assistant.chain import Assistant
from ppp_settings import Settings
from tests.axe import found_by_axe
from tests.browser import DESKTOP, PHONE, Visit, running, visit

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

QUESTION = "What is BioFab USA?"
OTHER = "Who manages America Makes?"
REFUSED = "How many employees does NIIMBL have?"
STILL = {"reduced_motion": "reduce"}  # nothing is half faded in
VIEWS: dict[str, dict[str, object]] = {
    "light": {**DESKTOP, **STILL, "color_scheme": "light"},
    "dark": {**DESKTOP, **STILL, "color_scheme": "dark"},
    "phone": {**PHONE, **STILL},
}
ZOOMED = {"viewport": {"width": 720, "height": 450}, "device_scale_factor": 2}
NARROW = {"viewport": {"width": 320, "height": 640}}
LIVE = "[aria-live]:not([aria-live=off]), [role=status], [role=alert], [role=log]:not([aria-live])"
LISTEN = """live => {
  window.said = [];
  new MutationObserver((changes) => {
    const places = changes.map(({ target }) => (target.closest ? target : target.parentElement));
    const regions = new Set(places.map((each) => each?.closest(live)).filter(Boolean));
    for (const each of regions) window.said.push(each.textContent.trim());
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""
# What has the focus stands in the window, with an outline or a ring of its own.
SEEN = """() => {
  const each = document.activeElement;
  const box = each.getBoundingClientRect();
  const { outlineStyle, boxShadow } = getComputedStyle(each);
  const inside = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
  return inside && (outlineStyle !== "none" || boxShadow !== "none");
}"""
SCROLLS = """() => {
  window.scrolls = [];
  const scroll = Element.prototype.scrollIntoView;
  Element.prototype.scrollIntoView = function (how) {
    window.scrolls.push(how?.behavior);
    return scroll.call(this, how);
  };
}"""


@pytest.fixture(scope="module")
def address(fda_settings: Settings, assistant: Assistant) -> Iterator[str]:
    with running(fda_settings, assistant) as running_at:
        yield running_at


@pytest.fixture
def desk(browser: Browser, address: str) -> Iterator[Visit]:
    with visit(browser, address, **DESKTOP) as visitor:
        yield visitor
        assert visitor.errors == []


def empty(visitor: Visit) -> None:
    expect(visitor.page.locator("#ppp-log .example").first).to_be_visible()


def panel(visitor: Visit) -> None:
    visitor.ask(QUESTION)
    visitor.page.click("a.ppp-cite")
    visitor.quoted()


def refusal(visitor: Visit) -> None:
    visitor.ask(REFUSED)
    expect(visitor.page.locator("a.ppp-suggest").first).to_be_visible()


def follow_up(visitor: Visit) -> None:
    visitor.ask(QUESTION)
    visitor.ask("Who runs it?")
    expect(visitor.page.locator(".ppp-understood")).to_be_visible()


def conversations(visitor: Visit) -> None:
    visitor.ask(QUESTION)
    visitor.page.wait_for_function(
        "() => Object.keys(localStorage).some((key) => key.startsWith('ppp-talk-'))"
    )
    visitor.page.locator("#ppp-talks summary").click()
    expect(visitor.page.locator("#ppp-talks li")).to_have_count(1)


def export(visitor: Visit) -> None:
    visitor.ask(QUESTION)
    visitor.page.locator("#ppp-export summary").click()
    expect(visitor.page.get_by_role("button", name="Print…")).to_be_visible()


def feedback(visitor: Visit) -> None:
    visitor.ask(QUESTION)
    visitor.page.get_by_role("link", name="Wrong", exact=True).click()
    expect(visitor.page.locator("#ppp-note textarea")).to_be_focused()


def editing(visitor: Visit) -> None:
    visitor.ask(QUESTION)
    visitor.page.get_by_role("button", name="Edit question 1").click()
    expect(visitor.page.get_by_role("button", name="Keep it as it was")).to_be_visible()


def error(visitor: Visit) -> None:
    visitor.ask("why " * 2000)
    expect(visitor.page.locator(".ppp-error")).to_be_visible()


def quote_under_pointer(visitor: Visit) -> None:
    visitor.ask(QUESTION)
    visitor.page.locator("a.ppp-cite").first.focus()
    expect(visitor.page.get_by_role("tooltip")).to_be_visible()


STATES = (
    empty, panel, refusal, follow_up, conversations, export, feedback, editing, error,
    quote_under_pointer,
)  # fmt: skip


# Colours and places differ between the views, markup does not: some states show all of them.
SCANS = [
    *(("light", state) for state in STATES),
    *((view, state) for view in ("dark", "phone") for state in (panel, refusal, export, feedback)),
]


@pytest.mark.parametrize(
    ("view", "state"), SCANS, ids=[f"{view}-{state.__name__}" for view, state in SCANS]
)
def test_axe_finds_nothing(
    browser: Browser, address: str, view: str, state: Callable[[Visit], None]
) -> None:
    with visit(browser, address, **VIEWS[view]) as visitor:
        state(visitor)
        visitor.page.mouse.move(5, 5)
        assert found_by_axe(visitor) == []


def test_axe_can_find_something(desk: Visit) -> None:
    pale = "#ppp-clear { transition: none !important; color: #eee !important }"
    desk.page.add_style_tag(content=pale)  # a new drawing of the button would undo its own style
    desk.page.evaluate("document.querySelector('#ppp-ask textarea').removeAttribute('aria-label')")
    desk.page.evaluate("document.body.append(document.createElement('input'))")
    found = " ".join(found_by_axe(desk))
    assert "color-contrast: ['#ppp-clear']" in found and "label: " in found


def tab_to(visitor: Visit, selector: str, key: str = "Tab") -> None:
    """Press the key until what the selector names has the focus."""
    for _ in range(60):
        visitor.page.keyboard.press(key)
        if visitor.page.evaluate("each => document.activeElement.matches(each)", selector):
            return
    raise AssertionError(f"{selector}: {key} does not lead there")


def test_the_keyboard_is_enough(desk: Visit) -> None:
    keyboard = desk.page.keyboard
    tab_to(desk, "#ppp-ask textarea")
    keyboard.type(QUESTION)
    keyboard.press("Enter")
    desk.wait_for_answers(1)
    expect(desk.page.locator("#ppp-ask textarea")).to_be_focused()
    tab_to(desk, "a.ppp-cite", "Shift+Tab")
    keyboard.press("Enter")
    assert "ARMI" in desk.quoted()
    expect(desk.page.locator("mark.focus").first).to_be_focused()
    keyboard.press("Escape")
    expect(desk.page.locator("#ppp-source")).to_be_hidden()
    expect(desk.page.locator("a.ppp-cite").first).to_be_focused()
    tab_to(desk, "a.ppp-verdict")
    keyboard.press("Enter")
    expect(desk.page.locator("#ppp-note textarea")).to_be_focused()
    tab_to(desk, "#ppp-cancel")
    keyboard.press("Enter")
    expect(desk.page.locator("#ppp-feedback")).to_be_hidden()


def test_what_has_the_focus_is_seen(desk: Visit) -> None:
    desk.ask(QUESTION)
    desk.page.get_by_role("button", name="Retry").wait_for()  # drawn after the whole answer
    focused = []
    for _ in range(60):
        desk.page.keyboard.press("Shift+Tab")
        if desk.page.evaluate("document.activeElement === document.body"):
            break
        focused.append(desk.page.evaluate("document.activeElement.outerHTML"))
        assert desk.page.evaluate(SEEN), focused[-1]
    for control in ("ppp-cite", "ppp-verdict", "ppp-edit", "summary", "ppp-clear", "Retry"):
        assert any(control in each for each in focused), control


def test_a_whole_answer_is_said_once(desk: Visit, assistant: Assistant) -> None:
    words = [assistant.invoke(each).sentences[0].text for each in (QUESTION, OTHER)]
    desk.page.evaluate(LISTEN, LIVE)
    for count, question in enumerate((QUESTION, OTHER), 1):
        desk.ask(question)
        heard = "words => window.said.some((each) => each.includes(words))"
        desk.page.wait_for_function(heard, arg=words[count - 1])
    said = desk.page.evaluate("window.said")
    assert [sum(each in heard for heard in said) for each in words] == [1, 1], said


def test_the_quote_is_shown_at_once_and_without_motion(browser: Browser, address: str) -> None:
    with visit(browser, address, reduced_motion="reduce", **DESKTOP) as visitor:
        visitor.page.evaluate(SCROLLS)
        visitor.ask(QUESTION)
        visitor.page.click("a.ppp-cite")
        visitor.quoted()
        assert set(visitor.page.evaluate("window.scrolls")) <= {"auto", None}
        assert visitor.page.evaluate("document.getAnimations().length") == 0


@pytest.mark.parametrize("view", [ZOOMED, NARROW], ids=["zoomed", "narrow"])
def test_enlarged_nothing_scrolls_sideways_and_all_is_reached(
    browser: Browser, address: str, view: dict[str, Any]
) -> None:
    wide = view["viewport"]["width"]
    with visit(browser, address, **view) as visitor:
        assert visitor.width() == wide
        for control in ("#ppp-talks summary", "#ppp-export summary", "#ppp-clear", "#ppp-ask"):
            expect(visitor.page.locator(control)).to_be_in_viewport(ratio=1)
        visitor.ask(QUESTION)
        assert visitor.width() == wide
        for control in ("#ppp-talks", "#ppp-export"):
            visitor.page.locator(f"{control} summary").click()
            expect(visitor.page.locator(f"{control} .ppp-drop")).to_be_in_viewport(ratio=1)
            assert visitor.width() == wide
        visitor.page.keyboard.press("Escape")
        visitor.page.locator("a.ppp-cite").first.click()
        visitor.quoted()
        expect(visitor.page.locator("mark.focus").first).to_be_in_viewport()
        expect(visitor.page.locator(".ppp-close")).to_be_in_viewport(ratio=1)
        assert visitor.width() == wide
        visitor.page.locator(".ppp-close").click()
        expect(visitor.page.locator("#ppp-ask textarea")).to_be_in_viewport(ratio=1)
