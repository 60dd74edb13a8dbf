"""A tokenizer with fewer word pieces, so that a reader's embeddings take less room.

A word whose piece is gone is read as the shorter pieces that it is made of.
"""

import copy
import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from tokenizers import Tokenizer

CONTINUING = "##"


def fewer_words(
    tokenizer: dict[str, Any], texts: Iterable[str], size: int
) -> tuple[dict[str, Any], list[int]]:
    """The tokenizer (in the form of tokenizer.json) with `size` pieces, and their old numbers.

    Kept are special and single characters, then the pieces of `texts`, the most frequent first,
    then those of the lowest numbers (which a WordPiece vocabulary gives to frequent words).
    """
    vocabulary: dict[str, int] = tokenizer["model"]["vocab"]
    kept = {each["content"] for each in tokenizer["added_tokens"]}
    kept |= {each for each in vocabulary if _is_single(each)}
    ranked = [piece for piece, _ in _counts(tokenizer, texts).most_common()]
    ranked += [each for each in vocabulary if each.isascii() and not each.startswith("[unused")]
    for piece in ranked:
        if len(kept) == size:
            break
        kept.add(piece)
    numbers = sorted(vocabulary[piece] for piece in kept)
    return _renumbered(tokenizer, numbers), numbers


def _is_single(piece: str) -> bool:
    bare = piece.removeprefix(CONTINUING)
    return len(bare) == 1 and bare.isascii()


def _counts(tokenizer: dict[str, Any], texts: Iterable[str]) -> Counter[str]:
    """How often each piece stands in the texts; equals in the order of the vocabulary."""
    whole = Tokenizer.from_str(json.dumps(tokenizer))
    whole.no_truncation()
    whole.no_padding()
    counts = Counter(dict.fromkeys(tokenizer["model"]["vocab"], 0))
    for encoded in whole.encode_batch(list(texts), add_special_tokens=False):
        counts.update(encoded.tokens)
    return +counts


def _renumbered(tokenizer: dict[str, Any], numbers: list[int]) -> dict[str, Any]:
    new = {old: place for place, old in enumerate(numbers)}
    result = copy.deepcopy(tokenizer)
    vocabulary = tokenizer["model"]["vocab"]
    result["model"]["vocab"] = {piece: new[old] for piece, old in vocabulary.items() if old in new}
    for each in result["added_tokens"]:
        each["id"] = new[each["id"]]
    marks = result["post_processor"]
    for name in ("sep", "cls"):
        marks[name] = [marks[name][0], new[marks[name][1]]]
    return result
