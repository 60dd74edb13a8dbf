"""What a user can do with the conversation besides asking.

Stop, edit, start over, export, come back to a conversation that the browser kept. The
server keeps nothing: what the browser kept comes with the request that opens it.
"""

import json
from dataclasses import asdict, dataclass, replace
from typing import Any

import gradio as gr

from ui.conversation import Conversation
from ui.export import export
from ui.kept import KeptError, from_text, to_text

PRIVATE: dict[str, Any] = {
    "api_visibility": "private", "show_progress": "hidden", "queue": False,
}  # fmt: skip
QUEUED: dict[str, Any] = {**PRIVATE, "queue": True}  # only queued events can warn
# What the browser keeps, and the number of the user's last choice of a conversation.
CURRENT = "(text, talk, choice) => [pppTalk.current(), talk, pppTalk.choice]"
CHOICE = "(talk, choice) => [talk, pppTalk.choice]"
ONE_AFTER_THE_OTHER: dict[str, Any] = {"concurrency_id": "ppp-kept", "concurrency_limit": 1}
ASKING = gr.update(submit_btn=False, stop_btn=True)  # with a value, the box may keep its text
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


def wire_talk(blocks: gr.Blocks, talk: Talk) -> None:
    """Add the widgets that only the script uses, and say what each control calls."""
    with gr.Column(elem_classes="ppp-unseen"):
        _wire_stop_and_edit(talk)
        _wire_export(talk)
        _wire_kept(blocks, talk)


def _wire_stop_and_edit(talk: Talk) -> None:
    edit = gr.Button("Edit", elem_id="ppp-do-edit")
    number = gr.Number(-1, precision=0, label="Question to edit")
    edit.click(
        _edit, [talk.conversation, number], talk.shown, js="(talk) => [talk, pppTalk.editing]",
        **PRIVATE,
    )  # fmt: skip
    earlier = gr.Button("Show earlier questions", elem_id="ppp-do-earlier")
    whole = gr.Checkbox(label="Show the whole conversation")
    earlier.click(
        _further_back, [talk.conversation, whole], talk.shown, js="(talk) => [talk, pppTalk.whole]",
        **PRIVATE,
    )  # fmt: skip
    _after_stop(talk, talk.question.stop).then(settle, [talk.conversation], talk.shown, **PRIVATE)
    choice = gr.Number(0, precision=0, label="Number of the choice to start over")
    for emptied in (talk.clear.click, talk.chatbot.clear):
        over = _after_stop(talk, emptied).then(
            start_over, [talk.conversation, choice], talk.shown, js=CHOICE, **PRIVATE
        )
        over.then(lambda: IDLE, None, [talk.question], **PRIVATE)


def _wire_export(talk: Talk) -> None:
    button = gr.Button("Export", elem_id="ppp-do-export")
    form, made = gr.Textbox(label="Form of the export"), gr.Textbox(label="Export")
    button.click(
        _export, [talk.conversation, form], [made], js="(talk) => [talk, pppTalk.form]", **PRIVATE
    ).then(None, [made], None, js="(text) => pppTalk.download(text)", **PRIVATE)


def _wire_kept(blocks: gr.Blocks, talk: Talk) -> None:
    opening = gr.Button("Open", elem_id="ppp-do-open")
    given = gr.Textbox(label="Conversation to open")
    kept = gr.Textbox(label="Conversation to keep")
    choice = gr.Number(0, precision=0, label="Number of the choice to open")
    talk.chatbot.change(
        keeping, [talk.conversation], [kept], trigger_mode="always_last", **PRIVATE
    ).then(None, [kept], None, js="(text) => pppTalk.keep(text)", **PRIVATE)
    asked = [given, talk.conversation, choice]
    _after_stop(talk, opening.click).then(
        open_kept, asked, talk.shown, js=CURRENT, **ONE_AFTER_THE_OTHER, **QUEUED
    ).then(lambda: IDLE, None, [talk.question], **PRIVATE)
    blocks.load(come_back, asked, talk.shown, js=CURRENT, **ONE_AFTER_THE_OTHER, **QUEUED)


def _after_stop(talk: Talk, event: Any) -> Any:  # noqa: ANN401
    """The event, after which no answer grows any more."""
    return event(None, cancels=talk.asked, **PRIVATE)


def shown_as(after: Conversation, box: Any) -> Update:  # noqa: ANN401
    """What the widgets show of a conversation."""
    return after, after.messages(), after.cards(), box


def settle(before: Conversation) -> Update:
    """The conversation after its answer was stopped."""
    return shown_as(before.settled(), IDLE)


def start_over(before: Conversation, choice: int = 0) -> Update:
    """An empty conversation."""
    return shown_as(Conversation(feedback=before.feedback, choice=choice), "")


def _edit(before: Conversation, number: int) -> Update:
    after = before.edit(number)
    asked = "" if after.editing is None else after.exchanges[after.editing].question
    return shown_as(after, asked)


def _further_back(before: Conversation, whole: bool) -> Update:
    return shown_as(before.further_back(whole), gr.skip())


def _export(conversation: Conversation, form: str) -> str:
    """The document as JSON: the name of its file, its media type, and its text."""
    answered = [each for each in conversation.exchanges if each.answer is not None]
    answers = [each.answer.model_dump(mode="json") for each in answered if each.answer]
    incomplete = [number for number, each in enumerate(answered, start=1) if not each.whole]
    return json.dumps(asdict(export(answers, form, incomplete=incomplete)))


def keeping(conversation: Conversation) -> str:
    """The text to keep, with the number of the choice that it is of, as JSON."""
    return json.dumps({"choice": conversation.choice, "text": to_text(conversation)})


def come_back(text: str, before: Conversation, choice: int = 0) -> Update:
    """The conversation that was on the screen before the page was loaded again.

    It comes too late when the user has begun something meanwhile.
    """
    late = bool(before.exchanges) or before.choice > choice
    return open_kept("" if late else text, before, choice)


def open_kept(text: str, before: Conversation, choice: int = 0) -> Update:
    """The conversation that the browser kept; nothing changes when there is none."""
    if not text:
        return gr.skip(), gr.skip(), gr.skip(), gr.skip()
    try:
        found = from_text(text)
    except KeptError as error:
        gr.Warning(str(error))
        return start_over(before, choice)
    return shown_as(replace(found, feedback=before.feedback, choice=choice, earlier=0), IDLE)
