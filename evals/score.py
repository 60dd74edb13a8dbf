"""How one answer is judged, and the figures over many."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.answer import Answer, Citation
from corpus.models import Page
from evals.cases import Case, Gold

OVERLAP = 0.5  # share of a gold quote's characters that citations must cover


@dataclass(frozen=True)
class Outcome:
    """What one answer was worth.

    `right`: answered, and every `must` group has a member in the text. `cited`: citations
    cover at least half of one gold quote. `exact`: every citation equals its span of the page.
    """

    case: Case
    answer: Answer
    right: bool
    cited: bool
    exact: bool


@dataclass(frozen=True)
class Figures:
    """Shares (0..1) over a set; None where nothing could be counted.

    `right_and_cited` and `over_refused` are shares of the answerable questions, `refused` of
    the unanswerable ones, `exact` of all answers.
    """

    answerable: int
    unanswerable: int
    right: float | None
    right_and_cited: float | None
    over_refused: float | None
    refused: float | None
    exact: float | None


def judge(case: Case, answer: Answer, pages: dict[str, Page]) -> Outcome:
    """Judge an answer; `pages` are those of the snapshot it was made from, by url."""
    text = _normal(answer.text)
    right = not answer.refused and all(
        any(_normal(each) in text for each in group) for group in case.must
    )
    return Outcome(
        case,
        answer,
        right=right and case.answerable,
        cited=any(_covered(gold, answer.citations, pages) >= OVERLAP for gold in case.gold),
        exact=all(is_exact(each, pages) for each in answer.citations),
    )


def is_exact(citation: Citation, pages: dict[str, Page]) -> bool:
    """Whether a citation's quote is the span of the page version that it names."""
    page = pages.get(citation.url)
    return (
        page is not None
        and page.version == citation.page_version
        and page.text[citation.start : citation.end] == citation.quote
    )


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """Figures over outcomes."""
    answerable = [each for each in outcomes if each.case.answerable]
    others = [each for each in outcomes if not each.case.answerable]
    return Figures(
        answerable=len(answerable),
        unanswerable=len(others),
        right=_share(each.right for each in answerable),
        right_and_cited=_share(each.right and each.cited for each in answerable),
        over_refused=_share(each.answer.refused for each in answerable),
        refused=_share(each.answer.refused for each in others),
        exact=_share(each.exact for each in outcomes),
    )


def _covered(gold: Gold, citations: Sequence[Citation], pages: dict[str, Page]) -> float:
    """Share of the gold quote's characters that the citations cover, 0..1."""
    page = pages.get(gold.url)
    start = page.text.find(gold.quote) if page else -1
    if start < 0:
        return 0.0
    span = set(range(start, start + len(gold.quote)))
    for each in citations:
        if each.url == gold.url:
            span -= set(range(each.start, each.end))
    return 1 - len(span) / len(gold.quote)


def _share(flags: Iterable[bool]) -> float | None:
    values = list(flags)
    return sum(values) / len(values) if values else None


def _normal(text: str) -> str:
    return " ".join(text.split()).casefold()
