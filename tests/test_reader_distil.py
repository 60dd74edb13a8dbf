"""The second reader's training: layers of a larger one, and what they are taught."""

from pathlib import Path

import pytest
import torch
from transformers import MPNetConfig, MPNetModel, PreTrainedTokenizerFast

from evals.reader.distil import FROZEN, student_of, taught_loss
from evals.reader.lists import Asked, pairs_of
from evals.reader.train import CrossEncoder, score_pairs
from tests.test_reader_words import PIECES, tokenizer_file

LISTS = [
    Asked("who built it", ["the yard", "a boat", "the boat"], True),
    Asked("why", ["a", "b"], False),
]


@pytest.fixture
def base(tmp_path: Path) -> str:
    """A tiny encoder of three layers, with its tokenizer."""
    torch.manual_seed(5)
    config = MPNetConfig(
        vocab_size=len(PIECES), hidden_size=32, num_hidden_layers=3, num_attention_heads=4,
        intermediate_size=64, max_position_embeddings=130,
    )  # fmt: skip
    MPNetModel(config).save_pretrained(tmp_path)
    words = PreTrainedTokenizerFast(
        tokenizer_file=str(tokenizer_file(tmp_path)), pad_token="<pad>", mask_token="<mask>"
    )
    words.save_pretrained(tmp_path)
    return str(tmp_path)


def test_a_student_is_the_first_layers_of_its_teacher(base: str) -> None:
    teacher = CrossEncoder(base)
    student = student_of(teacher, base, layers=2)
    own, theirs = student.state_dict(), teacher.state_dict()
    assert len(student.encoder.encoder.layer) == 2
    assert all(torch.equal(own[name], theirs[name]) for name in own)


def test_words_and_first_layers_are_not_trained(base: str) -> None:
    student = student_of(CrossEncoder(base), base, layers=2)
    score_pairs(student, pairs_of(LISTS)).sum().backward()
    learns = {name for name, each in student.named_parameters() if each.grad is not None}
    assert not any("embeddings" in name or f"layer.{FROZEN - 1}." in name for name in learns)
    assert any(f"layer.{FROZEN}." in name for name in learns) and "score.weight" in learns


def test_logits_of_a_pair_do_not_depend_on_the_others(base: str) -> None:
    model = CrossEncoder(base).eval()
    pairs = pairs_of(LISTS)
    together = score_pairs(model, pairs, masked=0)
    alone = torch.cat([score_pairs(model, [each], masked=0) for each in pairs])
    assert together.tolist() == pytest.approx(alone.tolist(), abs=0.02)  # bfloat16


def test_the_nearer_to_the_teachers_the_smaller_the_loss() -> None:
    targets = torch.tensor([3.0, -2.0, -1.0, -4.0, -3.0])
    near, level, order = targets + 0.1, targets + 2, targets.flip(0)
    losses = [float(taught_loss(each, targets, LISTS)) for each in (targets, near, level, order)]
    assert losses[0] < losses[2] < losses[3]
    assert losses[1] < losses[2]
