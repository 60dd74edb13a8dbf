"""All that a section says, where a thing is asked about as a whole: "Tell me about NIIMBL"."""

from collections.abc import Sequence

from assistant.features import CONTENTS, Query
from assistant.frames import topic_of
from assistant.index import SentenceRef
from assistant.lexical import terms
from assistant.orders import gives_orders

MOST = 5  # sentences, but for the rest of a list
LEAST_SHARE = 0.5  # of a heading's words, that a topic without a name has to have


def overview(query: Query, refs: Sequence[SentenceRef]) -> list[SentenceRef]:
    """The section whose heading names the topic, from its start; [] where none does.

    `refs` are the sentences to choose the section by, best first.
    """
    topic = set(terms(topic_of(query.wanted.asked)))
    if not topic or query.said:
        return []
    for ref in refs:
        section = ref.page.section_at(ref.sentence.start)
        opening = _opening(ref, section) if section and _is_on(topic, query, section[-1]) else []
        if opening:
            return opening
    return []


def _is_on(topic: set[str], query: Query, heading: str) -> bool:
    words = set(terms(heading))
    return topic <= words and bool(topic & query.names or len(topic) >= LEAST_SHARE * len(words))


def _opening(ref: SentenceRef, section: Sequence[str]) -> list[SentenceRef]:
    """The first sentences of the section; a list that has begun is not broken off."""
    opening: list[SentenceRef] = []
    for place, each in enumerate(ref.page.sentences):
        if ref.page.section_at(each.start) != section or each.kind == "heading":
            continue
        if len(opening) >= MOST and each.kind != "item":
            break
        quote = ref.page.quote(each)
        if not CONTENTS.search(quote) and not gives_orders(quote):
            opening.append(SentenceRef(ref.page, place))
    return opening
