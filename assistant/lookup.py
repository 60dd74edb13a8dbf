"""Looking up what a question asks: each thing of it is retrieved and read by itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from langchain_core.runnables import RunnableConfig

from assistant.find import Finder, best_first
from assistant.followup import Standalone, in_turn
from assistant.further import further_topic, pointer_behind
from assistant.index import Index
from assistant.parts import compared, parts
from assistant.question import Asked
from assistant.read import Reading, Weights, read
from assistant.retrieve import Hit
from assistant.watch import Clock


@dataclass(frozen=True)
class Question:
    """A question on its way: as asked, standalone, its snapshot, and the passages found."""

    asked: Asked
    alone: Standalone
    index: Index
    hits: tuple[Hit, ...] = ()
    reading: Reading | None = None


@dataclass(frozen=True)
class Lookup:
    """Finds and reads; `threshold` is the least confidence of an answer, 0..1."""

    finder: Finder
    weights: Weights
    threshold: float
    top_k: int

    def __call__(
        self, question: Question, clock: Clock, config: RunnableConfig | None = None
    ) -> Question:
        """The question with the passages and the reading of each thing that it asks."""
        both = compared(question.alone.text)
        if both:
            named = [Standalone(text=each, asked=each, bare=each) for each in both]
            return self._each(question, named, len(named), clock, config)
        texts = parts(question.alone.text)
        if len(texts) == 1:
            return self._one(question, clock, config)
        first = replace(question.alone, text=texts[0], asked=texts[0])
        separate = [first, *in_turn(texts, question.index.names)[1:]]
        return self._each(question, separate, 1, clock, config)

    def _each(
        self, question: Question, separate: Sequence[Standalone], least: int, clock: Clock,
        config: RunnableConfig | None,
    ) -> Question:  # fmt: skip
        """What is found for several questions, at least `least` of which must be answered."""
        found = [self._one(replace(question, alone=alone), clock, config) for alone in separate]
        accepted = [each for each in found if self._is_sure(each.reading)]
        hits = best_first([hit for each in found for hit in each.hits])
        kept = accepted if len(accepted) >= least else found
        return replace(
            question,
            hits=tuple(hits[: self.top_k]),
            reading=_merged([each.reading for each in kept if each.reading]),
        )

    def _one(self, question: Question, clock: Clock, config: RunnableConfig | None) -> Question:
        """What is found for one thing."""
        pointing = self._pointer(question, clock, config)
        return pointing or self._plain(question, clock, config)

    def _pointer(
        self, question: Question, clock: Clock, config: RunnableConfig | None
    ) -> Question | None:
        """The best sentence on a thing that more is wanted on, and the one that points to more.

        None where no such thing is asked, and where nothing points to more.
        """
        topic = further_topic(question.alone.text)
        if not topic:
            return None
        alone = replace(question.alone, text=topic, asked=topic, bare=topic, said="")
        found = self._plain(replace(question, alone=alone), clock, config)
        if found.reading is None or not self._is_sure(found.reading):
            return None
        best = max(found.reading.scores)
        topical = found.reading.chosen[found.reading.scores.index(best)]
        pointer = pointer_behind(topical)
        if pointer is None:
            return None
        chosen = (topical,) if pointer == topical else (topical, pointer)
        reading = replace(found.reading, chosen=chosen, scores=(best,) * len(chosen))
        return replace(question, hits=found.hits, reading=reading)

    def _plain(self, question: Question, clock: Clock, config: RunnableConfig | None) -> Question:
        found = self.finder.find(question.index, question.alone, config, clock.part)
        with clock.part("read"):
            reading = read(found.query, found.candidates, self.weights)
        return replace(question, hits=found.hits[: self.top_k], reading=reading)

    def _is_sure(self, reading: Reading | None) -> bool:
        return reading is not None and reading.confidence >= self.threshold


def _merged(readings: list[Reading]) -> Reading | None:
    """The readings of several parts as one, each sentence once; as sure as its least part."""
    if not readings:
        return None
    chosen = {
        (ref.page.url, ref.index): (ref, score)
        for reading in readings
        for ref, score in zip(reading.chosen, reading.scores, strict=True)
    }
    return replace(
        min(readings, key=lambda each: each.confidence),
        chosen=tuple(ref for ref, _ in chosen.values()),
        scores=tuple(score for _, score in chosen.values()),
    )
