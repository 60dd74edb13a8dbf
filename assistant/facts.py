"""Numbers and dates of a sentence, in one form however they are written."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from assistant.claim import STOPS, Claim, is_quantity
from assistant.wording import AT_LEAST_AFTER, AT_MOST_AFTER, COMPARISONS, UNITS, word_set


def _numbered(words: str, first: int) -> dict[str, int]:
    return {word: number for number, word in enumerate(words.split(), start=first)}


UNIT_WORDS = _numbered(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen", 0,
)  # fmt: skip
TENS = {
    word: 10 * number
    for word, number in _numbered(
        "twenty thirty forty fifty sixty seventy eighty ninety", 2
    ).items()
}
SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
ORDINALS = _numbered(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth", 1
)
MONTHS = _numbered(
    "january february march april may june july august september october november december", 1
)
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}
WEEKDAYS = word_set("monday tuesday wednesday thursday friday saturday sunday")
CURRENCY = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "usd": "dollar", "eur": "euro",
            "gbp": "pound", "dollar": "dollar", "euro": "euro", "yen": "yen"}  # fmt: skip
NEAR = 6  # tokens around a number in which its unit must stand
DATE_PREPOSITIONS = {
    "before": "before", "by": "before", "until": "before", "till": "before", "to": "before",
    "after": "after", "since": "after", "from": "after", "following": "after",
}  # fmt: skip


@dataclass(frozen=True)
class Number:
    """A number: its value, "16" and "16th" apart, its unit or comparison if it has one."""

    text: str
    value: Fraction | str
    ordinal: bool
    unit: str | None
    comparison: str | None
    first: int
    last: int


@dataclass(frozen=True)
class Date:
    """A date as far as it is given, and whether "before" or "after" it is meant."""

    text: str
    year: int | None
    month: int | None
    day: int | None
    side: str | None
    first: int
    last: int

    def within(self, other: "Date") -> bool:
        """Whether the other date says all that this one says."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return self.side == other.side and all(mine in (None, theirs) for mine, theirs in pairs)


def dates(claim: Claim) -> list[Date]:
    """Dates that name a month, weekdays aside, and years."""
    found: list[Date] = []
    taken = -1
    for n, plain in enumerate(claim.plain):
        if n <= taken:
            continue
        date = _month_date(claim, n) if plain in MONTHS else _year_date(claim, n)
        if date is not None:
            taken = date.last
            found = [each for each in found if each.last < date.first]
            found.append(date)
    return found


def numbers(claim: Claim) -> list[Number]:
    """Numbers in digits and words, percentages, amounts and quantities; not those of dates."""
    dated = {n for date in dates(claim) for n in range(date.first, date.last + 1)}
    found, at = [], 0
    while at < len(claim.tokens):
        number = None if at in dated else _number(claim, at)
        if number is not None:
            found.append(number)
            at = number.last
        at += 1
    return found


def _month_date(claim: Claim, at: int) -> Date | None:
    """A date around the month name at `at`: day, month and year in any usual order."""
    token = claim.tokens[at]
    if not token.text[0].isupper():
        return None
    before, after = _small_int(claim, at - 1), _after_dot(claim, at + 1)
    first, last, day, year = at, at, None, None
    if before is not None and before <= 31:
        day, first = before, at - 1
    value = _small_int(claim, after)
    if value is not None and value <= 31 and day is None:
        day, last = value, after
        after = after + 1 if claim.plain[after + 1 : after + 2] == (",",) else after
        after += 0 if claim.plain[after : after + 1] == (",",) else 1
        after += 1 if claim.plain[after : after + 1] == (",",) else 0
        value = _small_int(claim, after)
    elif claim.plain[after : after + 1] == (",",):
        value = _small_int(claim, after + 1)
        after += 1
    if value is not None and 1000 <= value <= 2999:
        year, last = value, after
    if token.plain in ("may", "mar", "march") and day is None and year is None:
        previous = claim.plain[at - 1] if at else ""
        if previous not in ("in", "of", "since", "until", "by", "during", "last", "next", "this"):
            return None
    return _date(claim, first, last, year=year, month=MONTHS[token.plain], day=day)


def _year_date(claim: Claim, at: int) -> Date | None:
    """A bare year; "2,020" and "2020 drugs" are numbers."""
    text = claim.tokens[at].text
    if not (text.isdecimal() and len(text) == 4 and 1500 <= int(text) <= 2100):
        return None
    previous = claim.plain[at - 1] if at else ""
    following = claim.plain[at + 1] if at + 1 < len(claim.plain) else "."
    counted = claim.tokens[at + 1].content if at + 1 < len(claim.tokens) else False
    if previous in CURRENCY or following == "%" or (counted and previous not in _YEAR_PREPOSITIONS):
        return None
    return _date(claim, at, at, year=int(text))


_YEAR_PREPOSITIONS = word_set(
    "in since by until before after during from to of around early mid late year fiscal fy"
)


