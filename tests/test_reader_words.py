"""A tokenizer with fewer word pieces."""

import json
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from evals.reader.words import fewer_words

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "[unused0]", "[UNK]", *"abcdefghijklmnopqrstuvwxyz"]
PIECES += [f"##{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]
PIECES += ["the", "boat", "##yard", "vaccine", "\u0434\u0430", "<mask>"]


def tokenizer() -> dict[str, Any]:
    def special(name: str) -> dict[str, Any]:
        flags = dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized"), False)
        return {"id": PIECES.index(name), "content": name, "special": True, **flags}

    return {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [special(each) for each in ("<s>", "<pad>", "</s>", "[UNK]", "<mask>")],
        "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True,
                       "strip_accents": None, "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0],
                           "trim_offsets": True, "add_prefix_space": False},
        "decoder": None,
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                  "max_input_chars_per_word": 100,
                  "vocab": {piece: number for number, piece in enumerate(PIECES)}},
    }  # fmt: skip


def tokenizer_file(folder: Path) -> Path:
    path = folder / "words.json"
    path.write_text(json.dumps(tokenizer()), "utf-8")
    return path


def test_pieces_of_the_texts_come_before_others() -> None:
    singles = 5 + 26 + 26  # specials and letters
    fewer, numbers = fewer_words(tokenizer(), ["boat boat boatyard"], singles + 2)
    kept = set(fewer["model"]["vocab"])
    assert {"boat", "##yard"} <= kept
    assert not {"vaccine", "the", "[unused0]"} & kept
    assert [PIECES[number] for number in numbers] == list(fewer["model"]["vocab"])


def test_a_word_whose_piece_is_gone_is_spelt_out() -> None:
    fewer, _ = fewer_words(tokenizer(), ["boat"], 5 + 26 + 26 + 1)
    encoded = Tokenizer.from_str(json.dumps(fewer)).encode("the boat")
    assert encoded.tokens == ["<s>", "t", "##h", "##e", "boat", "</s>"]
