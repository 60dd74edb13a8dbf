"""Misspelt words of a question, mended with words of the pages."""

from collections.abc import Set as AbstractSet

from assistant.lexical import WORD

SHORTEST = 4
ASKING = frozenset("what when where which whose much many does long often about have with".split())
SIMILAR = 0.74  # normalised Damerau-Levenshtein similarity (optimal string alignment)


def repair(question: str, page_words: AbstractSet[str], known_words: AbstractSet[str]) -> str:
    """The question with each unknown word replaced by the nearest word of the pages.

    A word is unknown when neither the pages nor the language model's vocabulary hold it; words
    that questions are made of count as words of the pages. Words of other languages, codes with
    digits and short words are left alone.
    """
    pieces, end = [], 0
    for found in WORD.finditer(question):
        nearest = _nearest(found.group(), page_words, known_words)
        pieces += [question[end : found.start()], nearest or found.group()]
        end = found.end()
    return "".join(pieces) + question[end:]


def _nearest(word: str, page_words: AbstractSet[str], known_words: AbstractSet[str]) -> str | None:
    lower = word.lower()
    ending = word[-2:] if lower.endswith(("'s", "’s")) else ""
    plain = lower.removesuffix(ending.lower())
    if len(plain) < SHORTEST or not plain.isascii() or not plain.isalpha():
        return None
    if any(plain in words for words in (page_words, ASKING, known_words)):
        return None
    if plain.rstrip("s") in known_words:
        return None
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    similar = sorted(each for each in page_words | ASKING if abs(len(each) - len(plain)) <= 2)
    best = process.extractOne(
        plain, similar, scorer=OSA.normalized_similarity, score_cutoff=SIMILAR
    )
    return best[0] + ending if best else None
