"""The assistant put together from settings."""

from assistant.chain import Assistant
from assistant.crossencoder import Readers
from assistant.generate import LangChainGenerator
from assistant.library import Library
from assistant.rerank import CrossEncoderReranker, Reranker
from assistant.rewrite import ModelRewriter
from corpus.embedder import Embedder, MiniLM
from corpus.store import Store
from ppp_settings import Settings


def build_assistant(settings: Settings) -> Assistant:
    """The assistant that the command line and the chat use."""
    library = Library(Store(settings.store))
    return assemble(settings, library, MiniLM(settings.threads))


def assemble(
    settings: Settings, library: Library, embedder: Embedder, readers: Readers | None = None
) -> Assistant:
    """The assistant over this library, with the models that the settings name."""
    writer = LangChainGenerator(settings) if settings.llm else None
    assistant = Assistant(
        settings, library, embedder, writer, readers,
        reranker=reranker_of(settings), rewriter=ModelRewriter(writer) if writer else None,
    )  # fmt: skip
    if settings.otel_endpoint is None:
        return assistant
    from assistant.trace import otlp_watcher

    return assistant.watched(otlp_watcher(settings.otel_endpoint))


def reranker_of(settings: Settings) -> Reranker | None:
    """The reranker that the settings name, if any."""
    return CrossEncoderReranker(settings.reranker, settings.threads) if settings.reranker else None
