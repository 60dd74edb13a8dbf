"""Questions that the weights are fitted on, with judges of sentences and answers.

Of the packaged sets, of the written pages that no reader is trained on, and of public sets.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.answer import Turn
from assistant.features import proper_names
from assistant.followup import depends
from assistant.index import SentenceRef
from assistant.lexical import terms
from assistant.names import Names
from evals.catalog import load_set
from evals.reader.pages import PageQuestion, WrittenPage, held_out_titles, written_pages
from ppp_settings import PACKAGED_SOURCES

FOREIGN_QUESTIONS = 6  # asked of each written page: questions on another one
FOLLOWUPS = 8  # questions of each written page that are asked after another one

Judge = Callable[[SentenceRef], bool]


@dataclass(frozen=True)
class FitCase:
    """A question, the sentences that answer it, and when an answer is right."""

    question: str
    history: tuple[Turn, ...]
    answerable: bool
    relevant: Judge
    right: Callable[[Sequence[SentenceRef]], bool]


@dataclass(frozen=True)
class FitSet:
    """Pages (`sources`) and questions on them."""

    name: str
    sources: list[str]
    cases: list[FitCase]


def normal(text: str) -> str:
    """Text for comparing: single spaces, no case."""
    return " ".join(text.split()).casefold()


def fda_cases(name: str) -> FitSet:
    """A packaged set over the shipped pages."""
    cases = []
    for case in load_set(name).cases:
        gold = frozenset(normal(each.quote) for each in case.gold)

        def right(
            refs: Sequence[SentenceRef], must: tuple[tuple[str, ...], ...] = case.must
        ) -> bool:
            text = normal(" ".join(ref.quote for ref in refs))
            return all(any(normal(each) in text for each in group) for group in must)

        def relevant(ref: SentenceRef, gold: frozenset[str] = gold) -> bool:
            return normal(ref.quote) in gold

        history = tuple(Turn.model_validate(each) for each in case.history)
        cases.append(FitCase(case.question, history, case.answerable, relevant, right))
    return FitSet(name, [str(PACKAGED_SOURCES)], cases)


def written_cases(folder: Path) -> list[FitSet]:
    """Questions on the held-out written pages, each page a corpus of its own.

    The files are put into `folder`. The questions lean on their page ("what is the group
    hoping for?"), so among other pages they would not be answerable. Those that name something
    are also asked of the page after, which does not answer them.
    """
    held, sets = held_out_titles(), []
    pages = [each for each in written_pages() if each.title in held]
    for number, page in enumerate(pages):
        path = folder / f"written-{number}.md"
        path.write_text(page.markdown(), "utf-8")
        cases = [_question_case(question, page) for question in page.questions]
        cases += _followups(page)
        for text in _foreign_questions(pages[number - 1], page):
            cases.append(_gold_case(text, frozenset(), page.title, all_needed=False))
        sets.append(FitSet(path.stem, [str(path)], cases))
    return sets


def named_cases(folder: Path) -> FitSet:
    """Questions that stand alone, on the held-out pages, which are all in one store.

    The files are put into `folder`.
    """
    held, sources, cases = held_out_titles(), [], []
    for number, page in enumerate(each for each in written_pages() if each.title in held):
        path = folder / f"named-{number}.md"
        path.write_text(page.markdown(), "utf-8")
        sources.append(str(path))
        cases += [_question_case(question, page) for question in page.named]
    return FitSet("named", sources, cases)


def _question_case(question: PageQuestion, page: WrittenPage) -> FitCase:
    gold = frozenset(normal(page.sentences[number][1]) for number in question.answers)
    return _gold_case(question.text, gold, page.title, question.kind == "list")


def _followups(page: WrittenPage) -> list[FitCase]:
    """Questions that lean on something, asked after another one on the page was answered."""
    names = Names([page.title, *(text for _, text, _ in page.sentences)])
    answered = [each for each in page.questions if each.answers]
    leaning = [each for each in page.questions if depends(each.text, names)]
    cases = []
    for number, later in enumerate(leaning[:FOLLOWUPS]):
        earlier = answered[number % len(answered)]
        if earlier is later or set(earlier.answers) & set(later.answers):
            continue
        said = " ".join(page.sentences[n][1] for n in earlier.answers)
        history = (
            Turn(role="user", content=earlier.text), Turn(role="assistant", content=f"{said} [1]")
        )  # fmt: skip
        cases.append(replace(_question_case(later, page), history=history))
    return cases


def _foreign_questions(other: WrittenPage, page: WrittenPage) -> list[str]:
    """Questions on another page that name what this one does not."""
    here = set(terms(page.markdown()))
    texts = [each.text for each in other.questions]
    return [text for text in texts if set(proper_names(text)) - here][:FOREIGN_QUESTIONS]


def _gold_case(question: str, gold: frozenset[str], title: str, all_needed: bool) -> FitCase:
    def relevant(ref: SentenceRef) -> bool:
        return ref.page.title == title and normal(ref.quote) in gold

    def right(refs: Sequence[SentenceRef]) -> bool:
        hit = {normal(ref.quote) for ref in refs if relevant(ref)}
        return hit == gold if all_needed else bool(hit)

    return FitCase(question, (), bool(gold), relevant, right)


def bench_cases(folder: Path, only: set[str] | None) -> FitSet:
    """A public set; `only` keeps these questions of it."""
    cases = []
    for line in (folder / "questions.jsonl").read_text("utf-8").splitlines():
        value = json.loads(line)
        keep = only is None or value["question"] in only
        if keep and (value["answers"] or not value["answerable"]):
            cases.append(_bench_case(value["question"], value["answers"], value["gold_pages"]))
    return FitSet(folder.name, [str(folder / "pages")], cases)


def foreign_cases(questions: Sequence[FitCase]) -> list[FitCase]:
    """Questions of one set as they are asked of the pages of another: nothing answers them."""
    return [
        FitCase(each.question, (), False, lambda _: False, lambda _: False)
        for each in questions
        if each.answerable
    ]


def _bench_case(question: str, answers: list[str], pages: list[str]) -> FitCase:
    wanted = [normal(each) for each in answers]

    def relevant(ref: SentenceRef) -> bool:
        text = normal(ref.quote)
        if ref.page.url.rsplit("/", 1)[-1] not in pages:
            return False
        return any(each in text or (len(each) > 40 and len(text) > 30 and text in each)
                   for each in wanted)  # fmt: skip

    return FitCase(question, (), bool(answers), relevant, lambda refs: any(map(relevant, refs)))
