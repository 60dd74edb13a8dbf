"""What a user does with the conversation: stop, undo, edit, export, come back to it."""

import json
import threading
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from assistant.answer import Answer
from assistant.chain import Assistant
from ppp_settings import Settings
from tests.axe import found_by_axe
from tests.browser import DESKTOP, PATIENCE_MS, PHONE, Visit, running, visit
from ui.asking import converse
from ui.conversation import Conversation
from ui.export_facts import STOPPED
from ui.kept import to_text

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

LIST_QUESTION = "What does NIIMBL seek to do?"
HELD_SECONDS = 300.0
LONG = 75
KEPT = """question => Object.keys(localStorage).some(key => {
  if (!key.startsWith("ppp-talk-")) return false;
  const last = JSON.parse(JSON.parse(localStorage.getItem(key)).text).exchanges.at(-1);
  return last?.question === question && !last.growing;
})"""


class Held(Assistant):
    """The real assistant, which can be made to wait after each sentence of an answer."""

    gate: threading.Event

    def stream(self, input: object, *given: object) -> Iterator[Answer]:
        for answer in super().stream(input, *given):
            yield answer
            self.gate.wait(HELD_SECONDS)


@pytest.fixture(scope="module")
def slow(assistant: Assistant) -> Held:
    twin = copy(assistant)
    twin.__class__ = Held
    assert isinstance(twin, Held)
    twin.gate = threading.Event()
    twin.gate.set()
    return twin


@pytest.fixture(scope="module")
def address(fda_settings: Settings, slow: Held) -> Iterator[str]:
    with running(fda_settings, slow) as running_at:
        yield running_at


@pytest.fixture
def gate(slow: Held) -> Iterator[threading.Event]:
    """While it is closed, answers stay at their first sentence."""
    slow.gate.clear()
    yield slow.gate
    slow.gate.set()


@pytest.fixture
def desk(browser: Browser, address: str) -> Iterator[Visit]:
    with visit(browser, address, **DESKTOP) as visitor:
        yield visitor
        assert visitor.outside() == []
        assert visitor.errors == []


def begin(visitor: Visit, question: str) -> None:
    """Ask and don't wait for the answer."""
    visitor.page.fill("#ppp-ask textarea", question)
    visitor.page.press("#ppp-ask textarea", "Enter")


def ask_and_keep(visitor: Visit, question: str) -> None:
    """Ask, and wait until the browser keeps the conversation that ends with the whole answer."""
    visitor.ask(question)
    visitor.page.wait_for_function(KEPT, arg=question)


def sentences(visitor: Visit) -> int:
    return visitor.page.locator(".ppp-sentence").count()


