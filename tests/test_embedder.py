"""The packaged model: checked weights, unit vectors, the same bytes for the same texts."""

import hashlib
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from corpus.embedder import DIMENSIONS, MINILM_SHA256, Embedder, MiniLM, check_weights
from corpus.errors import ModelError
from tests.fakes import HashEmbedder

TEXTS = ["What is BioFab USA?", "", "word " * 300, "日本語 😀", "What is BioFab USA?"]


def test_weights_with_the_expected_hash_pass(tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    file.write_bytes(b"weights")
    check_weights(file, hashlib.sha256(b"weights").hexdigest())


def test_one_changed_byte_is_refused_with_file_and_both_hashes(tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    file.write_bytes(b"weightz")
    expected = hashlib.sha256(b"weights").hexdigest()
    found = hashlib.sha256(b"weightz").hexdigest()
    with pytest.raises(ModelError, match=f"{file}: .*{found}, expected {expected}; reinstall"):
        check_weights(file, expected)


def test_missing_weights_are_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=re.escape(f"{tmp_path / 'gone'}: weights can't be read")):
        check_weights(tmp_path / "gone")


def test_id_names_the_weights(embedder: Embedder) -> None:
    assert MINILM_SHA256.startswith(embedder.id.split("/")[1])


def test_vectors_have_length_one_and_one_row_per_text(embedder: Embedder) -> None:
    vectors = embedder.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), DIMENSIONS)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_rows_are_in_the_order_of_the_texts(embedder: Embedder) -> None:
    vectors = embedder.embed(TEXTS)
    assert np.allclose(vectors[0], vectors[4], atol=1e-6)
    assert vectors[0] @ vectors[2] < 0.9


def test_same_texts_give_the_same_bytes(embedder: Embedder) -> None:
    assert embedder.embed(TEXTS).tobytes() == embedder.embed(TEXTS).tobytes()


def test_other_texts_in_the_batch_hardly_move_a_vector(embedder: Embedder) -> None:
    alone = embedder.embed(TEXTS[:1])[0]
    assert np.allclose(embedder.embed(TEXTS)[0], alone, atol=1e-5)


@pytest.mark.parametrize("text", [*TEXTS, "NIIMBL", "a " * 400, "tab\tand\nline"])
def test_a_question_gets_the_vector_that_a_passage_of_the_same_words_has(
    embedder: Embedder, text: str
) -> None:
    assert np.allclose(embedder.embed_query(text), embedder.embed([text])[0], atol=2e-6)


def test_a_question_is_embedded_without_torch() -> None:
    code = (
        "import sys; from corpus.embedder import MiniLM; MiniLM().embed_query('Who?');"
        "sys.exit('torch' in sys.modules or 'sentence_transformers' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_same_question_gives_the_same_bytes(embedder: Embedder) -> None:
    first, second = (embedder.embed_query(TEXTS[0]) for _ in range(2))
    assert first.tobytes() == second.tobytes()


def test_progress_counts_every_text(embedder: Embedder) -> None:
    counts: list[int] = []
    embedder.embed([f"text {n}" for n in range(70)], counts.append)
    assert sum(counts) == 70
    assert len(counts) > 1


def test_no_texts_need_no_model() -> None:
    model = MiniLM()
    assert model.embed([]).shape == (0, DIMENSIONS)
    assert model._model is None


def test_words_are_common_words_and_no_pieces(embedder: Embedder) -> None:
    words = embedder.words()
    assert {"what", "manufacturing", "drug", "the", "partnership"} <= words
    assert "mnufacturing" not in words
    assert not any(each.startswith("##") for each in words)


@pytest.mark.parametrize("kind", [MiniLM, HashEmbedder])
def test_real_and_fake_keep_the_same_contract(kind: type) -> None:
    assert isinstance(kind(), Embedder)
