"""The visible conversation: its exchanges, and what is sent and shown of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
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
from ui.earlier_view import earlier_html
from ui.edit_view import edit_html
from ui.feedback_view import verdicts_html

MOST_SHOWN = 30  # exchanges on the screen: with more, each update would take longer
STEP = 10  # so many go at once, or every question would move all of them
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
    `earlier` exchanges are shown beside those that always are, until the next question.
    """

    exchanges: tuple[Exchange, ...] = ()
    editing: int | None = None
    id: str = ""
    feedback: bool = False
    choice: int = 0
    earlier: int = 0

    @property
    def first(self) -> int:
        """The number of the first exchange that is shown."""
        over = max(0, len(self.exchanges) - MOST_SHOWN - self.earlier)
        return -(-over // STEP) * STEP

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
        return replace(self, exchanges=(*self.kept, asked), editing=None, earlier=0)

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

    def number(self, message_index: int) -> int:
        """The number of the exchange that holds a message of the chat."""
        return self.first + message_index // 2

    def before(self, number: int) -> "Conversation":
        """What came before an exchange."""
        return replace(self, exchanges=self.exchanges[:number], editing=None)

    def further_back(self, whole: bool) -> "Conversation":
        """With more of the earlier exchanges shown, or the whole of it."""
        more = len(self.exchanges) if whole else MOST_SHOWN
        return replace(self, earlier=self.earlier + more)

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
        """The messages of the chat: two for each exchange that is shown, in HTML."""
        return [
            message
            for turn, each in self._shown()
            for message in (
                {"role": "user", "content": self._asked(each, turn)},
                {"role": "assistant", "content": self._reply(each, turn)},
            )
        ]

    def _shown(self) -> Iterator[tuple[int, Exchange]]:
        return islice(enumerate(self.exchanges), self.first, None)

    def _asked(self, exchange: Exchange, turn: int) -> str:
        before = earlier_html(turn, MOST_SHOWN) if turn and turn == self.first else ""
        return before + question_html(exchange.question) + edit_html(turn, self.editing)

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
        """The cards of all quotes on the screen that can be opened, in HTML."""
        return "".join(
            cards_html(each.opened, turn, each.answer.snapshot)
            for turn, each in self._shown()
            if each.answer is not None
        )
