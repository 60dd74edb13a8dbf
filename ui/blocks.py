"""The widgets of the chat and what they call."""

from collections.abc import Iterator
from typing import Any

import gradio as gr

from assistant.chain import Assistant
from corpus.errors import PppError
from corpus.snapshot import About
from ppp_settings import Settings
from ui.asking import about_of, ask_once, converse
from ui.conversation import Conversation
from ui.feedback_form import PRIVATE, build_form, closed, wire_form
from ui.feedback_store import feedback_store
from ui.frame_view import header_html, panel_html, welcome_html
from ui.menu_view import menus_html
from ui.ratelimit import RateLimit
from ui.spoken_view import READING, spoken_html
from ui.talk import ASKING, IDLE, Shown, Talk, Update, shown_as, wire_talk

QUEUE = 32  # questions that may wait
Said = tuple[Any, Any, Any, Any, Any]  # an update, and what is spoken of it


def build_blocks(settings: Settings, assistant: Assistant, feedback_limit: RateLimit) -> gr.Blocks:
    """The widgets and what they call."""
    about = about_of(assistant)
    blocks = gr.Blocks(title=about.name, analytics_enabled=False, fill_width=True)
    with blocks:
        with gr.Row(elem_id="ppp-top"):
            gr.HTML(header_html(about), elem_id="ppp-header")
            gr.HTML(menus_html(), elem_id="ppp-menus", js_on_load=None)
            clear = gr.Button("New chat", elem_id="ppp-clear", size="sm")
        with gr.Row(elem_id="ppp-main"):
            with gr.Column(elem_id="ppp-chat"):
                chatbot = _chatbot(about)
                form = build_form() if settings.feedback else None
                question = _question_box()
            gr.HTML(panel_html(), elem_id="ppp-panel", js_on_load=None)
        cards = gr.HTML("", elem_id="ppp-cards", js_on_load=None)
        spoken = gr.HTML("", elem_id="ppp-spoken", js_on_load=None)
        conversation = gr.State(Conversation(feedback=form is not None))
        shown: Shown = [conversation, chatbot, cards, question]
        asked = _wire(assistant, chatbot, shown, spoken)
        wire_talk(blocks, Talk(conversation, chatbot, question, clear, shown, asked))
        if form is not None:
            wire_form(form, conversation, assistant, feedback_store(settings), feedback_limit)
            question.submit(lambda: "", None, form.said, queue=False, **PRIVATE)
            for emptied in (clear.click, chatbot.clear):
                emptied(closed, None, form.all, queue=False, **PRIVATE)
        _publish_ask(assistant)
    blocks.queue(max_size=QUEUE, default_concurrency_limit=settings.threads)
    return blocks


def _chatbot(about: About) -> gr.Chatbot:
    return gr.Chatbot(
        label="Conversation", show_label=False, container=False, elem_id="ppp-log",
        placeholder=welcome_html(about), examples=[{"text": each} for each in about.examples],
        buttons=[], feedback_options=None, latex_delimiters=[], sanitize_html=True,
        group_consecutive_messages=False, layout="bubble", height=None,
    )  # fmt: skip


def _question_box() -> gr.Textbox:
    return gr.Textbox(
        label="Your question", show_label=False, placeholder="Ask a question", lines=1, max_lines=6,
        submit_btn=True, container=False, elem_id="ppp-ask",
    )  # fmt: skip


def _wire(assistant: Assistant, chatbot: gr.Chatbot, shown: Shown, spoken: gr.HTML) -> list[Any]:
    """The events that ask a question."""
    conversation, _, _, question = shown

    def say(text: str, before: Conversation) -> Iterator[Said]:
        box: Any = ""  # emptied once: what is typed meanwhile stays
        after = before
        for after in converse(assistant, text, before):
            shown = after, after.messages(), after.cards()
            yield *shown, box, gr.skip()
            if box == "":
                yield *shown, ASKING, READING  # the same again costs nothing, a skip the whole
            box = gr.skip()
        yield gr.skip(), gr.skip(), gr.skip(), IDLE, spoken_html(after)

    def say_example(before: Conversation, event: gr.SelectData) -> Iterator[Said]:
        yield from say(event.value["text"], before)

    def retry(before: Conversation, event: gr.RetryData) -> Iterator[Said]:
        number = before.number(_index(event))
        yield from say(before.exchanges[number].question, before.before(number))

    def undo(before: Conversation, event: gr.UndoData) -> Update:
        number = before.number(_index(event))
        return shown_as(before.before(number), before.exchanges[number].question)

    chatbot.undo(undo, [conversation], shown, queue=False, **PRIVATE)
    said = [*shown, spoken]
    return [
        # "once" would drop a question that is sent while a stopped answer still ends.
        question.submit(say, [question, conversation], said, trigger_mode="multiple", **PRIVATE),
        chatbot.example_select(say_example, [conversation], said, **PRIVATE),
        chatbot.retry(retry, [conversation], said, **PRIVATE),
    ]


def _index(event: gr.RetryData | gr.UndoData) -> int:
    """Number of the message of an event, counted from 0."""
    return int(event.index if isinstance(event.index, int) else event.index[0])


def _publish_ask(assistant: Assistant) -> None:
    """The one public endpoint."""

    def ask(question: str, history: list[dict[str, str]] | None = None) -> dict[str, Any]:
        """Answer a question; `history` is a list of {"role", "content"}."""
        try:
            return ask_once(assistant, question, history)
        except PppError as error:
            raise gr.Error(str(error), print_exception=False) from error

    gr.events.api(ask, api_name="ask")
