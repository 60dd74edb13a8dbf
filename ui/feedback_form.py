"""The form of the chat that takes feedback on an answer, and its wiring."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.answer import Answer, Turn
from assistant.chain import Assistant
from corpus.clock import utc_now
from corpus.errors import PppError
from ui.caller import network_of
from ui.conversation import Conversation
from ui.feedback import NOTE_CHARS, VERDICTS, make_record, used_by
from ui.feedback_store import FeedbackStore
from ui.feedback_view import FOCUS, LISTEN, form_html, thanks_html, unsaid_html
from ui.problems import words_of
from ui.ratelimit import RateLimit

PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


@dataclass(frozen=True)
class Chosen:
    """A verdict on an answer, with the messages before its question; not sent yet."""

    verdict: str
    answer: Answer
    history: Sequence[Turn]


@dataclass(frozen=True)
class Form:
    """The widgets; the form is shown between the choice and the sending."""

    chosen: gr.State
    choices: gr.HTML
    said: gr.HTML
    box: gr.Column
    about: gr.HTML
    note: gr.Textbox
    send: gr.Button
    cancel: gr.Button

    @property
    def all(self) -> list[Any]:
        """What an update of the form is for."""
        return [self.chosen, self.said, self.box, self.about, self.note]


def build_form() -> Form:
    """The widgets, in the place where they are built."""
    choices = gr.HTML("", elem_id="ppp-choices", js_on_load=LISTEN)
    with gr.Column(visible=False, elem_id="ppp-feedback") as box:
        about = gr.HTML("", js_on_load=None)
        note = gr.Textbox(
            label="Note (optional)", lines=2, max_lines=4, max_length=NOTE_CHARS,
            elem_id="ppp-note",
        )  # fmt: skip
        with gr.Row(elem_id="ppp-feedback-buttons"):
            send = gr.Button("Send", size="sm", elem_id="ppp-send")
            cancel = gr.Button("Cancel", size="sm", elem_id="ppp-cancel")
    said = gr.HTML("", elem_id="ppp-said", js_on_load=None)
    return Form(gr.State(None), choices, said, box, about, note, send, cancel)


def wire_form(
    form: Form, conversation: gr.State, assistant: Assistant, store: FeedbackStore,
    limit: RateLimit,
) -> None:  # fmt: skip
    """A choice opens the form; sending it stores the record, or shows why it is not stored."""

    def choose(talk: Conversation, event: gr.EventData) -> Sequence[Any]:
        found = chosen_of(talk, event.turn, event.verdict)
        if found is None:
            return closed()
        about = form_html(found.verdict, found.answer.question)
        return found, "", gr.Column(visible=True), about, ""

    def send(found: Chosen | None, note: str, request: gr.Request) -> Sequence[Any]:
        if found is None:
            return closed()
        try:
            limit.take(network_of(request.client.host if request.client else ""))
            keep(found, note, assistant, store)
        except PppError as error:
            return found, unsaid_html(words_of(error)), gr.skip(), gr.skip(), gr.skip()
        return closed(thanks_html(found.verdict))

    form.choices.select(choose, [conversation], form.all, queue=False, **PRIVATE).then(
        None, None, None, js=FOCUS
    )
    form.send.click(send, [form.chosen, form.note], form.all, **PRIVATE)
    form.cancel.click(closed, None, form.all, queue=False, **PRIVATE)


def closed(said: str = "") -> Sequence[Any]:
    """The update that takes the form away and says this instead."""
    return None, said, gr.Column(visible=False), "", ""


def chosen_of(talk: Conversation, turn: Any, verdict: Any) -> Chosen | None:  # noqa: ANN401 - of a browser
    """The choice that a browser names; None where there is no such answer or verdict."""
    if not isinstance(turn, int) or not 0 <= turn < len(talk.exchanges) or verdict not in VERDICTS:
        return None
    exchange = talk.exchanges[turn]
    if exchange.answer is None or not exchange.whole:
        return None
    return Chosen(verdict, exchange.answer, Conversation(talk.exchanges[:turn]).history())


def keep(found: Chosen, note: str, assistant: Assistant, store: FeedbackStore) -> None:
    """Store a choice with its note; raises FeedbackError."""
    used = used_by(assistant)
    store.add(make_record(found.verdict, note, found.answer, found.history, used, utc_now()))
