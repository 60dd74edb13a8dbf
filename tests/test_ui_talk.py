"""What the controls of the conversation do with it, without a browser."""

import json

import pytest
from test_ui_answer_view import answer

from ui.conversation import Conversation
from ui.export_facts import STOPPED
from ui.kept import from_text, to_text
from ui.talk import _export, come_back, keeping, open_kept, start_over


def talk(name: str = "A") -> Conversation:
    begun = Conversation(id=name, feedback=True).asking(f"{name}?")
    return begun.with_last(answer(["One."], "One. [1]")).finished()


def shows(update: tuple[object, ...]) -> Conversation | None:
    return update[0] if isinstance(update[0], Conversation) else None


def test_an_opened_conversation_is_of_the_choice_that_opened_it() -> None:
    got = shows(open_kept(to_text(talk()), Conversation(feedback=True), 3))
    assert got is not None and got.choice == 3
    assert got.exchanges == talk().exchanges


def test_what_is_kept_names_its_choice_beside_the_text() -> None:
    first, second = (shows(open_kept(to_text(talk()), Conversation(), n)) for n in (1, 2))
    assert first and second
    kept = [json.loads(keeping(each)) for each in (first, second)]
    assert [each["choice"] for each in kept] == [1, 2]
    assert kept[0]["text"] == kept[1]["text"] and from_text(kept[0]["text"]).choice == 0


def test_a_new_chat_is_of_the_choice_that_began_it() -> None:
    got = shows(start_over(talk(), 4))
    assert got == Conversation(feedback=True, choice=4)


def test_after_a_reload_the_conversation_comes_back() -> None:
    assert shows(come_back(to_text(talk()), Conversation(), 0)) is not None
    assert shows(come_back("", Conversation(), 0)) is None


@pytest.mark.parametrize("before", [Conversation(choice=1), talk("B")])
def test_it_does_not_come_back_over_what_the_user_has_begun(before: Conversation) -> None:
    assert shows(come_back(to_text(talk()), before, 0)) is None


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_a_stopped_answer_is_exported_as_incomplete(form: str) -> None:
    stopped = talk().asking("B?").with_last(answer(["Two."], "Two. [1]"))
    assert STOPPED in json.loads(_export(stopped.settled(), form))["text"]
    assert STOPPED in json.loads(_export(stopped, form))["text"]  # it grows still
    assert STOPPED not in json.loads(_export(stopped.finished(), form))["text"]


def test_the_json_export_counts_answers_not_exchanges() -> None:
    failed = Conversation().asking("A?").failed("no")
    stopped = failed.asking("B?").with_last(answer(["Two."], "Two. [1]")).settled()
    text = json.loads(_export(stopped, "json"))["text"]
    assert json.loads(text)["incomplete"] == [1]
