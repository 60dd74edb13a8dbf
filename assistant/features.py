"""Numbers that describe how a sentence, in its context, meets a question."""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.followup import Standalone
from assistant.index import Index, SentenceRef
from assistant.kinds import Wanted, wanted
from assistant.lexical import STOPWORDS, term, terms, words
from assistant.orders import gives_orders
from assistant.owners import owner_of
from assistant.retrieve import Hit
from corpus.embedder import Vectors
from corpus.texts import lead_of

NAMES = (
    "dense", "cover", "context_cover", "passage_fused", "passage_dense", "neighbour_dense",
    "kind_shown", "kind_missing", "name_cover", "heading", "item", "lead_in", "length",
    "question_mark", "defines", "rank_dense", "furniture", "first", "expands",
)  # fmt: skip
NOT_READ = -8.0
HOPELESS = -6.0  # logit: where the likeliest sentences are below it, none answers
IN_BRACKETS = re.compile(r"\(([A-Za-z][\w&-]*)\)")
FURNITURE = re.compile(
    r"^(?:on this page|see also|also see|learn more|read more|back to top|share|skip to|click|"
    r"related|contents|menu|was this)\b", re.IGNORECASE
)  # fmt: skip

CONTENTS = re.compile(r"^(?:on this page|in this article|(?:table of )?contents)\b", re.IGNORECASE)
ON_PAGES = re.compile(r"\b(?:pages?|contents|sections?|topics?|headings?)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Query:
    """A question as the reader sees it: text, vector (shape (dimensions,)), terms with weights.

    `said` is the answer before, for a question that leans on it.
    """

    text: str
    vector: Vectors
    weights: dict[str, float]
    names: frozenset[str]
    wanted: Wanted
    said: str = ""


@dataclass(frozen=True)
class Candidate:
    """A sentence that may answer, the hit it came with, and its features (order of NAMES).

    `logit` is the cross-encoder's, unbounded; NOT_READ for sentences that it did not see.
    """

    ref: SentenceRef
    hit: Hit
    features: NDArray[np.float64]
    logit: float = NOT_READ


def make_query(index: Index, alone: Standalone, vector: Vectors) -> Query:
    """The question's text, terms and names; its own words say what kind of thing is wanted."""
    text = alone.text
    weights = {name: index.bm25.idf(name) for name in terms(text)}
    names = frozenset(proper_names(text))
    return Query(text, vector, weights, names, wanted(alone.asked), alone.said)


def proper_names(text: str) -> list[str]:
    """Terms of words that are capitalised inside the text, have inner capitals, or digits."""
    found = words(text)
    return [
        term(word)
        for place, word in enumerate(found)
        if word.lower() not in STOPWORDS and _is_name(word, place)
    ]


def candidates(index: Index, query: Query, hits: list[Hit]) -> list[Candidate]:
    """Sentences of the hits with their features, in order of the hits.

    Those that give orders to an assistant are left out: they are nobody's answer. So is a
    page's list of its own headings, unless the question is on the page; it is still a
    neighbour that others are described by.
    """
    refs, owners = [], []
    for hit in _where_it_leans(index, query, hits):
        for ref in index.sentences_of(hit.passage):
            if not gives_orders(ref.quote):
                refs.append(ref)
                owners.append(hit)
    if not refs:
        return []
    cosines = index.sentence_vectors(refs) @ query.vector
    order = np.argsort(np.argsort(-cosines, kind="stable"), kind="stable")
    rows = [
        _row(index, query, refs, owners, cosines, place, int(order[place]))
        for place in range(len(refs))
    ]
    on_pages = ON_PAGES.search(query.text)
    return [
        Candidate(ref, hit, row)
        for ref, hit, row in zip(refs, owners, rows, strict=True)
        if on_pages or not CONTENTS.search(ref.quote)
    ]


def _where_it_leans(index: Index, query: Query, hits: list[Hit]) -> list[Hit]:
    """For a question that leans on an answer, the hits on the pages that it quoted, and others
    that have all names of the question; all where no hit is on such a page.
    """
    if not query.said:
        return hits
    quoted = {
        hit.passage.url
        for hit in hits
        if any(ref.quote in query.said for ref in index.sentences_of(hit.passage))
    }
    if not quoted:
        return hits
    return [hit for hit in hits if hit.passage.url in quoted or _has_names(index, query, hit)]


def _has_names(index: Index, query: Query, hit: Hit) -> bool:
    """Whether a passage has all names of the question, of which there is one at least."""
    return bool(query.names) and query.names <= set(terms(index.text_of_passage(hit.passage)))


def coverage(weights: dict[str, float], found: set[str]) -> float:
    """Share of the weight of the question's terms that is found, 0..1; 1 with no terms."""
    total = sum(weights.values())
    there = sum(weight for name, weight in weights.items() if name in found)
    return there / total if total else 1.0


def context_terms(ref: SentenceRef) -> set[str]:
    """Terms of what a sentence leans on: title, owner, headings, lead-in, sentence before."""
    page, sentence = ref.page, ref.sentence
    texts = [page.title, owner_of(page), *page.section_at(sentence.start)]
    lead = lead_of(page, ref.index)
    if lead is not None:
        texts.append(page.quote(page.sentences[lead]))
    if ref.index and sentence.kind == "prose":
        texts.append(page.quote(page.sentences[ref.index - 1]))
    return {name for text in texts for name in terms(text)}


def _is_name(word: str, place: int) -> bool:
    inner = any(c.isupper() or c.isdigit() for c in word[1:])
    return inner or word[0].isdigit() or (word[0].isupper() and place > 0)


def _row(
    index: Index, query: Query, refs: list[SentenceRef], owners: list[Hit],
    cosines: Vectors, place: int, rank: int,
) -> NDArray[np.float64]:  # fmt: skip
    ref, hit = refs[place], owners[place]
    quote, kind = ref.quote, ref.sentence.kind
    own = set(terms(quote))
    context = own | context_terms(ref)
    near = [cosines[n] for n in (place - 1, place + 1) if 0 <= n < len(refs) and owners[n] is hit]
    shown = query.wanted.shown_in(quote)
    checkable = query.wanted.checkable
    names = query.names & context
    is_lead = kind == "prose" and ref.sentence.list_id is not None
    return np.array([
        cosines[place],
        coverage(query.weights, own),
        coverage(query.weights, context),
        hit.fused,
        hit.dense,
        max(near, default=0.0),
        float(checkable and shown),
        float(checkable and not shown),
        len(names) / len(query.names) if query.names else 1.0,
        float(kind == "heading"),
        float(kind == "item"),
        float(is_lead),
        np.log(len(quote) + 1),
        float(quote.endswith("?")),
        float(query.wanted.kind == "definition" and _defines(query, quote)),
        1 / (1 + rank),
        float(bool(FURNITURE.search(quote))),
        float(ref.index == hit.passage.first),
        float(query.wanted.kind == "expansion" and _expands(query, quote)),
    ])  # fmt: skip


def _defines(query: Query, quote: str) -> bool:
    """Whether the sentence opens with the thing asked for and says what it is."""
    opening = re.split(r"\b(?:is|are|was|were|means|refers to)\b", quote, maxsplit=1)
    subject = set(terms(opening[0]))
    return len(opening) == 2 and len(opening[0]) < 80 and bool(query.weights.keys() & subject)


def _expands(query: Query, quote: str) -> bool:
    """Whether the sentence gives the long form of an acronym asked for: "Long Form (LF)"."""
    return any(term(found) in query.weights for found in IN_BRACKETS.findall(quote))
