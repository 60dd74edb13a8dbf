"""What a user does with the conversation: stop, undo, edit, export, come back to it."""

import time
from collections.abc import Iterator
from copy import copy

import pytest
from playwright.sync_api import Browser, expect

from assistant.answer import Answer
from assistant.chain import Assistant
from ppp_settings import Settings
from tests.browser import Visit, chromium, running, visit

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
LIST_QUESTION = "What does NIIMBL seek to do?"
SLOW_SECONDS = 3.0


class Slow(Assistant):
    """The real assistant, which rests after each sentence of the long answer."""

    def stream(self, input: dict[str, object], *given: object) -> Iterator[Answer]:
        for answer in super().stream(input, *given):
            yield answer
            if LIST_QUESTION in str(input["question"]):
                time.sleep(SLOW_SECONDS)


def slow(assistant: Assistant) -> Assistant:
    twin = copy(assistant)
    twin.__class__ = Slow
    return twin


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def address(fda_settings: Settings, assistant: Assistant) -> Iterator[str]:
    with running(fda_settings, slow(assistant)) as running_at:
        yield running_at


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


def sentences(visitor: Visit) -> int:
    return visitor.page.locator(".ppp-sentence").count()


def test_stop_keeps_the_sentences_that_were_shown(desk: Visit, assistant: Assistant) -> None:
    whole = len(assistant.invoke(LIST_QUESTION).sentences)
    begin(desk, LIST_QUESTION)
    desk.page.wait_for_selector(".ppp-sentence")
    desk.page.get_by_role("button", name="Stop", exact=True).click()
    expect(desk.page.locator(".ppp-stopped")).to_contain_text("may be incomplete")
    expect(desk.page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    kept = sentences(desk)
    desk.page.wait_for_timeout(2 * SLOW_SECONDS * 1000)
    assert 0 < kept == sentences(desk) < whole
    desk.ask("What is BioFab USA?")
    expect(desk.page.locator(".ppp-answer").last).to_contain_text("ARMI")
    expect(desk.page.locator(".ppp-question")).to_have_count(2)


def test_a_new_chat_while_an_answer_grows_stays_empty(desk: Visit) -> None:
    begin(desk, LIST_QUESTION)
    desk.page.wait_for_selector(".ppp-sentence")
    desk.page.get_by_role("button", name="New chat").click()
    expect(desk.page.locator(".ppp-question")).to_have_count(0)
    desk.page.wait_for_timeout(2 * SLOW_SECONDS * 1000)
    assert desk.page.locator(".ppp-question").count() == 0
    desk.ask("What is BioFab USA?")
    expect(desk.page.locator(".ppp-question")).to_have_count(1)


def test_enter_asks_nothing_while_an_answer_grows(desk: Visit) -> None:
    begin(desk, LIST_QUESTION)
    desk.page.wait_for_selector(".ppp-sentence")
    begin(desk, "What is BioFab USA?")
    desk.page.get_by_role("button", name="Stop", exact=True).click()
    expect(desk.page.locator(".ppp-stopped")).to_be_visible()
    expect(desk.page.locator(".ppp-question")).to_have_count(1)
    expect(desk.page.locator("#ppp-ask textarea")).to_have_value("What is BioFab USA?")


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