def test_stop_keeps_the_sentences_that_were_shown(
    desk: Visit, assistant: Assistant, gate: threading.Event
) -> None:
    whole = len(assistant.invoke(LIST_QUESTION).sentences)
    begin(desk, LIST_QUESTION)
    desk.page.wait_for_selector(".ppp-sentence")
    desk.page.get_by_role("button", name="Stop", exact=True).click()
    expect(desk.page.locator(".ppp-stopped")).to_contain_text("may be incomplete")
    expect(desk.page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    kept = sentences(desk)
    gate.set()
    desk.ask("What is BioFab USA?")
    expect(desk.page.locator(".ppp-answer").last).to_contain_text("ARMI")
    expect(desk.page.locator(".ppp-question")).to_have_count(2)
    assert 0 < kept == desk.page.locator(".ppp-answer").first.locator(".ppp-sentence").count()
    assert kept < whole


def test_a_stopped_answer_is_marked_in_each_export_and_on_paper(
    desk: Visit, gate: threading.Event
) -> None:
    begin(desk, LIST_QUESTION)
    desk.page.wait_for_selector(".ppp-sentence")
    desk.page.get_by_role("button", name="Stop", exact=True).click()
    expect(desk.page.locator(".ppp-stopped")).to_be_visible(timeout=PATIENCE_MS)
    for label, mark in (("Markdown", f"**{STOPPED}**"), ("HTML", STOPPED), ("JSON", "[\n    1\n")):
        desk.page.locator("#ppp-export summary").click()
        with desk.page.expect_download() as begun:
            desk.page.get_by_role("button", name=label, exact=True).click()
        assert mark in Path(begun.value.path()).read_text("utf-8"), label
    desk.page.emulate_media(media="print")
    expect(desk.page.locator(".ppp-stopped")).to_be_visible()


def test_a_new_chat_while_an_answer_grows_stays_empty(desk: Visit, gate: threading.Event) -> None:
    begin(desk, LIST_QUESTION)
    desk.page.wait_for_selector(".ppp-sentence")
    desk.page.get_by_role("button", name="New chat").click()
    expect(desk.page.locator(".ppp-question")).to_have_count(0)
    gate.set()
    desk.ask("What is BioFab USA?")
    expect(desk.page.locator(".ppp-question")).to_have_text(["What is BioFab USA?"])


def test_enter_asks_nothing_while_an_answer_grows(desk: Visit, gate: threading.Event) -> None:
    begin(desk, LIST_QUESTION)
    desk.page.wait_for_selector(".ppp-sentence")
    begin(desk, "What is BioFab USA?")
    desk.page.get_by_role("button", name="Stop", exact=True).click()
    expect(desk.page.locator(".ppp-stopped")).to_be_visible()
    expect(desk.page.locator(".ppp-question")).to_have_count(1)
    expect(desk.page.locator("#ppp-ask textarea")).to_have_value("What is BioFab USA?")


def test_the_box_is_empty_after_each_question(desk: Visit) -> None:
    for question in ("What is BioFab USA?", "Who manages America Makes?"):
        desk.ask(question)
        expect(desk.page.locator("#ppp-ask textarea")).to_have_value("")
    desk.page.fill("#ppp-ask textarea", "left over")
    desk.page.get_by_role("button", name="New chat").click()
    expect(desk.page.locator("#ppp-ask textarea")).to_have_value("")


def test_undo_takes_the_last_exchange_back(desk: Visit) -> None:
    desk.ask("What is BioFab USA?")
    desk.ask("Who manages America Makes?")
    desk.page.get_by_role("button", name="Undo").click()
    expect(desk.page.locator(".ppp-question")).to_have_text(["What is BioFab USA?"])
    expect(desk.page.locator("#ppp-ask textarea")).to_have_value("Who manages America Makes?")


def test_an_edited_question_replaces_what_followed_it(desk: Visit) -> None:
    desk.ask("Who manages America Makes?")
    desk.ask("Who funds it?")
    desk.page.get_by_role("button", name="Edit question 1").press("Enter")
    box = desk.page.locator("#ppp-ask textarea")
    expect(box).to_have_value("Who manages America Makes?")
    expect(box).to_be_focused()
    expect(desk.page.locator(".ppp-edit-line").first).to_contain_text("and what follows it")
    desk.page.fill("#ppp-ask textarea", "What is BioFab USA?")
    box.press("Enter")
    expect(desk.page.locator(".ppp-question")).to_have_text(["What is BioFab USA?"])
    expect(desk.page.locator(".ppp-answer")).to_contain_text("ARMI")
    expect(desk.page.locator(".ppp-understood")).to_have_count(0)


def test_an_edit_can_be_left(desk: Visit) -> None:
    desk.ask("Who manages America Makes?")
    desk.page.get_by_role("button", name="Edit question 1").click()
    desk.page.get_by_role("button", name="Keep it as it was").click()
    expect(desk.page.locator("#ppp-ask textarea")).to_have_value("")
    desk.ask("What is BioFab USA?")
    expect(desk.page.locator(".ppp-question")).to_have_count(2)


@pytest.mark.parametrize(
    ("label", "name"),
    [("Markdown", "conversation.md"), ("HTML", "conversation.html"), ("JSON", "conversation.json")],
)
def test_an_export_is_downloaded_with_its_quotes(
    desk: Visit, assistant: Assistant, label: str, name: str
) -> None:
    cited = assistant.invoke("What is BioFab USA?").citations[0]
    desk.ask("What is BioFab USA?")
    desk.page.locator("#ppp-export summary").click()
    with desk.page.expect_download() as begun:
        desk.page.get_by_role("button", name=label, exact=True).press("Enter")
    text = Path(begun.value.path()).read_text("utf-8")
    assert begun.value.suggested_filename == name
    assert cited.page_version in text and f"{cited.end}" in text


@pytest.fixture
def long_desk(browser: Browser, address: str, assistant: Assistant) -> Iterator[Visit]:
    """A desk where a conversation of LONG questions was kept and comes back."""
    *_, one = converse(assistant, "What is BioFab USA?", Conversation())
    (last,) = one.exchanges
    asked = [replace(last, question=f"Question {number}?") for number in range(LONG - 1)]
    kept = to_text(Conversation((*asked, last), id="long"))
    entry = json.dumps({"used": 1, "title": "Long", "text": kept})
    script = f"""if (!localStorage.length) {{
      localStorage.setItem("ppp-talk-long", {json.dumps(entry)});
      sessionStorage.setItem("ppp-current", "long");
    }}"""
    with visit(browser, address, before=script, **DESKTOP) as visitor:
        expect(visitor.page.locator(".ppp-question").last).to_have_text(last.question)
        yield visitor
        assert visitor.errors == []


def test_a_long_conversation_shows_its_end_and_more_on_demand(long_desk: Visit) -> None:
    page = long_desk.page
    questions = page.locator(".ppp-question")
    expect(questions).to_have_count(LONG - 50)
    below = "log => log.scrollHeight - log.scrollTop"
    log = page.locator('#ppp-log [role="log"]')
    log.evaluate("log => { log.scrollTo = () => {}; }")  # Gradio's way to the end, some time on
    assert found_by_axe(long_desk) == []
    page.get_by_role("button", name="Show 30 more").focus()
    before = log.evaluate(below)
    page.keyboard.press("Enter")
    expect(questions).to_have_count(LONG - 20)
    expect(page.locator(".ppp-earlier")).to_contain_text("20 earlier questions")
    expect(page.locator(".ppp-earlier a")).to_be_focused()
    assert log.evaluate(below) == pytest.approx(before, abs=2)
    page.locator('a.ppp-cite[href="#cite-20-1"]').click()
    assert "ARMI" in long_desk.quoted()
    page.get_by_role("button", name="Edit question 21").click()
    expect(page.locator("#ppp-ask textarea")).to_have_value("Question 20?")


def test_a_question_in_a_long_conversation_follows_all_that_was_said(long_desk: Visit) -> None:
    page = long_desk.page
    begin(long_desk, "Who runs it?")
    expect(page.locator(".ppp-understood")).to_contain_text("BioFab USA")
    page.get_by_role("button", name="Undo").last.click()
    expect(page.locator("#ppp-ask textarea")).to_have_value("Who runs it?")
    expect(page.locator(".ppp-question").last).to_have_text("What is BioFab USA?")
    page.locator("#ppp-export summary").click()
    with page.expect_download() as begun:
        page.get_by_role("button", name="JSON", exact=True).click()
    assert len(json.loads(Path(begun.value.path()).read_text("utf-8"))["answers"]) == LONG


def test_paper_shows_the_whole_of_a_long_conversation(long_desk: Visit) -> None:
    long_desk.page.evaluate("""() => {
      window.print = () => { window.printed = document.querySelectorAll(".ppp-question").length; };
    }""")
    long_desk.page.locator("#ppp-export summary").click()
    long_desk.page.get_by_role("button", name="Print…").click()
    long_desk.page.wait_for_function("window.printed > 0")
    assert long_desk.page.evaluate("window.printed") == LONG


def test_a_reload_brings_the_conversation_back(desk: Visit) -> None:
    ask_and_keep(desk, "What is BioFab USA?")
    desk.page.reload()
    expect(desk.page.locator(".ppp-question")).to_have_text(["What is BioFab USA?"])
    desk.page.click("a.ppp-cite")
    assert "ARMI" in desk.quoted()
    desk.ask("Who runs it?")
    expect(desk.page.locator(".ppp-understood")).to_contain_text("BioFab USA")


def test_conversations_are_chosen_from_a_list_and_deleted(desk: Visit) -> None:
    ask_and_keep(desk, "What is BioFab USA?")
    desk.page.get_by_role("button", name="New chat").click()
    expect(desk.page.locator(".ppp-question")).to_have_count(0)
    ask_and_keep(desk, "Who manages America Makes?")
    desk.page.locator("#ppp-talks summary").press("Enter")
    titles = desk.page.locator("#ppp-talks li button:first-child")
    expect(titles).to_have_text(["Who manages America Makes?", "What is BioFab USA?"])
    titles.last.click()
    expect(desk.page.locator(".ppp-question")).to_have_text(["What is BioFab USA?"])
    expect(desk.page.locator("#ppp-talks")).not_to_have_attribute("open", "")
    desk.page.click("a.ppp-cite")
    assert "ARMI" in desk.quoted()
    desk.page.locator("#ppp-talks summary").click()
    for name in ("Delete", "Really delete"):
        desk.page.locator("#ppp-talks li", has_text="BioFab").get_by_text(name).click()
    expect(titles).to_have_text(["Who manages America Makes?"])
    expect(desk.page.locator(".ppp-question")).to_have_count(0)
    desk.page.keyboard.press("Escape")
    expect(desk.page.locator("#ppp-talks summary")).to_be_focused()


def test_a_kept_text_that_is_broken_leaves_the_chat_usable(desk: Visit) -> None:
    broken = {"used": 1, "title": "Old", "text": json.dumps({"exchanges": [{"answer": 7}]})}
    desk.page.evaluate("entry => localStorage.setItem('ppp-talk-x', entry)", json.dumps(broken))
    desk.page.locator("#ppp-talks summary").click()
    desk.page.locator("#ppp-talks li").get_by_role("button", name="Old", exact=True).click()
    expect(desk.page.get_by_text("cannot be read")).to_be_visible()
    desk.ask("What is BioFab USA?")
    expect(desk.page.locator(".ppp-answer")).to_contain_text("ARMI")


def test_paper_shows_the_answers_with_their_quotes_and_no_controls(desk: Visit) -> None:
    desk.ask("What is BioFab USA?")
    desk.page.emulate_media(media="print")
    expect(desk.page.locator("#ppp-cards blockquote").first).to_be_visible()
    for control in ("#ppp-ask", "#ppp-menus", "#ppp-clear", "a.ppp-edit"):
        expect(desk.page.locator(control).first).to_be_hidden()


def test_a_phone_has_room_for_the_controls(browser: Browser, address: str) -> None:
    with visit(browser, address, **PHONE) as visitor:
        ask_and_keep(visitor, "What is BioFab USA?")
        visitor.page.locator("#ppp-talks summary").tap()
        expect(visitor.page.locator("#ppp-talks li")).to_have_count(1)
        assert visitor.width() == 390
        visitor.page.locator("#ppp-export summary").tap()
        expect(visitor.page.get_by_role("button", name="Print…")).to_be_in_viewport()
        assert visitor.width() == 390


def test_a_question_suggested_beside_a_refusal_is_asked_by_one_click(desk: Visit) -> None:
    desk.ask("How many employees does NIIMBL have?")
    offered = desk.page.locator("a.ppp-suggest").first
    question = offered.inner_text()
    offered.click()
    expect(desk.page.locator(".ppp-question").nth(1)).to_have_text(question)
    expect(desk.page.locator("a.ppp-cite").first).to_be_visible()


def test_a_question_sent_twice_by_impatience_is_asked_once(desk: Visit) -> None:
    desk.page.fill("#ppp-ask textarea", "What is BioFab USA?")
    for _ in range(3):
        desk.page.press("#ppp-ask textarea", "Enter")
    desk.wait_for_answers(1)
    desk.ask("Who manages America Makes?")
    expect(desk.page.locator(".ppp-question")).to_have_text(
        ["What is BioFab USA?", "Who manages America Makes?"]
    )
