"""A snapshot made ready for questions: lexical index, sentence table, page words."""

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np

from assistant.acronyms import Acronyms, acronyms_of
from assistant.lexical import BM25, words
from assistant.names import Names
from corpus.embedder import Vectors
from corpus.models import Page, Passage, Sentence
from corpus.snapshot import Snapshot
from corpus.texts import passage_text, sentence_text


@dataclass(frozen=True)
class SentenceRef:
    """One sentence of a snapshot: its page and its index there."""

    page: Page
    index: int

    @property
    def sentence(self) -> Sentence:
        """Its span."""
        return self.page.sentences[self.index]

    @property
    def quote(self) -> str:
        """Its words."""
        return self.page.quote(self.sentence)


class Index:
    """What retrieval and reading look up, built once for each opened snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        sizes = [len(page.sentences) for page in snapshot.pages]
        begins = [0, *accumulate(sizes)]
        self._begin = {page.url: begin for page, begin in zip(snapshot.pages, begins, strict=False)}
        self.passage_texts = [
            passage_text(snapshot.page_of[each.url], each) for each in snapshot.passages
        ]
        self.bm25 = BM25(self.passage_texts)
        self.passage_vectors: Vectors = snapshot.contents.vectors[snapshot.contents.passage_rows]

    def sentences_of(self, passage: Passage) -> list[SentenceRef]:
        """The sentences of a passage, in order."""
        page = self.snapshot.page_of[passage.url]
        return [SentenceRef(page, index) for index in range(passage.first, passage.last + 1)]

    def sentence_vectors(self, refs: list[SentenceRef]) -> Vectors:
        """Vectors of sentences, shape (len(refs), dimensions)."""
        numbers = [self._begin[each.page.url] + each.index for each in refs]
        rows = self.snapshot.contents.sentence_rows[np.array(numbers, dtype=np.int64)]
        return self.snapshot.contents.vectors[rows]

    def text_of(self, ref: SentenceRef) -> str:
        """The sentence's words as they were embedded, with the lead-in of a list item."""
        return sentence_text(ref.page, ref.index)

    def text_of_passage(self, passage: Passage) -> str:
        """A passage as it was embedded: with its title and headings."""
        return passage_text(self.snapshot.page_of[passage.url], passage)

    def words_of_passage(self, passage: Passage) -> str:
        """A passage's own words."""
        return self.snapshot.page_of[passage.url].text[passage.start : passage.end]

    @cached_property
    def passage_by_id(self) -> dict[str, Passage]:
        """Passage by its id."""
        return {each.id: each for each in self.snapshot.passages}

    @cached_property
    def names(self) -> Names:
        """The names that the pages use."""
        return Names(self.passage_texts)

    @cached_property
    def acronyms(self) -> Acronyms:
        """Their acronyms and long forms."""
        return acronyms_of(self.passage_texts, self.names)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of the snapshot in lower case, as written."""
        return frozenset(word.lower() for text in self.passage_texts for word in words(text))
