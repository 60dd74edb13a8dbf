"""The assistant put together from settings."""

from assistant.chain import Assistant
from assistant.generate import Generator, LangChainGenerator
from assistant.library import Library
from assistant.rerank import CrossEncoderReranker, Reranker
from corpus.embedder import MiniLM
from corpus.store import Store
from ppp_settings import Settings


def build_assistant(settings: Settings) -> Assistant:
    """The assistant that the command line and the chat use."""
    library = Library(Store(settings.store))
    return Assistant(
        settings, library, MiniLM(settings.threads), generator_of(settings),
        reranker=reranker_of(settings),
    )  # fmt: skip


def generator_of(settings: Settings) -> Generator | None:
    """The language model that the settings name, if any."""
    return LangChainGenerator(settings) if settings.llm else None


def reranker_of(settings: Settings) -> Reranker | None:
    """The reranker that the settings name, if any."""
    return CrossEncoderReranker(settings.reranker, settings.threads) if settings.reranker else None
