"""A generator that lies on purpose, so that an eval run without a key tries the checks too.

For each question it writes the first sentence of its evidence word for word, and then lies
made of it. A lie that is shown is a failure of the checks; a truth that is not, of their care.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from langchain_core.runnables import RunnableConfig

from assistant.answer import Citation
from assistant.chain import Assistant
from assistant.crossencoder import Readers
from assistant.generate import Draft
from assistant.lexical import terms
from assistant.library import Library
from corpus.embedder import Embedder
from evals.cases import Case
from ppp_settings import Settings

QUESTIONS = 30  # of a set, evenly spaced
NUMBER = re.compile(r"\d+")
IS = re.compile(r"\b(is|are|was|were|will|can|may|has|have)\b")
OUTSIDE = "The organization was closed by a federal court after losing its funding."


@dataclass
class Liar:
    """See Generator. Remembers which sentences were lies."""

    lies: set[str] = field(default_factory=set)

    @property
    def model(self) -> str:
        """See Generator."""
        return "liar"

    def drafts(
        self, question: str, evidence: Sequence[Citation], config: RunnableConfig | None = None
    ) -> Iterator[Draft]:
        """See Generator."""
        first = evidence[0]
        yield Draft(first.quote, (first.n,))
        for lie in _lies(first, evidence):
            self.lies.add(lie.text)
            yield lie


@dataclass(frozen=True)
class Candour:
    """How many lies and truths were told, and how many of each were shown."""

    lies_told: int = 0
    lies_shown: int = 0
    truths_told: int = 0
    truths_shown: int = 0


def try_checks(
    cases: Sequence[Case], settings: Settings, library: Library, embedder: Embedder,
    readers: Readers | None = None,
) -> Candour:  # fmt: skip
    """Ask some of the questions of an assistant that writes with the liar."""
    liar = Liar()
    assistant = Assistant(settings, library, embedder, liar, readers)
    answerable = [each for each in cases if each.answerable]
    some = answerable[:: max(1, len(answerable) // QUESTIONS)]
    told = shown = truths = kept = 0
    for case in some:
        liar.lies.clear()
        answer = assistant.invoke({"question": case.question, "history": list(case.history)})
        if answer.refused:
            continue
        sentences = [each.text for each in answer.sentences]
        told += len(liar.lies)
        shown += sum(each in liar.lies for each in sentences)
        truths += 1
        kept += any(each not in liar.lies for each in sentences)
    return Candour(told, shown, truths, kept)


def _lies(true: Citation, evidence: Sequence[Citation]) -> Iterator[Draft]:
    """Another number, the contrary, a citation that does not hold it or that is not there."""
    text = true.quote
    if NUMBER.search(text):
        yield Draft(NUMBER.sub(lambda found: str(int(found.group()) + 1), text, count=1), (true.n,))
    if IS.search(text):
        yield Draft(IS.sub(r"\1 not", text, count=1), (true.n,))
    other = min(evidence, key=lambda each: len(set(terms(each.quote)) & set(terms(text))))
    if other.n != true.n:
        yield Draft(f"In short, {text}", (other.n,))
    yield Draft(f"In fact, {text}", (len(evidence) + 1,))
    yield Draft(OUTSIDE, (true.n,))
