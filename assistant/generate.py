"""Sentences of a language model, each with the citations it claims."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from langchain_core.runnables import RunnableConfig

from assistant.answer import Citation


class GenerationError(Exception):
    """The model gave no usable answer: no key, timeout, error of the provider, bad output."""


@dataclass(frozen=True)
class Draft:
    """A sentence as the model wrote it, without marks, and the numbers it cites."""

    text: str
    citations: tuple[int, ...]


class Generator(Protocol):
    """Writes an answer from numbered evidence."""

    @property
    def model(self) -> str:
        """Name of the model."""

    def drafts(
        self, question: str, evidence: Sequence[Citation], config: RunnableConfig | None = None
    ) -> Iterator[Draft]:
        """Sentences as they come; raises GenerationError."""
