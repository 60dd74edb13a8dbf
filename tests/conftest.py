"""Fixtures shared by all tests: the real model and a store of the shipped page, made once."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.chain import Assistant
from assistant.library import Library
from corpus.embedder import Embedder, MiniLM
from corpus.store import Store
from ingest.run import Ingest
from ingest.sources import collect
from ppp_settings import PACKAGED_SOURCES, Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The packaged model, loaded once for the whole run."""
    return MiniLM()


@pytest.fixture(scope="session")
def fda_store(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    """A store of the shipped page, without fetching the web pages of sources.toml."""
    folder = tmp_path_factory.mktemp("store")
    Ingest(Settings(store=folder), Store(folder), embedder).run(collect([str(PACKAGED_SOURCES)]))
    return folder


@pytest.fixture(scope="session")
def fda_settings(fda_store: Path) -> Settings:
    """Default settings for that store."""
    return Settings(store=fda_store)


@pytest.fixture(scope="session")
def assistant(fda_settings: Settings, embedder: Embedder) -> Assistant:
    """The extractive assistant over that store."""
    return Assistant(fda_settings, Library(Store(fda_settings.store)), embedder)


@pytest.fixture(scope="module")  # while one is open, asyncio.run works in no test
def browser() -> Iterator["Browser"]:
    from tests.browser import chromium

    with chromium() as started:
        yield started