def _date(
    claim: Claim, first: int, last: int, *,
    year: int | None, month: int | None = None, day: int | None = None,
) -> Date:  # fmt: skip
    side = DATE_PREPOSITIONS.get(claim.plain[first - 1]) if first else None
    text = claim.text[claim.tokens[first].start : claim.tokens[last].end]
    return Date(text, year, month, day, side, first, last)


def _after_dot(claim: Claim, at: int) -> int:
    """The index after an abbreviation's dot, if there is one."""
    return at + 1 if claim.plain[at : at + 1] == (".",) and at + 1 < len(claim.plain) else at


def _small_int(claim: Claim, at: int) -> int | None:
    if not 0 <= at < len(claim.tokens) or claim.tokens[at].kind != "number":
        return None
    digits = claim.plain[at].rstrip("stndrh")
    return int(digits) if digits.isdecimal() else None


def _number(claim: Claim, at: int) -> Number | None:
    value, ordinal, last = _value(claim, at)
    if value is None:
        return None
    first = at
    unit = _unit(claim, first, last)
    text = claim.text[claim.tokens[first].start : claim.tokens[last].end]
    return Number(text, value, ordinal, unit, _comparison(claim, first, last), first, last)


def _value(claim: Claim, at: int) -> tuple[Fraction | str | None, bool, int]:
    """Value of the number that begins at `at`, whether it is an ordinal, its last token."""
    token = claim.tokens[at]
    if token.kind == "number":
        plain = token.text.replace(",", "").replace("\u00a0", "").replace("\u202f", "")
        digits = plain.rstrip("stndrhSTNDRH")
        value, last = Fraction(digits), at
        if digits == plain:
            value, last = _scaled(claim, value, at)
        return value, digits != plain, last
    if token.plain in ORDINALS:
        return Fraction(ORDINALS[token.plain]), True, at
    if is_quantity(token):
        return token.plain, False, at
    return _spelled(claim, at)


def _spelled(claim: Claim, at: int) -> tuple[Fraction | None, bool, int]:
    """A number in words: "sixteen", "twenty-one", "two hundred", "a million"."""
    plain = claim.plain[at]
    if plain == "one" and claim.plain[at + 1 : at + 2] in (("of",), ("another",)):
        return None, False, at
    if plain in UNIT_WORDS:
        value, last = _scaled(claim, Fraction(UNIT_WORDS[plain]), at)
        return value, False, last
    if plain in TENS:
        value, last = Fraction(TENS[plain]), at
        step = 2 if claim.plain[at + 1 : at + 2] == ("-",) else 1
        digit = UNIT_WORDS.get(claim.plain[at + step]) if at + step < len(claim.plain) else None
        if digit is not None and 1 <= digit <= 9:
            value, last = value + digit, at + step
        value, last = _scaled(claim, value, last)
        return value, False, last
    if plain in SCALES:
        value, last = _scaled(claim, Fraction(1), at - 1)
        return value, False, last
    return None, False, at


def _scaled(claim: Claim, value: Fraction, last: int) -> tuple[Fraction, int]:
    """Multiplied by the "hundred", "million" … that follow."""
    while last + 1 < len(claim.plain) and claim.plain[last + 1] in SCALES:
        last += 1
        value *= SCALES[claim.plain[last]]
    return value, last


def _unit(claim: Claim, first: int, last: int) -> str | None:
    """Currency or percent sign beside the number, or a unit among the next words."""
    if first and claim.plain[first - 1] in CURRENCY:
        return CURRENCY[claim.plain[first - 1]]
    following = claim.plain[last + 1 : last + 2]
    if following == ("%",):
        return "percent"
    for n in range(last + 1, min(last + 4, len(claim.plain))):
        plain = claim.plain[n]
        if plain in STOPS or plain in (",", "of", "and", "or", "to"):
            break
        if plain in ("per", "%") and "".join(claim.plain[n : n + 2]) == "percent":
            return "percent"
        single = plain.removesuffix("s") if plain != "feet" else plain
        if single in CURRENCY:
            return CURRENCY[single]
        if single in UNITS or plain in UNITS:
            return single
        if plain == "centuries":
            return "century"
    return None


def _comparison(claim: Claim, first: int, last: int) -> str | None:
    """The comparative that the number stands in."""
    after = " ".join(claim.plain[last + 1 : last + 4])
    if after.startswith(AT_LEAST_AFTER):
        return "at least"
    if after.startswith(AT_MOST_AFTER):
        return "at most"
    begin = first - 1 if first and claim.plain[first - 1] in CURRENCY else first
    for name, phrase in COMPARISONS:
        if claim.plain[max(0, begin - len(phrase)) : begin] == phrase:
            return name
    return None


def nearby(claim: Claim, first: int, last: int, reach: int = NEAR) -> Iterator[int]:
    """Indices of content tokens around a span, nearest first."""
    order = sorted(
        (n for n in claim.content if not first <= n <= last),
        key=lambda n: first - n if n < first else n - last,
    )
    return (n for n in order if first - reach <= n <= last + reach)
