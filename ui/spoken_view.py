"""What a screen reader says of an answer: once, when it is whole."""

from ui.conversation import Conversation, Exchange
from ui.escape import escaped

READING = "<p>Reading the pages…</p>"


def spoken_html(conversation: Conversation) -> str:
    """The last answer in words; nothing before the first question.

    The answer's marks are left out, their number told: they are read where they stand.
    """
    if not conversation.exchanges:
        return ""
    return f"<p>{escaped(_words(conversation.exchanges[-1]))}</p>"


def _words(exchange: Exchange) -> str:
    answer = exchange.answer
    if answer is None:
        return f"No answer. {exchange.error or ''}".rstrip()
    if answer.refused:
        return answer.text
    said = " ".join(each.text for each in answer.sentences)
    count = len(answer.citations)
    return f"Answer: {said} {count} citation{'' if count == 1 else 's'}."
