"""Sentences of a language model, each with the citations it claims."""

import contextvars
import logging
import queue
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.runnables import RunnableConfig

from assistant.answer import Citation
from assistant.marks import SentenceParser
from assistant.prompt import NOT_IN_SOURCES, messages_for
from ppp_settings import Settings

log = logging.getLogger(__name__)

MOST_CHARS = 6_000  # of a model's output; what comes after is not read
LONGEST_REASON = 240
EXTRAS = ("openai", "anthropic", "ollama")  # providers that are extras of this package
SECRET = re.compile(r"\b(?:sk|pk|gsk|xai)[-_][\w*-]{4,}|\bAIza\S+|\bBearer \S+", re.IGNORECASE)

MakeModel = Callable[[Settings], BaseChatModel]


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


class LangChainGenerator:
    """Writes with the chat model that settings.llm names ("provider:model").

    The model is made on the first question, so that a missing package or key is an answer
    in quotes and not a failed start. Keys come from the provider's own environment variables.
    """

    def __init__(self, settings: Settings, make_model: MakeModel | None = None) -> None:
        """`make_model` is for models that no setting can name; default make_chat_model."""
        self._settings = settings
        self._make_model = make_model or make_chat_model
        self._chat: BaseChatModel | None = None

    @property
    def model(self) -> str:
        """See Generator."""
        return self._settings.llm or "none"

    def drafts(
        self, question: str, evidence: Sequence[Citation], config: RunnableConfig | None = None
    ) -> Iterator[Draft]:
        """See Generator. Each sentence once; nothing where the model says NOT IN SOURCES."""
        parser, seen, length = SentenceParser(), set[str](), 0
        pieces = self._pieces(messages_for(question, evidence), config)
        for piece in pieces:
            length += len(piece)
            yield from _fresh(parser.feed(piece), seen)
            if length > MOST_CHARS:
                log.warning("%s: output cut at %d characters", self.model, MOST_CHARS)
                pieces.close()
                return
        if not length:
            raise GenerationError(f"PPP_LLM={self.model!r} gave an empty answer")
        yield from _fresh(parser.finish(), seen)

    def complete(self, messages: list[BaseMessage], config: RunnableConfig | None = None) -> str:
        """The whole text that the model gives for these messages; raises GenerationError."""
        text = ""
        pieces = self._pieces(messages, config)
        for piece in pieces:
            text += piece
            if len(text) > MOST_CHARS:
                pieces.close()
                break
        return text

    def _pieces(self, messages: list[BaseMessage], config: RunnableConfig | None) -> "_TimedStream":
        """Pieces of the model's text, until settings.llm_timeout_seconds have passed in all."""

        def produce() -> Iterator[str]:
            for chunk in self._model().stream(messages, config):
                yield str(chunk.text)

        return _TimedStream(produce, self._settings)

    def _model(self) -> BaseChatModel:
        if self._chat is None:
            self._chat = self._make_model(self._settings)
        return self._chat


def make_chat_model(settings: Settings) -> BaseChatModel:
    """The chat model that settings.llm names; raises whatever its provider raises."""
    from langchain.chat_models import init_chat_model

    name = settings.llm or ""
    provider = name.partition(":")[0]
    seconds = settings.llm_timeout_seconds
    options: dict[str, Any] = {"temperature": 0}
    if provider == "ollama":
        options["client_kwargs"] = {"timeout": seconds}
    else:
        options |= {"timeout": seconds, "max_retries": 1}
    if settings.llm_base_url:
        options["base_url"] = settings.llm_base_url
    model = init_chat_model(name, **options)
    if not isinstance(model, BaseChatModel):
        raise TypeError(f"{name!r} names no model; use provider:model")
    return model


class _TimedStream:
    """Runs a provider's stream in a thread, so that a provider that hangs can be left behind.

    Iterating raises GenerationError in plain words for every error of the provider.
    """

    def __init__(self, produce: Callable[[], Iterator[str]], settings: Settings) -> None:
        self._produce = produce
        self._settings = settings
        self._queue: queue.Queue[str | Exception | None] = queue.Queue()
        self._closed = threading.Event()

    def __iter__(self) -> Iterator[str]:
        deadline = time.monotonic() + self._settings.llm_timeout_seconds
        context = contextvars.copy_context()
        threading.Thread(target=context.run, args=(self._run,), daemon=True).start()
        try:
            while (item := self._next(deadline)) is not None:
                if isinstance(item, Exception):
                    raise GenerationError(explain(item, self._settings)) from item
                yield item
        finally:
            self.close()

    def close(self) -> None:
        """Stop reading; the thread ends at the provider's next piece."""
        self._closed.set()

    def _next(self, deadline: float) -> str | Exception | None:
        try:
            return self._queue.get(timeout=max(deadline - time.monotonic(), 0.001))
        except queue.Empty:
            raise GenerationError(
                f"PPP_LLM={self._settings.llm!r} did not finish in "
                f"{self._settings.llm_timeout_seconds:g} s (PPP_LLM_TIMEOUT_SECONDS)"
            ) from None

    def _run(self) -> None:
        try:
            for piece in self._produce():
                if self._closed.is_set():
                    return
                self._queue.put(piece)
            self._queue.put(None)
        except Exception as error:  # noqa: BLE001 - the provider's edge: each has errors of its own
            self._queue.put(error)


def explain(error: Exception, settings: Settings) -> str:
    """One plain line for an error of the provider: the setting, what is wrong, the remedy."""
    provider = (settings.llm or "").partition(":")[0]
    text = " ".join(str(error).split()) or type(error).__name__
    text = SECRET.sub("…", text.split(" Supported providers:")[0])[:LONGEST_REASON]
    remedy = ""
    if isinstance(error, ImportError):
        package = f"ppp-assistant[{provider}]" if provider in EXTRAS else f"langchain-{provider}"
        remedy = f"; pip install '{package}'"
    elif "infer model provider" in text or isinstance(error, TypeError):
        remedy = "; write it as provider:model, for example openai:gpt-4.1-mini"
    elif "credential" in text.lower() or "api_key" in text.lower() or "api key" in text.lower():
        remedy = f"; set {provider.upper()}_API_KEY"
    elif "connect" in text.lower():
        remedy = f"; is the server up? PPP_LLM_BASE_URL={settings.llm_base_url or 'not set'}"
    return f"PPP_LLM={settings.llm!r}: {text}{remedy}"


def _fresh(sentences: Iterator[tuple[str, tuple[int, ...]]], seen: set[str]) -> Iterator[Draft]:
    """Drafts of the sentences not yet seen; the words for "no answer" are no sentence."""
    for text, citations in sentences:
        letters = "".join(each for each in text.upper() if each.isalpha() or each == " ").strip()
        if letters != NOT_IN_SOURCES and text not in seen:
            seen.add(text)
            yield Draft(text, citations)
