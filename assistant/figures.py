"""Whether the numbers and dates of a sentence stand in its quotes, and for the same thing."""

from collections.abc import Sequence

from assistant.claim import Claim
from assistant.facts import Number, dates, nearby, numbers

Span = tuple[int, int]  # first and last token

NAMED_NEAR = 4  # words around a date that must stand around it in the quote, most of them


def figure_objection(draft: Claim, quotes: Sequence[Claim]) -> str | None:
    """Why a date or number is not that of the quotes; None where all are."""
    return _wrong_date(draft, quotes) or _wrong_number(draft, quotes)


def _wrong_date(draft: Claim, quotes: Sequence[Claim]) -> str | None:
    mine = [(each.first, each.last) for each in dates(draft)]
    for date in dates(draft):
        found = [(each, other) for each in quotes for other in dates(each) if date.within(other)]
        if not found:
            return f"the date {date.text!r} does not stand in the cited quotes"
        around = _words_of(draft, (date.first, date.last), mine)
        if not any(_belongs(around, quote, (each.first, each.last)) for quote, each in found):
            return f"the date {date.text!r} belongs to something else in the quote"
    return None


def _words_of(draft: Claim, date: Span, mine: Sequence[Span]) -> list[str]:
    """Terms near a date, those nearer to another date of the sentence aside."""
    around = [draft.tokens[n].term for n in nearby(draft, *date, reach=8)][:NAMED_NEAR]
    return [name for name in around if _nearest(draft, name, mine) == date]


def _belongs(around: Sequence[str], quote: Claim, date: Span) -> bool:
    """Whether most of the words stand in this quote, nearer to the date than to its rivals."""
    held = [name for name in around if name in quote.places]
    if 2 * len(held) < len(around):
        return False
    rivals = [(each.first, each.last) for each in dates(quote)]
    nearer = [name for name in held if _nearest(quote, name, rivals) == date]
    return 2 * len(nearer) >= len(held)


def _nearest(claim: Claim, name: str, spans: Sequence[Span]) -> Span:
    def distance(span: Span) -> int:
        return min(min(abs(n - span[0]), abs(n - span[1])) for n in claim.places[name])

    return min(spans, key=distance)


def _wrong_number(draft: Claim, quotes: Sequence[Claim]) -> str | None:
    for number in numbers(draft):
        found = [(quote, each) for quote in quotes for each in numbers(quote)
                 if (each.value, each.ordinal) == (number.value, number.ordinal)]  # fmt: skip
        if not found:
            return f"the number {number.text!r} does not stand in the cited quotes"
        fitting = [(quote, each) for quote, each in found if each.unit == number.unit]
        if not fitting:
            return f"the number {number.text!r} has another unit in the quote"
        fitting = [each for each in fitting if each[1].comparison == number.comparison]
        if not fitting:
            return f"“more than”, “about” or the like differs beside {number.text!r}"
        if not any(_counts_the_same(draft, number, quote, each) for quote, each in fitting):
            return f"the number {number.text!r} counts something else in the quote"
    return None


def _counts_the_same(draft: Claim, mine: Number, quote: Claim, theirs: Number) -> bool:
    """Whether the word after the number, else the one before, stands near it in the quote."""
    after = draft.next_content(mine.last, 1)
    close = bool(after) and after[0] - mine.last <= 3
    wanted = after if close else [n for n in draft.content if n < mine.first][-1:]
    around = {quote.tokens[n].term for n in nearby(quote, theirs.first, theirs.last)}
    return all(draft.tokens[n].term in around for n in wanted)
