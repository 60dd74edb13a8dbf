"""The assistant put together from settings."""

from assistant.chain import Assistant
from assistant.generate import LangChainGenerator
from assistant.library import Library
from corpus.embedder import MiniLM
from corpus.store import Store
from ppp_settings import Settings


def build_assistant(settings: Settings) -> Assistant:
    """The assistant that the command line, the chat and the evals use."""
    store = Store(settings.store)
    generator = LangChainGenerator(settings) if settings.llm else None
    return Assistant(settings, Library(store), MiniLM(settings.threads), generator)
