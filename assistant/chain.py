"""The chain from a question to a cited Answer, as a LangChain runnable."""

import logging
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig

from assistant.answer import Answer, AnswerSentence, Dropped, Passages
from assistant.cite import cite
from assistant.compose import Frame, citations_of, quoting_answer, refusal, written_answer
from assistant.crossencoder import Readers, packaged_readers
from assistant.evidence import gather_evidence
from assistant.find import Finder
from assistant.followup import says_nothing
from assistant.generate import GenerationError, Generator
from assistant.index import Index
from assistant.library import Library
from assistant.lookup import Lookup, Question
from assistant.orders import leaves_sources
from assistant.question import Asked, parse_asked
from assistant.read import Reading, packaged_weights
from assistant.rerank import Reranker
from assistant.rereading import Rereader
from assistant.retrieve import QueryEmbedder
from assistant.rewrite import Rewriter
from assistant.understand import understand
from assistant.verify import objection
from assistant.watch import Clock, Ended, Watcher
from corpus.embedder import Embedder
from corpus.errors import PppError
from ppp_settings import Settings

log = logging.getLogger(__name__)


class Assistant(Runnable[Any, Answer]):
    """Answers from the served snapshot.

    The input is a question, or {"question", "history", "id"}. `stream` yields the answer as
    it grows, sentence by sentence, each one checked before it is shown; the last is the
    whole answer. Raises QuestionError for input that can't be asked and NoSnapshotError
    when there is nothing to serve.
    """

    def __init__(
        self, settings: Settings, library: Library, embedder: Embedder,
        generator: Generator | None = None, readers: Readers | None = None,
        reranker: Reranker | None = None, rewriter: Rewriter | None = None,
    ) -> None:  # fmt: skip
        self.settings = settings
        self.library = library
        self._known_words = embedder.words()
        self._generator = generator
        self._rewriter = rewriter
        self._watchers: tuple[Watcher, ...] = ()
        weights = packaged_weights()
        self._threshold = (
            settings.min_confidence if settings.max_risk is None
            else weights.threshold(settings.max_risk)
        )  # fmt: skip
        readers = readers or packaged_readers(settings.threads)
        self._finder = Finder(
            QueryEmbedder(embedder), readers.first, weights, settings.top_k, reranker,
            again=Rereader(readers.second, weights.second),
        )  # fmt: skip
        self._lookup = Lookup(self._finder, weights, self._threshold, settings.top_k)

    @property
    def threshold(self) -> float:
        """Answers that are less sure than this are refused: 0..1."""
        return self._threshold

    def invoke(self, input: Any, config: RunnableConfig | None = None, **_: Any) -> Answer:  # noqa: ANN401
        """The whole answer."""
        return list(self.stream(input, config))[-1]

    def stream(
        self,
        input: Any,  # noqa: ANN401
        config: RunnableConfig | None = None,
        **_: Any,  # noqa: ANN401
    ) -> Iterator[Answer]:
        """The answer as it grows; the last one is whole."""
        clock = Clock()
        last = None
        try:
            for last in self._answers(input, config, clock):
                yield last
        except Exception as error:
            self._tell(clock.ended(error=error))
            raise
        self._tell(clock.ended(last))

    def search(self, text: str, top_k: int | None = None) -> Passages:
        """The passages that a question would be answered from, best first.

        Raises QuestionError and NoSnapshotError as an answer does.
        """
        asked = parse_asked(text, self.settings.max_question_chars)
        index = self.library.current()
        alone = understand(asked.question, (), index, self._known_words)
        count = top_k or self.settings.top_k
        found = self._finder.find(index, alone, count=count).hits[:count]
        pages = index.snapshot.page_of
        cited = [
            cite(pages[hit.passage.url], hit.passage.start, hit.passage.end, number, hit.fused)
            for number, hit in enumerate(found, start=1)
        ]
        return Passages(query=asked.question, snapshot=index.snapshot.id, passages=cited)

    def warm(self) -> None:
        """Load what the first question would wait for: the snapshot, the models."""
        try:
            title = self.library.current().snapshot.pages[0].title
            self.quoting().invoke(f"What is {title}?")
        except PppError as error:  # whoever asks is told then
            log.warning("nothing could be loaded ahead: %s", error)

    def watched(self, *watchers: Watcher) -> "Assistant":
        """The same assistant, whose watchers are told how each question ended."""
        twin = copy(self)
        twin._watchers = (*self._watchers, *watchers)
        return twin

    def quoting(self) -> "Assistant":
        """The same assistant without a language model and without watchers."""
        twin = copy(self)
        twin._generator = twin._rewriter = None
        twin._watchers = ()
        return twin

    def _tell(self, ended: Ended) -> None:
        for watcher in self._watchers:
            watcher(ended)

    def _answers(
        self,
        input: Any,  # noqa: ANN401
        config: RunnableConfig | None,
        clock: Clock,
    ) -> Iterator[Answer]:
        asked = parse_asked(input, self.settings.max_question_chars)
        index = self.library.current()
        with clock.part("rewrite"):
            question = self._understand(asked, index, config)
        if says_nothing(question.alone):
            yield refusal(self._frame(question, clock), "unclear")
            return
        if leaves_sources(asked.question):
            yield refusal(self._frame(question, clock), "not_in_sources")
            return
        question = self._lookup(question, clock, config)
        reading = question.reading
        if reading is None or reading.confidence < self._threshold:
            yield refusal(self._frame(question, clock), "not_in_sources")
            return
        if self._generator is None:
            yield from self._quote(question, reading, clock)
        else:
            yield from self._write(question, reading, self._generator, clock, config)

    def _understand(self, asked: Asked, index: Index, config: RunnableConfig | None) -> Question:
        alone = understand(asked.question, asked.history, index, self._known_words)
        text = self._rewritten(asked, config)
        if text:
            own = understand(text, (), index, self._known_words)
            alone = replace(alone, text=own.text, asked=own.asked, bare=own.text)
        return Question(asked, alone, index)

    def _rewritten(self, asked: Asked, config: RunnableConfig | None) -> str | None:
        """The model's standalone question; None without a model, and where it fails.

        An order to leave the sources never reaches the model.
        """
        if self._rewriter is None or not asked.history or leaves_sources(asked.question):
            return None
        try:
            return self._rewriter.rewrite(asked.question, asked.history, config)
        except GenerationError as error:
            log.info("the question is not rewritten: %s", error)
            return None

    def _quote(self, question: Question, reading: Reading, clock: Clock) -> Iterator[Answer]:
        citations = citations_of(reading.chosen, reading.scores)
        for count in range(1, len(citations) + 1):
            frame = self._frame(question, clock)
            yield quoting_answer(frame, reading.chosen[:count], citations[:count])

    def _write(
        self, question: Question, reading: Reading, generator: Generator, clock: Clock,
        config: RunnableConfig | None,
    ) -> Iterator[Answer]:  # fmt: skip
        """Sentences of the model that pass every check; else the quotes."""
        evidence = gather_evidence(question.index, reading, question.hits)
        kept: list[AnswerSentence] = []
        dropped: list[Dropped] = []
        try:
            for draft in generator.drafts(question.alone.text, evidence, config):
                why = objection(draft, evidence, question.alone.text)
                if why is not None:
                    dropped.append(Dropped(text=draft.text, why=why))
                    continue
                kept.append(AnswerSentence(
                    text=draft.text, citations=list(draft.citations), support="supported"
                ))  # fmt: skip
                frame = self._frame(question, clock, generator.model).with_dropped(dropped)
                yield written_answer(frame, kept, evidence)
        except GenerationError as error:
            log.info("%s: %s; the answer is quoted instead", generator.model, error)
            dropped.append(Dropped(text="", why=f"the model failed: {error}"))
        if not kept and not dropped:
            dropped.append(Dropped(text="", why="the model found no answer in the sources"))
        frame = self._frame(question, clock, generator.model).with_dropped(dropped)
        if kept:
            yield written_answer(frame, kept, evidence)
        else:
            citations = citations_of(reading.chosen, reading.scores)
            yield quoting_answer(frame, reading.chosen, citations)

    def _frame(self, question: Question, clock: Clock, model: str | None = None) -> Frame:
        return Frame(
            asked=question.asked,
            standalone=question.alone.text,
            snapshot=question.index.snapshot.id,
            hits=question.hits,
            confidence=question.reading.confidence if question.reading else 0.0,
            timings_ms=clock.timings(),
            model=model,
        )
