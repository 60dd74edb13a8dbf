"""Train the second reader: the first layers of a large reader, taught by it and by the small one.

    python -m evals.reader.distil --base FOLDER --teacher reader.pt --out FOLDER [--data ROWS]

`--base` is an encoder that is too large to ship (all-mpnet-base-v2), `--teacher` what train.py
made of it. The target is the mean of the teacher's logit and that of the packaged small reader,
whose mistakes are others than the teacher's. Seeded throughout.
"""

import argparse
import logging
import random
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import nn

from assistant.crossencoder import OnnxReader, Reader
from evals.reader.far import with_far
from evals.reader.lists import Asked, Sampler, batches, pairs_of
from evals.reader.pages import held_out_titles
from evals.reader.rows import LIMITS, Row, Vectorizer, load_pages, load_rows, load_unanswered
from evals.reader.train import CrossEncoder, Trainer, loss_of, score_pairs

SEED = 20261201
LAYERS = 6
FROZEN = 1  # of the first layers
RATE = 7e-5
STEPS = 1_100
LABELS = 0.3  # weight of the loss on labels, beside that on the teachers' logits


def student_of(teacher: CrossEncoder, base: str, layers: int = LAYERS) -> CrossEncoder:
    """The first layers of the teacher, with all else it has."""
    student = CrossEncoder(base, layers)
    own = student.state_dict()
    student.load_state_dict({k: v for k, v in teacher.state_dict().items() if k in own})
    student.freeze(FROZEN)
    return student


def taught_loss(
    logits: torch.Tensor, targets: torch.Tensor, lists: Sequence[Asked]
) -> torch.Tensor:
    """How far each list's logits are from the targets, in order and level, and from labels."""
    apart, begin = [], 0
    for each in lists:
        end = begin + len(each.sentences)
        own, theirs = torch.log_softmax(logits[begin:end], 0), torch.softmax(targets[begin:end], 0)
        apart.append(nn.functional.kl_div(own, theirs, reduction="sum"))
        begin = end
    level = nn.functional.binary_cross_entropy_with_logits(logits, torch.sigmoid(targets))
    return torch.stack(apart).mean() + level + LABELS * loss_of(logits, lists)


def mean_logits(teacher: CrossEncoder, small: Reader, lists: Sequence[Asked]) -> torch.Tensor:
    """The mean of both readers' logits for all pairs of the lists, shape (pairs,)."""
    with torch.inference_mode():
        large = score_pairs(teacher, pairs_of(lists), masked=0)
    own = [logit for each in lists for logit in small.logits(each.question, each.sentences)]
    return (large.clone() + torch.tensor(own, dtype=large.dtype)) / 2


def distil(
    student: CrossEncoder, teacher: CrossEncoder, rows: list[Row], steps: int, keep: Path
) -> None:
    """Train the student in place."""
    torch.manual_seed(SEED)
    rng = random.Random(SEED)
    small, sampler = OnnxReader(), Sampler(rows, rng)
    trainer = Trainer(student, steps, RATE, keep)
    teacher.eval()
    student.train()
    for batch in batches(rows, steps, rng):
        lists = sampler(batch)
        targets = mean_logits(teacher, small, lists)
        trainer.step(taught_loss(score_pairs(student, pairs_of(lists)), targets, lists))


def main() -> None:
    """Command line."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", required=True)
    parser.add_argument("--teacher", type=Path, required=True)
    parser.add_argument("--data", type=Path, help="rows of public question sets (json lines, gz)")
    parser.add_argument("--unanswered", type=Path, nargs="*", default=[])
    parser.add_argument("--hold-out", type=Path, help="file of questions to leave out, one a line")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    held = set(arguments.hold_out.read_text("utf-8").splitlines()) if arguments.hold_out else set()
    vectorizer = Vectorizer()
    rows = load_pages(held_out_titles(), vectorizer)
    if arguments.data:
        rows += load_rows(arguments.data, held, LIMITS)
    for folder in arguments.unanswered:
        rows += load_unanswered(folder, held, vectorizer)
    teacher = CrossEncoder(arguments.base)
    teacher.load_state_dict(torch.load(arguments.teacher, weights_only=True))
    student = student_of(teacher, arguments.base)
    arguments.out.mkdir(parents=True, exist_ok=True)
    rows = with_far(rows, vectorizer)
    distil(student, teacher, rows, arguments.steps, arguments.out / "reader.pt")


if __name__ == "__main__":
    main()
