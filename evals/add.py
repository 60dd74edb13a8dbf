"""From an answer that a user marked wrong to a case of an eval set.

Feedback is JSON Lines: {"verdict": "right"|"wrong"|"missing", "note": str|null,
"history": [...], "answer": the answer's JSON}.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.answer import Answer, Turn
from assistant.index import Index, SentenceRef
from corpus.errors import SettingsError
from evals.cases import Case, Gold, load_cases, to_line
from evals.outcome import normal

WRONG = ("wrong", "missing")
SHOWN = 12  # sentences offered as gold at a time
TAG = "from-use"

Ask = Callable[[str], str]
Tell = Callable[[str], None]


class Feedback(BaseModel):
    """What a user said of an answer."""

    model_config = ConfigDict(frozen=True)

    verdict: str
    note: str | None = None
    history: list[Turn] = []
    answer: Answer


@dataclass(frozen=True)
class Added:
    """How many marked answers became cases, and how many were left."""

    added: int
    skipped: int


def read_feedback(path: Path) -> list[Feedback]:
    """Answers marked wrong or missing; raises SettingsError naming the line that is none."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: feedback can't be read: {error}") from error
    return [each for each in parse_feedback(text.split("\n"), path) if each.verdict in WRONG]


def parse_feedback(lines: Iterable[str], name: object) -> list[Feedback]:
    """Feedback of lines of JSON; raises SettingsError naming the line that is none."""
    return [_feedback(line, f"{name}:{n}") for n, line in enumerate(lines, 1) if line.strip()]


def _feedback(line: str, where: str) -> Feedback:
    try:
        return Feedback.model_validate(json.loads(line))
    except (ValueError, ValidationError) as error:
        raise SettingsError(f"{where}: no feedback: {str(error).splitlines()[0]}") from error


def add_cases(marked: Sequence[Feedback], index: Index, path: Path, ask: Ask, tell: Tell) -> Added:
    """Walk through marked answers; each case is written to `path` as soon as it is whole."""
    known = (
        {(each.question, each.history) for each in load_cases(path)} if path.is_file() else set()
    )
    added = skipped = 0
    for each in marked:
        history = tuple(turn.model_dump() for turn in each.history)
        if any(each.answer.question == question and list(history) == list(turns)
               for question, turns in known):  # fmt: skip
            tell(f"already there: {each.answer.question}")
            skipped += 1
            continue
        case = _walk(each, index, _next_id(path), ask, tell)
        if case is None:
            skipped += 1
            continue
        with path.open("a", encoding="utf-8") as file:
            file.write(to_line(case) + "\n")
        added += 1
    return Added(added, skipped)


def _walk(marked: Feedback, index: Index, name: str, ask: Ask, tell: Tell) -> Case | None:
    answer = marked.answer
    tell(f"\nQuestion: {answer.question}\nAnswer:   {answer.text}")
    if marked.note:
        tell(f"Note:     {marked.note}")
    reply = _one_of(ask, "Do the pages answer it? yes, no, or skip", ("yes", "no", "skip"))
    if reply == "skip":
        return None
    gold: tuple[SentenceRef, ...] = ()
    must: tuple[tuple[str, ...], ...] = ()
    if reply == "yes":
        gold = _choose_gold(answer.standalone_question, index, ask, tell)
        if not gold:
            return None
        must = _choose_must(gold, ask, tell)
    tags = tuple(ask("Tags, separated by commas (may be empty)").replace(",", " ").split())
    return Case(
        id=name,
        question=answer.question,
        history=tuple(turn.model_dump() for turn in marked.history),
        answerable=reply == "yes",
        gold=tuple(Gold(ref.page.url, ref.quote) for ref in gold),
        must=must,
        tags=(*tags, TAG),
        reference=None,
    )


def _choose_gold(question: str, index: Index, ask: Ask, tell: Tell) -> tuple[SentenceRef, ...]:
    """The sentences that answer, by number; other words search again, nothing gives up."""
    words = question
    while True:
        offered = list(_sentences(words, index))
        for number, ref in enumerate(offered, 1):
            tell(f"  {number:>2}. {ref.quote}")
        reply = ask("Numbers of the sentences that answer it, or other words to look for").strip()
        if not reply:
            return ()
        numbers = reply.replace(",", " ").split()
        if all(each.isdigit() and 1 <= int(each) <= len(offered) for each in numbers):
            return tuple(offered[int(each) - 1] for each in numbers)
        words = reply


def _sentences(words: str, index: Index) -> Iterator[SentenceRef]:
    """Sentences of the passages that share most with the words (BM25), best first."""
    from assistant.lexical import terms

    wanted = set(terms(words))
    scores = index.bm25.scores(terms(words))
    refs = [
        ref
        for number in sorted(range(len(scores)), key=lambda n: -scores[n])[:SHOWN]
        for ref in index.sentences_of(index.snapshot.passages[number])
        if ref.sentence.kind != "heading"
    ]
    refs.sort(key=lambda ref: -len(wanted & set(terms(ref.quote))))
    yield from refs[:SHOWN]


def _choose_must(gold: Sequence[SentenceRef], ask: Ask, tell: Tell) -> tuple[tuple[str, ...], ...]:
    """Words that a right answer holds; each must stand in the gold."""
    text = normal(" ".join(ref.quote for ref in gold))
    while True:
        reply = ask('What must a right answer say? Groups by ";", alternatives by "|"')
        groups = tuple(
            tuple(each.strip() for each in group.split("|") if each.strip())
            for group in reply.split(";")
        )
        groups = tuple(group for group in groups if group)
        foreign = [group for group in groups if not any(normal(each) in text for each in group)]
        if groups and not foreign:
            return groups
        tell(f"not in the chosen sentences: {foreign[0]}" if foreign else "at least one is needed")


def _one_of(ask: Ask, prompt: str, choices: Sequence[str]) -> str:
    while True:
        reply = ask(prompt).strip().lower()
        found = [each for each in choices if reply and each.startswith(reply)]
        if found:
            return found[0]


def _next_id(path: Path) -> str:
    taken = {each.id for each in load_cases(path)} if path.is_file() else set()
    number = len(taken) + 1
    while f"{path.stem}-{number:03}" in taken:
        number += 1
    return f"{path.stem}-{number:03}"
