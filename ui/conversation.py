"""The visible conversation: its exchanges, and what is sent and shown of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer import Answer, Citation, Turn
from ui.answer_view import answer_html, error_html, pending_html, question_html
from ui.card_view import cards_html
from ui.feedback_view import verdicts_html

Message = dict[str, str]


@dataclass(frozen=True)
class Exchange:
    """A question and what came of it: an answer (growing or whole), an error, or nothing yet.

    `nearest` are the nearest passages of a refusal, as quotes to open. A `whole` answer grows
    no more.
    """

    question: str
    answer: Answer | None = None
    error: str | None = None
    nearest: tuple[Citation, ...] = ()
    whole: bool = False

    @property
    def opened(self) -> Sequence[Citation]:
        """The quotes that can be opened in the panel."""
        return self.answer.citations if self.answer and not self.answer.refused else self.nearest


@dataclass(frozen=True)
class Conversation:
    """The exchanges on the screen, oldest first."""

    exchanges: tuple[Exchange, ...] = ()

    def asking(self, question: str) -> "Conversation":
        """With one more question that has no answer yet."""
        return Conversation((*self.exchanges, Exchange(question)))

    def with_last(self, answer: Answer, nearest: Sequence[Citation] = ()) -> "Conversation":
        """With an answer to the last question."""
        last = replace(self.exchanges[-1], answer=answer, nearest=tuple(nearest))
        return Conversation((*self.exchanges[:-1], last))

    def whole(self) -> "Conversation":
        """With the last answer grown to its end."""
        return Conversation((*self.exchanges[:-1], replace(self.exchanges[-1], whole=True)))

    def failed(self, message: str) -> "Conversation":
        """With an error instead of an answer to the last question."""
        last = replace(self.exchanges[-1], answer=None, error=message)
        return Conversation((*self.exchanges[:-1], last))

    def before(self, message_index: int) -> "Conversation":
        """What came before the exchange that holds a message of the chat."""
        return Conversation(self.exchanges[: message_index // 2])

    def history(self) -> list[Turn]:
        """The messages that a follow-up may refer to; errors are left out."""
        return [
            turn
            for each in self.exchanges
            if each.answer is not None
            for turn in (
                Turn(role="user", content=each.question),
                Turn(role="assistant", content=each.answer.text),
            )
        ]

    def messages(self, feedback: bool = False) -> list[Message]:
        """The messages of the chat: two for each exchange, in HTML.

        With `feedback` each whole answer asks whether it is right.
        """
        return [
            message
            for turn, each in enumerate(self.exchanges)
            for message in (
                {"role": "user", "content": question_html(each.question)},
                {"role": "assistant", "content": _reply(each, turn, feedback)},
            )
        ]

    def cards(self) -> str:
        """The cards of all quotes that can be opened, in HTML."""
        return "".join(
            cards_html(each.opened, turn, each.answer.snapshot)
            for turn, each in enumerate(self.exchanges)
            if each.answer is not None
        )


def _reply(exchange: Exchange, turn: int, feedback: bool) -> str:
    if exchange.answer is not None:
        asked = verdicts_html(turn) if feedback and exchange.whole else ""
        return answer_html(exchange.answer, turn, exchange.nearest) + asked
    return error_html(exchange.error) if exchange.error is not None else pending_html()
