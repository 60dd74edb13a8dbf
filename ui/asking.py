"""From a message in the chat to the conversation with its answer, as the answer grows."""

import logging
from collections.abc import Iterator
from typing import Any

from assistant.answer import Answer, Citation
from assistant.chain import Assistant
from assistant.cite import cite
from corpus.errors import PppError
from ui.conversation import Conversation

log = logging.getLogger(__name__)

FAILED = "Something went wrong on the server; its log has the details. Please try again."


def converse(
    assistant: Assistant, question: str, conversation: Conversation
) -> Iterator[Conversation]:
    """The conversation with the question, then with its answer sentence by sentence.

    What a user can mend is shown as the error says it, anything else as one fixed line.
    """
    asking = conversation.asking(question.strip())
    yield asking
    message = {"question": question, "history": conversation.history()}
    try:
        for answer in assistant.stream(message):
            yield asking.with_last(answer, nearest_quotes(assistant, answer))
    except PppError as error:
        yield asking.failed(str(error))
    except Exception:  # the outermost edge of the chat
        log.exception("no answer to %r", question[:200])
        yield asking.failed(FAILED)


def nearest_quotes(assistant: Assistant, answer: Answer) -> list[Citation]:
    """The nearest passages of a refusal as quotes; none when another snapshot is served now."""
    if not answer.nearest:
        return []
    snapshot = assistant.library.current().snapshot
    if snapshot.id != answer.snapshot:
        return []
    return [
        cite(snapshot.page_of[each.url], each.start, each.end, number, each.score)
        for number, each in enumerate(answer.nearest, start=1)
    ]


def ask_once(
    assistant: Assistant, question: str, history: list[dict[str, Any]] | None
) -> dict[str, Any]:
    """The whole answer as JSON; raises PppError."""
    return assistant.invoke({"question": question, "history": history}).model_dump(mode="json")
