"""How one answer is judged."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.answer import Answer, Citation
from assistant.lexical import words
from corpus.models import Page
from evals.cases import Case, Gold

MARK = re.compile(r"\[\d+\]")
OVERLAP = 0.5  # share of a gold quote's characters that citations must cover
ALTERNATIVES = "alt-gold"  # tag of a case each of whose gold quotes answers by itself

Stage = Literal[
    "right", "not cited", "not retrieved", "not read", "read but refused",
    "rightly refused", "should refuse", "not scored",
]  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What one answer was worth; None is what could not be scored.

    `right`: answered, and every `must` group has a member in the text. `would_be_right`: the
    same of the answer that stands behind a refusal. `cited`: citations cover at least half
    of one gold quote, or name a gold page where the set has pages only. `exact`: every
    citation equals its span of the page. `precision` and `recall` are shares of characters
    that citations and gold quotes have in common (recall of the best covered quote where each
    answers by itself), `token_f1` and `containment` compare the text with the reference; all
    0..1. `retrieved` are ids of passages or pages with their scores, `relevant` those that
    hold the answer.
    """

    case: Case
    answer: Answer
    right: bool | None
    would_be_right: bool | None
    cited: bool | None
    exact: bool
    precision: float | None
    recall: float | None
    token_f1: float | None
    containment: float | None
    retrieved: tuple[tuple[str, float], ...]
    relevant: tuple[str, ...]

    @property
    def correct(self) -> bool | None:
        """Whether answering would have been right, whatever was decided: for calibration."""
        return self.would_be_right if self.case.answerable else False

    @property
    def stage(self) -> Stage:
        """Where it went wrong, or that it did not."""
        if not self.case.answerable:
            return "rightly refused" if self.answer.refused else "should refuse"
        if self.right is None:
            return "not scored"
        if self.right:
            return "right" if self.cited in (True, None) else "not cited"
        if self.answer.refused and self.would_be_right:
            return "read but refused"
        found = {name for name, _ in self.retrieved} & set(self.relevant)
        return "not read" if found or not self.relevant else "not retrieved"


def judge(
    case: Case, answer: Answer, forced: Answer, pages: dict[str, Page],
    retrieved: Sequence[tuple[str, float]] = (), relevant: Sequence[str] = (),
) -> Outcome:  # fmt: skip
    """Judge an answer; `forced` is what would have been said without refusing.

    `pages` are those of the snapshot that it was made from, by url.
    """
    scored = case.answerable and bool(case.must)
    measured = case.answerable and not answer.refused
    gold, cited = gold_characters(case.gold, pages), _characters(answer.citations)
    common = len(gold & cited)
    text = "" if answer.refused else answer.text
    reference = case.reference if case.answerable else None
    return Outcome(
        case=case,
        answer=answer,
        right=_says_all(case, answer) if scored else None,
        would_be_right=_says_all(case, forced) if scored else None,
        cited=_is_cited(case, answer, pages) if case.answerable else None,
        exact=all(is_exact(each, pages) for each in answer.citations),
        precision=common / len(cited) if measured and gold and cited else None,
        recall=_recall(case, cited, pages) if case.answerable and gold else None,
        token_f1=token_f1(text, reference) if reference else None,
        containment=containment(text, reference) if reference else None,
        retrieved=tuple(retrieved),
        relevant=tuple(relevant),
    )


def is_exact(citation: Citation, pages: dict[str, Page]) -> bool:
    """Whether a citation's quote is the span of the page version that it names."""
    page = pages.get(citation.url)
    return (
        page is not None
        and page.version == citation.page_version
        and page.text[citation.start : citation.end] == citation.quote
    )


def gold_characters(gold: Sequence[Gold], pages: dict[str, Page]) -> set[tuple[str, int]]:
    """Every character (url, offset) of the gold quotes that stand in the pages."""
    found: set[tuple[str, int]] = set()
    for each in gold:
        page = pages.get(each.url)
        start = page.text.find(each.quote) if page else -1
        if start >= 0:
            found |= {(each.url, n) for n in range(start, start + len(each.quote))}
    return found


def token_f1(text: str, reference: str) -> float:
    """Harmonic mean of word precision and recall, 0..1, as in SQuAD (arXiv 1606.05250).

    Words in lower case, without marks such as [1].
    """
    mine, theirs = _words(text), _words(reference)
    common = sum((mine & theirs).values())
    return 2 * common / (mine.total() + theirs.total()) if common else 0.0


def containment(text: str, reference: str) -> float:
    """Share of the reference's words that the text holds, 0..1."""
    mine, theirs = _words(text), _words(reference)
    return sum((mine & theirs).values()) / theirs.total() if theirs else 0.0


def _words(text: str) -> Counter[str]:
    return Counter(word.lower() for word in words(MARK.sub(" ", text)))


def _says_all(case: Case, answer: Answer) -> bool:
    text = normal(answer.text)
    return not answer.refused and all(
        any(normal(each) in text for each in group) for group in case.must
    )


def _recall(case: Case, cited: set[tuple[str, int]], pages: dict[str, Page]) -> float:
    """Share of the gold characters that are cited, 0..1."""
    wanted = [[each] for each in case.gold] if ALTERNATIVES in case.tags else [case.gold]
    sets = [gold_characters(each, pages) for each in wanted]
    return max(len(each & cited) / len(each) for each in sets if each)


def _is_cited(case: Case, answer: Answer, pages: dict[str, Page]) -> bool:
    if not case.gold:
        return any(each.url in case.pages for each in answer.citations)
    cited = _characters(answer.citations)
    for each in case.gold:
        own = gold_characters([each], pages)
        if own and len(own & cited) >= OVERLAP * len(own):
            return True
    return False


def _characters(citations: Sequence[Citation]) -> set[tuple[str, int]]:
    return {(each.url, n) for each in citations for n in range(each.start, each.end)}


def normal(text: str) -> str:
    """Text for comparing: single spaces, no case."""
    return " ".join(text.split()).casefold()
