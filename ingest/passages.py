"""From a Page to passages: runs of whole sentences that fit the embedding model."""

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.models import Page, Passage
from corpus.texts import lead_of


@dataclass(frozen=True)
class _Run:
    """Sentences first..last (inclusive) that should stay together."""

    first: int
    last: int


def split_page(page: Page, max_chars: int) -> list[Passage]:
    """Passages in page order; each sentence stands in exactly one of them.

    A list stays with the line that introduces it; one that is longer than `max_chars` is cut
    at sentence bounds. Headings go with the text below them: they and a sentence that is
    longer by itself are the only ways for a passage to exceed `max_chars`.
    """
    passages: list[Passage] = []
    run: _Run | None = None
    for unit in _units(page, max_chars):
        if run and _fits(page, run, unit, max_chars):
            run = _Run(run.first, unit.last)
            continue
        if run:
            passages.append(_passage(page, run))
        run = unit
    return passages + ([_passage(page, run)] if run else [])


def _units(page: Page, max_chars: int) -> Iterator[_Run]:
    """Sentences, and lists with their lead-in, cut where they are too long."""
    index = 0
    while index < len(page.sentences):
        last = index
        list_id = page.sentences[index].list_id
        if list_id is not None:
            while last + 1 < len(page.sentences) and page.sentences[last + 1].list_id == list_id:
                last += 1
        yield from _cut(page, _Run(index, last), max_chars)
        index = last + 1


def _cut(page: Page, run: _Run, max_chars: int) -> Iterator[_Run]:
    first = run.first
    for index in range(run.first, run.last + 1):
        if index > first and _length(page, first, index) > max_chars:
            yield _Run(first, index - 1)
            first = index
    yield _Run(first, run.last)


def _fits(page: Page, run: _Run, unit: _Run, max_chars: int) -> bool:
    """A unit joins a run of its own section, and a run of headings waiting for their text."""
    starts_section = page.sentences[unit.first].kind == "heading"
    ends_in_heading = page.sentences[run.last].kind == "heading"
    if starts_section and not ends_in_heading:
        return False
    holds_text = page.sentences[unit.last].kind != "heading"
    return (ends_in_heading and holds_text) or _length(page, run.first, unit.last) <= max_chars


def _length(page: Page, first: int, last: int) -> int:
    return page.sentences[last].end - page.sentences[first].start


def _passage(page: Page, run: _Run) -> Passage:
    start, end = page.sentences[run.first].start, page.sentences[run.last].end
    lead = lead_of(page, run.first)
    continued = lead is not None and lead < run.first
    return Passage(
        id=f"{page.url}@{page.version[:12]}:{start}-{end}",
        url=page.url,
        page_version=page.version,
        start=start,
        end=end,
        section=page.section_at(page.sentences[run.last].start),
        first=run.first,
        last=run.last,
        lead_in=page.quote(page.sentences[lead]) if continued and lead is not None else "",
    )
