"""Which of the candidate sentences are quoted, lists whole."""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.features import NAMES, Candidate, Query
from assistant.index import SentenceRef
from assistant.lexical import terms
from assistant.overview import overview
from corpus.texts import header_of, lead_of

MARGIN = 4.8  # of the reader's score below the best, within which another sentence is quoted
LOGIT_MARGIN = 2.0  # below the best one's logit, within which another answering one is quoted
MOST_QUOTES = 3
EXPANDS = NAMES.index("expands")
ELSE = re.compile(r"\b(?:else|others?|another|more|further|rest|remaining)\b", re.IGNORECASE)
LISTED = 2  # items of one list that answer by themselves, from which the whole list is quoted


def choose(
    query: Query, found: Sequence[Candidate], scores: NDArray[np.float64], order: NDArray[np.int64]
) -> list[SentenceRef]:
    """The best sentence with those close behind it, or the list or section that is asked for.

    Close by their score, or because the cross-encoder takes them for answers nearly as surely:
    the score also looks at words in common, which an answer in other words lacks.

    `scores` are the candidates' and `order` their places, best first.
    """
    order = _long_forms_first(query, found, order)
    best = found[order[0]]
    whole = (
        _rest_of_list(query, best.ref, found)
        or overview(query, [found[place].ref for place in order])
        or _whole_list(query, best.ref, found)
    )
    if whole:
        return whole
    chosen = [best.ref]
    for place in order[1:]:
        ref = found[place].ref
        if len(chosen) == MOST_QUOTES:
            break
        close = scores[order[0]] - scores[place] <= MARGIN or _answers_too(
            query, found[place], best
        )
        new = ref.quote not in {each.quote for each in chosen}
        if close and new and ref.sentence.kind != "heading":
            chosen.append(ref)
    return _with_lists(chosen)


def _answers_too(query: Query, other: Candidate, best: Candidate) -> bool:
    """Whether the cross-encoder takes it for an answer as well.

    Not for a question that leans on another: its few words fit too much.
    """
    near = best.logit - other.logit < LOGIT_MARGIN
    return not query.said and other.logit > 0 and near


def _long_forms_first(
    query: Query, found: Sequence[Candidate], order: NDArray[np.int64]
) -> NDArray[np.int64]:
    """What an acronym stands for is answered by "Long Form (LF)" where that is there."""
    if query.wanted.kind != "expansion":
        return order
    expands = np.array([found[place].features[EXPANDS] for place in order])
    return order[np.argsort(-expands, kind="stable")]


def _whole_list(query: Query, ref: SentenceRef, found: Sequence[Candidate]) -> list[SentenceRef]:
    """The list that the best sentence introduces or belongs to, where a list is asked for.

    A list is asked for in so many words, or where several of its items answer.
    """
    sentence = ref.sentence
    if sentence.list_id is None:
        return []
    members = _members(ref)
    inside = [each for each in found if _list_key(each.ref) == _list_key(ref)]
    answering = sum(each.logit > 0 for each in inside if each.ref.sentence.kind == "item")
    several = answering >= LISTED and answering >= len(members) // 2
    introduces = sentence.kind != "item" and (
        ref.quote.endswith(":") or sentence.kind == "heading" or query.wanted.kind == "list"
    )
    return members if several or introduces or query.wanted.kind == "list" else []


def _rest_of_list(query: Query, best: SentenceRef, found: Sequence[Candidate]) -> list[SentenceRef]:
    """What else a list has, with its lead-in, after an answer that quoted a part of it.

    Where it may be of other things ("which other agencies?"), the best sentence is of that list.
    """
    more = ELSE.search(query.wanted.asked)
    if not (query.said and more):
        return []
    of_the_same = more[0].lower() == "else" or not terms(ELSE.sub("", query.wanted.asked))
    for each in found:
        meant = of_the_same or _list_key(each.ref) == _list_key(best)
        if meant and each.ref.sentence.kind == "item" and each.ref.quote in query.said:
            members = _members(each.ref)
            items = [ref for ref in members if ref.sentence.kind == "item"]
            rest = [ref for ref in items if ref.quote not in query.said]
            if rest:
                return [ref for ref in members if ref in rest or ref not in items]
    return []


def _members(ref: SentenceRef) -> list[SentenceRef]:
    """All sentences of the list that a sentence belongs to, with those that introduce it."""
    own = ref.sentence.list_id
    return [
        SentenceRef(ref.page, place)
        for place, each in enumerate(ref.page.sentences)
        if each.list_id == own
    ]


def _with_lists(chosen: list[SentenceRef]) -> list[SentenceRef]:
    """An item is quoted with the line before its list that ends in a colon, a row with its head.

    That line alone, or with several items of its list, brings the whole list: half of one
    reads as if it were all.
    """
    items = Counter(_list_key(ref) for ref in chosen if ref.sentence.kind == "item")
    result: dict[tuple[str, int], SentenceRef] = {}
    for ref in chosen:
        lead_in = ref.sentence.kind != "item" and ref.quote.endswith(":")
        if ref.sentence.list_id is None:
            brought = [*_lead_in(ref), ref]
        elif lead_in or items[_list_key(ref)] >= LISTED:
            brought = _members(ref)
        else:
            brought = [*_lead_in(ref), ref]
        for each in brought:
            result.setdefault(sentence_key(each), each)
    return list(result.values())


def _lead_in(item: SentenceRef) -> list[SentenceRef]:
    """The line that introduces an item's list, or the row with the names of its columns."""
    if item.sentence.kind == "row":
        header = header_of(item.page, item.index)
        return [] if header is None else [SentenceRef(item.page, header)]
    lead = lead_of(item.page, item.index) if item.sentence.kind == "item" else None
    if lead is None:
        return []
    intro = SentenceRef(item.page, lead)
    return [intro] if intro.quote.endswith(":") else []


def _list_key(ref: SentenceRef) -> tuple[str, int | None]:
    return ref.page.url, ref.sentence.list_id


def sentence_key(ref: SentenceRef) -> tuple[str, int]:
    """What tells a sentence of a snapshot from all others."""
    return ref.page.url, ref.index
