"""Run eval sets through the assistant, each over a store of its own pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.answer import Answer
from assistant.build import assemble
from assistant.chain import Assistant
from assistant.crossencoder import Readers, packaged_readers
from assistant.index import Index
from assistant.library import Library
from corpus.embedder import Embedder
from corpus.store import Store
from evals.cases import Case
from evals.catalog import EvalSet
from evals.judges import Judge, judged
from evals.liar import Candour, try_checks
from evals.outcome import Outcome, judge
from evals.remembered import remembering
from evals.retrieval import ranked, relevant
from evals.summary import Summary, summarise
from ingest.run import Ingest
from ingest.sources import collect
from ppp_settings import Settings

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class SetResult:
    """Outcomes of one set, in its order, and the snapshot that they were made from."""

    name: str
    snapshot: str
    outcomes: tuple[Outcome, ...]
    candour: Candour | None = None
    faithfulness: tuple[float | None, ...] = ()

    @cached_property
    def summary(self) -> Summary:
        """All its figures."""
        return summarise(self.outcomes, self.candour, self.faithfulness)

    @property
    def answers(self) -> list[Answer]:
        """What was answered, in the set's order."""
        return [each.answer for each in self.outcomes]

    def judged_by(self, judge: Judge) -> "SetResult":
        """The same with the judge's opinion of each answer that was given."""
        return replace(self, faithfulness=tuple(judged(judge, self.answers)))


@dataclass(frozen=True)
class Assistants:
    """The assistant as it is, and one that never refuses what it found, over one store."""

    usual: Assistant
    forced: Assistant


def corpus_store(eval_set: EvalSet, settings: Settings, embedder: Embedder) -> Store:
    """The store of a set's pages, below the settings' store; only new texts are embedded.

    Nothing is fetched: pages with a web address only are left out.
    """
    store = Store(settings.store / "evals" / eval_set.corpus)
    Ingest(settings, store, embedder).run(collect([str(eval_set.pages)]))
    return store


def assistants(
    settings: Settings, library: Library, embedder: Embedder, readers: Readers | None = None
) -> Assistants:
    """Both assistants, without a language model unless the settings name one."""
    never = settings.model_copy(update={"min_confidence": 0.0, "max_risk": None, "llm": None})
    return Assistants(
        assemble(settings, library, embedder, readers), assemble(never, library, embedder, readers)
    )


def run_set(
    eval_set: EvalSet, settings: Settings, embedder: Embedder, progress: Progress | None = None
) -> SetResult:
    """Ask every question of a set and judge the answers."""
    library = Library(corpus_store(eval_set, settings, embedder))
    readers = remembering(packaged_readers(settings.threads))
    both = assistants(settings, library, embedder, readers)
    result = run_cases(eval_set.name, eval_set.cases, both, progress)
    candour = try_checks(eval_set.cases, settings, library, embedder, readers)
    return replace(result, candour=candour)


def run_cases(
    name: str, cases: Sequence[Case], both: Assistants, progress: Progress | None = None
) -> SetResult:
    """Ask these questions and judge the answers."""
    index = both.usual.library.current()
    outcomes = []
    for number, case in enumerate(cases, 1):
        outcomes.append(ask(case, both, index))
        if progress:
            progress(name, number, len(cases))
    return SetResult(name, index.snapshot.id, tuple(outcomes))


def ask(case: Case, both: Assistants, index: Index) -> Outcome:
    """Ask one question; where it is refused, also what would have been said instead."""
    asked = {"id": case.id, "question": case.question, "history": list(case.history)}
    answer = both.usual.invoke(asked)
    forced = both.forced.invoke(asked) if answer.refused else answer
    pages = index.snapshot.page_of
    return judge(
        case, answer, forced, pages, ranked(case, answer.retrieved),
        relevant(case, pages, index.snapshot.passages),
    )  # fmt: skip
