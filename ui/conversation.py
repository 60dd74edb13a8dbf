"""The visible conversation: its exchanges, and what is sent and shown of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from assistant.answer import Answer, Citation, Turn
from ui.answer_view import (
    answer_html,
    error_html,
    pending_html,
    question_html,
    stopped_html,
    suggested_html,
)
from ui.card_view import cards_html
from ui.edit_view import edit_html
from ui.feedback_view import verdicts_html

STOPPED = "It was stopped before the first sentence."
Message = dict[str, str]


@dataclass(frozen=True)
class Exchange:
    """A question and what came of it: an answer (growing or whole), an error, or nothing yet.

    `nearest` are the nearest passages of a refusal, as quotes to open, and `suggested` are
    questions that the sources do answer. `growing` until the answer is whole; `stopped` when
    it never will be.
    """

    question: str
    answer: Answer | None = None
    error: str | None = None
    nearest: tuple[Citation, ...] = ()
    suggested: tuple[str, ...] = ()
    growing: bool = False
    stopped: bool = False

    @property
    def whole(self) -> bool:
        """Whether there is an answer that grows no more and was not stopped."""
        return self.answer is not None and not self.growing and not self.stopped

    @property
    def opened(self) -> Sequence[Citation]:
        """The quotes that can be opened in the panel."""
        return self.answer.citations if self.answer and not self.answer.refused else self.nearest


@dataclass(frozen=True)
class Conversation:
    """The exchanges on the screen, oldest first.

    `editing` is the number of the exchange, from 0, whose question is being edited: the next
    question takes its place, and what followed it goes. `id` is the name under which the
    browser keeps it; none before the first question. `feedback`: answers ask what the user
    thinks of them. `choice` counts the user's choices of a conversation: the one that this is of.
    """

    exchanges: tuple[Exchange, ...] = ()
    editing: int | None = None
    id: str = ""
    feedback: bool = False
    choice: int = 0

    def named(self) -> "Conversation":
        """With a name of its own."""
        return self if self.id else replace(self, id=uuid4().hex)

    @property
    def kept(self) -> tuple[Exchange, ...]:
        """The exchanges that stay when the next question is asked."""
        return self.exchanges[: self.editing]

    def asking(self, question: str) -> "Conversation":
        """With one more question that has no answer yet."""
        asked = Exchange(question, growing=True)
        return replace(self, exchanges=(*self.kept, asked), editing=None)

    def with_last(self, answer: Answer, nearest: Sequence[Citation] = ()) -> "Conversation":
        """With an answer to the last question."""
        return self._changed(answer=answer, nearest=tuple(nearest))

    def failed(self, message: str) -> "Conversation":
        """With an error instead of an answer to the last question."""
        return self._changed(answer=None, error=message, growing=False)

    def finished(self, suggested: Sequence[str] = ()) -> "Conversation":
        """With the last answer whole, and questions to ask instead of one that was refused."""
        return self._changed(growing=False, suggested=tuple(suggested))

    def settled(self) -> "Conversation":
        """As it stays when nothing more comes: what was still growing is marked as stopped."""
        if not self.exchanges or not self.exchanges[-1].growing:
            return self
        if self.exchanges[-1].answer is None:
            return self.failed(STOPPED)
        return self._changed(growing=False, stopped=True)

    def edit(self, number: int) -> "Conversation":
        """With the question of an exchange being edited; any other number ends the editing."""
        there = 0 <= number < len(self.exchanges)
        return replace(self, editing=number if there else None)

    def before(self, message_index: int) -> "Conversation":
        """What came before the exchange that holds a message of the chat."""
        return replace(self, exchanges=self.exchanges[: message_index // 2], editing=None)

    def _changed(self, **changes: object) -> "Conversation":
        """With changes of the last exchange."""
        last = replace(self.exchanges[-1], **changes)  # type: ignore[arg-type]
        return replace(self, exchanges=(*self.exchanges[:-1], last))

    def history(self) -> list[Turn]:
        """The messages that the next question may refer to; errors are left out."""
        return [
            turn
            for each in self.kept
            if each.answer is not None
            for turn in (
                Turn(role="user", content=each.question),
                Turn(role="assistant", content=each.answer.text),
            )
        ]

    def messages(self) -> list[Message]:
        """The messages of the chat: two for each exchange, in HTML."""
        return [
            message
            for turn, each in enumerate(self.exchanges)
            for message in (
                {"role": "user", "content": self._asked(each, turn)},
                {"role": "assistant", "content": self._reply(each, turn)},
            )
        ]

    def _asked(self, exchange: Exchange, turn: int) -> str:
        return question_html(exchange.question) + edit_html(turn, self.editing)

    def _reply(self, exchange: Exchange, turn: int) -> str:
        if exchange.error is not None:
            return error_html(exchange.error)
        if exchange.answer is None:
            return pending_html()
        parts = [answer_html(exchange.answer, turn, exchange.nearest)]
        if exchange.suggested:
            parts.append(suggested_html(exchange.suggested))
        if exchange.stopped:
            parts.append(stopped_html())
        if self.feedback and exchange.whole:
            parts.append(verdicts_html(turn))
        return "".join(parts)

    def cards(self) -> str:
        """The cards of all quotes that can be opened, in HTML."""
        return "".join(
            cards_html(each.opened, turn, each.answer.snapshot)
            for turn, each in enumerate(self.exchanges)
            if each.answer is not None
        )
