"""Run eval sets through the assistant over a store of their own."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.chain import Assistant
from assistant.library import Library
from corpus.embedder import Embedder
from corpus.store import Store
from evals.cases import Case, load_set
from evals.score import Outcome, judge
from ingest.run import Ingest
from ingest.sources import load_sources
from ppp_settings import PACKAGED_SOURCES, Settings


@dataclass(frozen=True)
class SetResult:
    """Outcomes of one set, in its order, and the snapshot that they were made from."""

    name: str
    snapshot: str
    outcomes: tuple[Outcome, ...]


def corpus_assistant(settings: Settings, embedder: Embedder) -> Assistant:
    """The assistant over the shipped pages, without an LLM and without fetching anything."""
    own = settings.model_copy(update={"store": settings.store / "evals", "llm": None})
    store = Store(own.store)
    Ingest(own, store, embedder).run(load_sources(PACKAGED_SOURCES))
    return Assistant(own, Library(store), embedder)


def run_sets(names: Sequence[str], assistant: Assistant) -> list[SetResult]:
    """Ask every question of the sets; raises SettingsError for an unknown set."""
    loaded = {name: load_set(name) for name in names}
    return [run_cases(name, cases, assistant) for name, cases in loaded.items()]


def run_cases(name: str, cases: Sequence[Case], assistant: Assistant) -> SetResult:
    """Ask the questions of one set."""
    snapshot = assistant.library.current().snapshot
    outcomes = [
        judge(case, assistant.invoke(
            {"id": case.id, "question": case.question, "history": list(case.history)}
        ), snapshot.page_of)
        for case in cases
    ]  # fmt: skip
    return SetResult(name, snapshot.id, tuple(outcomes))
