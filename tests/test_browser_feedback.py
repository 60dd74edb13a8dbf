"""Feedback in a real browser: a click and a note become a record; failures show beside it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pydantic import SecretStr

from assistant.chain import Assistant
from ppp_settings import Settings
from tests.browser import PATIENCE_MS, Visit, running, visit
from ui.feedback import Record
from ui.feedback_store import FeedbackStore
from ui.feedback_view import LOST

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

QUESTION = "What is BioFab USA?"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'said' / 'feedback.sqlite3'}"


@pytest.fixture
def desk(
    browser: Browser, url: str, fda_settings: Settings, assistant: Assistant
) -> Iterator[Visit]:
    settings = fda_settings.model_copy(update={"feedback_url": SecretStr(url)})
    with running(settings, assistant) as address, visit(browser, address) as visitor:
        yield visitor
        assert visitor.outside() == []
        assert visitor.errors == []


def records(url: str) -> list[Record]:
    return FeedbackStore(url, 30).records()


def choose(desk: Visit, words: str) -> None:
    desk.page.get_by_role("link", name=words, exact=True).last.click()
    expect(desk.page.locator("#ppp-note textarea")).to_be_focused(timeout=PATIENCE_MS)


def send(desk: Visit, note: str = "") -> None:
    desk.page.get_by_role("textbox", name="Note (optional)").fill(note)
    desk.page.get_by_role("button", name="Send", exact=True).click()


def test_a_verdict_with_a_note_is_stored(desk: Visit, url: str, assistant: Assistant) -> None:
    desk.ask(QUESTION)
    choose(desk, "Wrong")
    form = desk.page.locator("#ppp-feedback")
    expect(form).to_contain_text(f"Wrong: {QUESTION}")
    expect(form).to_contain_text("Stored on the server")
    assert not records(url)
    send(desk, "It is <b>more</b> than that")
    expect(desk.page.locator(".ppp-said")).to_contain_text("“Wrong” is stored", timeout=PATIENCE_MS)
    expect(form).to_be_hidden()
    (record,) = records(url)
    expected = assistant.invoke(QUESTION)
    assert (record.verdict, record.note) == ("wrong", "It is <b>more</b> than that")
    assert (record.question, record.snapshot) == (QUESTION, expected.snapshot)
    assert record.answer["citations"] == expected.model_dump(mode="json")["citations"]
    assert record.settings.threshold == assistant.threshold
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", record.given_at)


def test_an_earlier_answer_and_a_refusal_can_be_judged(desk: Visit, url: str) -> None:
    desk.ask(QUESTION)
    desk.ask("Who is the CEO of Apple?")
    choose(desk, "Something is missing")
    send(desk)
    expect(desk.page.locator(".ppp-said")).to_contain_text(
        "“Something is missing” is stored", timeout=PATIENCE_MS
    )
    desk.page.get_by_role("link", name="Right", exact=True).first.click()
    expect(desk.page.locator("#ppp-feedback")).to_contain_text(
        f"Right: {QUESTION}", timeout=PATIENCE_MS
    )
    send(desk)
    expect(desk.page.locator(".ppp-said")).to_contain_text("“Right” is stored", timeout=PATIENCE_MS)
    refusal, answer = records(url)
    assert (refusal.verdict, refusal.note, refusal.answer["refused"]) == ("missing", None, True)
    assert [turn["content"] for turn in refusal.history][:1] == [QUESTION]
    assert (answer.verdict, answer.question, answer.history) == ("right", QUESTION, [])


def test_nothing_is_stored_without_sending(desk: Visit, url: str) -> None:
    desk.ask(QUESTION)
    for leave in ("Cancel", "New chat"):
        choose(desk, "Wrong")
        desk.page.get_by_role("button", name=leave).click()
        expect(desk.page.locator("#ppp-feedback")).to_be_hidden(timeout=PATIENCE_MS)
    assert records(url) == []


def test_a_chat_that_cannot_store_feedback_still_answers(
    desk: Visit, url: str, tmp_path: Path
) -> None:
    (tmp_path / "said").write_text("in the way of the folder")
    desk.ask(QUESTION)
    choose(desk, "Wrong")
    send(desk, "my note")
    expect(desk.page.locator(".ppp-unsaid")).to_contain_text(LOST, timeout=PATIENCE_MS)
    expect(desk.page.locator("#ppp-note textarea")).to_have_value("my note")
    desk.ask("Who manages America Makes?")
    expect(desk.page.locator(".ppp-answer").last).to_contain_text("NCDMM")
    expect(desk.page.locator(".ppp-unsaid")).to_have_count(0, timeout=PATIENCE_MS)
    (tmp_path / "said").unlink()
    send(desk, "my note")
    expect(desk.page.locator(".ppp-said")).to_contain_text("is stored", timeout=PATIENCE_MS)
    assert [each.question for each in records(url)] == [QUESTION]


def test_too_much_feedback_is_told_and_the_note_stays(
    browser: Browser, url: str, fda_settings: Settings, assistant: Assistant
) -> None:
    change = {"feedback_url": SecretStr(url), "feedback_rate_limit": 1}
    settings = fda_settings.model_copy(update=change)
    with running(settings, assistant) as address, visit(browser, address) as visitor:
        visitor.ask(QUESTION)
        told = visitor.page.locator(".ppp-unsaid")
        for count in range(1, 6):  # a slow machine may need more than a minute for two
            choose(visitor, "Wrong")
            send(visitor, f"note {count}")
            expect(visitor.page.locator(".ppp-said, .ppp-unsaid")).to_be_visible()
            if told.count():
                break
        expect(told).to_contain_text("more than 1 pieces of feedback a minute")
        expect(visitor.page.locator("#ppp-note textarea")).to_have_value(f"note {count}")
        assert len(records(url)) == count - 1 > 0


def test_a_chat_without_feedback_shows_no_choices(
    browser: Browser, fda_settings: Settings, assistant: Assistant
) -> None:
    settings = fda_settings.model_copy(update={"feedback": False})
    with running(settings, assistant) as address, visit(browser, address) as visitor:
        visitor.ask(QUESTION)
        assert visitor.page.locator(".ppp-verdict").count() == 0
        assert visitor.page.locator("#ppp-feedback, #ppp-choices").count() == 0
