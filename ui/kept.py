"""A conversation as the text that the user's browser keeps, and back again."""

from functools import cache

from pydantic import TypeAdapter, ValidationError

from corpus.errors import PppError
from ui.conversation import Conversation

MOST_CHARS = 4_000_000


class KeptError(PppError):
    """A kept text is too long, or holds no conversation that can be shown."""


def to_text(conversation: Conversation) -> str:
    """The conversation as JSON, the same for each choice of it and whatever of it is shown."""
    return _adapter().dump_json(conversation, exclude={"choice", "earlier"}).decode()


def from_text(text: str) -> Conversation:
    """The conversation of such a text, nothing in it growing or being edited.

    Raises KeptError: what a browser sends is checked like any other input.
    """
    if len(text) > MOST_CHARS:
        raise KeptError(
            f"the kept conversation has {len(text)} characters, the limit is {MOST_CHARS}; "
            "delete it or start a new chat"
        )
    try:
        return _adapter().validate_json(text).edit(-1).settled()
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the text"
        raise KeptError(
            f"the kept conversation cannot be read ({where}: {first['msg']}); "
            "delete it or start a new chat"
        ) from error


@cache
def _adapter() -> TypeAdapter[Conversation]:
    return TypeAdapter(Conversation)
