"""What a user can do with the conversation besides asking: stop, edit, start over."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from ui.conversation import Conversation

PRIVATE: dict[str, Any] = {
    "api_visibility": "private", "show_progress": "hidden", "queue": False,
}  # fmt: skip
ASKING = gr.update(value="", submit_btn=False, stop_btn=True)
IDLE = gr.update(submit_btn=True, stop_btn=False)
Shown = list[Any]  # the state, the chat, the cards and the question box
Update = tuple[Any, Any, Any, Any]  # of those four


@dataclass(frozen=True)
class Talk:
    """The widgets of the conversation, and the events that ask a question."""

    conversation: gr.State
    chatbot: gr.Chatbot
    question: gr.Textbox
    clear: gr.Button
    shown: Shown
    asked: list[Any]


def wire_talk(talk: Talk) -> None:
    """Add the widgets that only the script presses, and say what each control calls."""
    edit = gr.Button("Edit", elem_id="ppp-do-edit", elem_classes="ppp-unseen")
    number = gr.Number(-1, precision=0, elem_classes="ppp-unseen", label="Question to edit")
    edit.click(
        _edit, [talk.conversation, number], talk.shown, js="(talk) => [talk, pppTalk.editing]",
        **PRIVATE,
    )  # fmt: skip
    _after_stop(talk, talk.question.stop).then(settle, [talk.conversation], talk.shown, **PRIVATE)
    for emptied in (talk.clear.click, talk.chatbot.clear):
        _after_stop(talk, emptied).then(start_over, None, talk.shown, **PRIVATE)


def _after_stop(talk: Talk, event: Any) -> Any:  # noqa: ANN401
    """The event, after which no answer grows any more."""
    return event(None, cancels=talk.asked, **PRIVATE)


def shown_as(after: Conversation, box: Any) -> Update:  # noqa: ANN401
    """What the widgets show of a conversation."""
    return after, after.messages(), after.cards(), box


def settle(before: Conversation) -> Update:
    """The conversation after its answer was stopped."""
    return shown_as(before.settled(), IDLE)


def start_over() -> Update:
    """An empty conversation."""
    return shown_as(Conversation(), gr.update(value="", submit_btn=True, stop_btn=False))


def _edit(before: Conversation, number: int) -> Update:
    after = before.edit(number)
    asked = "" if after.editing is None else after.exchanges[after.editing].question
    return shown_as(after, asked)
