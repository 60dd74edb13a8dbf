"""From a message in the chat to the conversation with its answer, as the answer grows."""

import logging
from collections.abc import Iterator
from typing import Any

from assistant.answer import Answer, Citation, Retrieved
from assistant.chain import Assistant
from assistant.cite import cite
from corpus.errors import PppError, StoreError
from corpus.models import Page
from corpus.snapshot import About
from ui.conversation import Conversation, Exchange
from ui.suggest import suggestions

log = logging.getLogger(__name__)

FAILED = "Something went wrong on the server; its log has the details. Please try again."


def converse(
    assistant: Assistant, question: str, conversation: Conversation
) -> Iterator[Conversation]:
    """The conversation with the question, then with its answer sentence by sentence.

    Nothing happens to an empty question. What a user can mend is shown as the error says
    it, anything else as one fixed line.
    """
    if not question.strip():
        return
    asking = conversation.named().asking(question.strip())
    yield asking
    message = {"question": question, "history": conversation.history()}
    try:
        for answer in assistant.stream(message):
            asking = asking.with_last(answer, nearest_quotes(assistant, answer))
            yield asking
        yield asking.finished(_offered(assistant, asking.exchanges[-1]))
    except PppError as error:
        yield asking.failed(str(error))
    except Exception:  # the outermost edge of the chat
        log.exception("no answer to %r", question[:200])
        yield asking.failed(FAILED)


def _offered(assistant: Assistant, exchange: Exchange) -> list[str]:
    """What to ask instead of a refused question.

    The refusal stands without: nothing where the snapshot vanished meanwhile.
    """
    if exchange.answer is None or not exchange.answer.refused:
        return []
    try:
        return suggestions(assistant, exchange.answer, exchange.nearest)
    except StoreError as error:
        log.warning("no questions are suggested: %s", error)
        return []


def nearest_quotes(assistant: Assistant, answer: Answer) -> list[Citation]:
    """The nearest passages of a refusal as quotes; none when it is not served now."""
    if not answer.nearest:
        return []
    try:
        snapshot = assistant.library.current().snapshot
    except StoreError as error:
        log.warning("no nearest passages are shown: %s", error)
        return []
    if snapshot.id != answer.snapshot:
        return []
    return [
        _passage_quote(snapshot.page_of[each.url], each, number)
        for number, each in enumerate(answer.nearest, start=1)
    ]


def _passage_quote(page: Page, passage: Retrieved, number: int) -> Citation:
    """A passage as a quote, from its first words that are no heading."""
    words = (
        each.start
        for each in page.sentences
        if passage.start <= each.start < passage.end and each.kind != "heading"
    )
    return cite(page, next(words, passage.start), passage.end, number, passage.score)


def ask_once(
    assistant: Assistant, question: str, history: list[dict[str, Any]] | None
) -> dict[str, Any]:
    """The whole answer as JSON; raises PppError."""
    return assistant.invoke({"question": question, "history": history}).model_dump(mode="json")


def about_of(assistant: Assistant) -> About:
    """What the served snapshot says of its pages; generic words when there is none."""
    try:
        return assistant.library.current().snapshot.manifest.about
    except PppError:
        return About()
