"""From a question with its history to one that stands alone, in the words of the pages."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from assistant.answer import Turn
from assistant.followup import Standalone, standalone
from assistant.frames import of_whole_page, unframed
from assistant.index import Index
from assistant.spelling import repair


def understand(
    question: str, history: Sequence[Turn], index: Index, known_words: AbstractSet[str]
) -> Standalone:
    """The standalone question, acronyms resolved and misspelt words mended.

    `known_words` are words that need no mending though no page has them. "This page" is known
    where there is only one.
    """
    pages = index.snapshot.pages
    if len(pages) == 1 and of_whole_page(question):
        question = f"Tell me about {pages[0].title}."
    alone = standalone(unframed(question), history, index.names)

    def mended(text: str) -> str:
        named = index.acronyms.resolve(text, index.words, known_words)
        return repair(named, index.words, known_words)

    asked = repair(alone.asked, index.words, known_words)  # "how mcuh" asks for a number
    return replace(alone, text=mended(alone.text), asked=asked, bare=mended(alone.bare))
