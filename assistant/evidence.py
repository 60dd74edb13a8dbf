"""The numbered sentences that a language model may cite."""

from collections.abc import Sequence

from assistant.answer import Citation
from assistant.compose import citations_of
from assistant.index import Index, SentenceRef
from assistant.read import Reading
from assistant.retrieve import Hit

PASSAGES = 3
MOST_SENTENCES = 24


def gather_evidence(index: Index, reading: Reading, hits: Sequence[Hit]) -> list[Citation]:
    """The sentences that the reader chose first, then the rest of the best passages."""
    refs: dict[tuple[str, int], SentenceRef] = {}
    for ref in reading.chosen:
        refs.setdefault((ref.page.url, ref.index), ref)
    for hit in hits[:PASSAGES]:
        for ref in index.sentences_of(hit.passage):
            refs.setdefault((ref.page.url, ref.index), ref)
    chosen = list(refs.values())[:MOST_SENTENCES]
    scores = [*reading.scores, *[0.0] * len(chosen)][: len(chosen)]
    return citations_of(chosen, scores)
