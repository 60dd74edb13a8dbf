"""Checks of one generated sentence against the quotes that it cites.

What the checks can't see: a dropped "as of" date, a change of tense, and quotes that are
themselves wrong. They lean to objecting: what is dropped is quoted instead.
"""

import re
from collections.abc import Sequence

from assistant.answer import Citation
from assistant.claim import Claim, adds_nothing, claim_of
from assistant.facts import Number, dates, nearby, numbers
from assistant.generate import Draft
from assistant.proper import halves, names, within
from assistant.roles import role_objection
from assistant.scopes import scope_objection
from assistant.wording import OPERATOR_OF, TELLING

LEAST_SUPPORT = 0.7  # of the content words must stand in the quotes; the rest must be glue
LEAST_NEARNESS = 0.6  # of neighbouring words must be near each other in one quote
NEARNESS = 8  # content words
LEAST_CONTENT = 3  # words and numbers: less can't be checked
LONGEST_SENTENCE = 600  # characters
SHARED_PREFIX = 5
MARKUP = re.compile(
    r"https?:\S*|www\.\S+|[\w.+-]+@[\w-]+\.\w+|\b[\w-]+\.(?:com|org|net|gov|edu|io)\b\S*|!\[|\]\("
    r"|</?[a-z!][^>]*>?|`+|javascript:|data:\w+|&#?\w+;", re.IGNORECASE,
)  # fmt: skip
INSTRUCTS = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instructions?|prompts?|rules|above|previous|"
    r"context|sources)\b|\b(?:system|developer) (?:prompt|message)\b|\blanguage model\b|\bas an ai\b"
    r"|\byou are (?:now|no longer) |\b(?:reply|respond|answer) (?:only |always )?with\b"
    r"|\b(?:say|output|print|repeat|write)\b.{0,20}(?:[\"“'‘:]|\bexactly\b|\bthat the\b)"
    r"|^(?:system|assistant|user)\s*:|<\|", re.IGNORECASE,
)  # fmt: skip
PRONOUNS = frozenset("it its they their them he his she her we our".split())
YES = re.compile(r"^yes\b[\s,.:;–—-]*", re.IGNORECASE)
NO = re.compile(r"^no\b\s*[,.:;–—-]", re.IGNORECASE)
ITEM_GAP = (3, 4)  # characters from one list item to the next: "\n- " or "\n\n- "


def objection(draft: Draft, evidence: Sequence[Citation], question: str) -> str | None:
    """Why the sentence must not be shown; None where every check passes."""
    if not draft.citations:
        return "no citation"
    by_number = {each.n: each for each in evidence}
    unknown = [n for n in draft.citations if n not in by_number]
    if unknown:
        return f"cites [{unknown[0]}], which is not among the sources given"
    cited = [by_number[n] for n in dict.fromkeys(draft.citations)]
    if any(INSTRUCTS.search(each.quote) for each in cited):
        return "cites text that gives instructions instead of facts"
    if any(_plain(each.quote) == _plain(draft.text) for each in cited):
        return None
    return _form_objection(draft, cited) or _claim_objection(draft.text, cited, evidence, question)


def _form_objection(draft: Draft, cited: Sequence[Citation]) -> str | None:
    if len(draft.text) > LONGEST_SENTENCE:
        return f"longer than {LONGEST_SENTENCE} characters"
    for found in MARKUP.finditer(draft.text):
        if not any(found.group() in each.quote for each in cited):
            return f"holds a link or markup ({found.group()[:40]!r}) that the quotes do not"
    if draft.text.rstrip().endswith("?"):
        return "asks instead of answering"
    if not all(each.isprintable() or each.isspace() for each in draft.text):
        return "holds characters that can't be shown"
    return None


def _claim_objection(
    text: str, cited: Sequence[Citation], evidence: Sequence[Citation], question: str
) -> str | None:
    if NO.search(text):
        return "a bare no can't be checked"
    said = YES.match(text)
    if said:
        asked = _checked(question, cited, evidence)
        if asked is not None:
            return f"says yes to what the quotes do not say: {asked}"
        text = text[said.end() :]
    return _checked(text, cited, evidence)


def _checked(text: str, cited: Sequence[Citation], evidence: Sequence[Citation]) -> str | None:
    """The checks of what is claimed, in order; the first objection."""
    draft = claim_of(text)
    quotes = [claim_of(each.quote) for each in cited]
    if len(draft.content) < LEAST_CONTENT:
        return "too short to be checked"
    if draft.plain[0] in PRONOUNS and not any(each.plain[:1] == draft.plain[:1] for each in quotes):
        return f"begins with {draft.tokens[0].text!r}, which names nothing"
    in_context = [claim_of(_with_lead_in(each, evidence)) for each in cited]
    return (
        _wrong_date(draft, quotes)
        or _wrong_number(draft, quotes)
        or _wrong_name(draft, quotes)
        or _unsupported_words(draft, quotes, in_context)
        or scope_objection(draft, in_context)
        or role_objection(draft, in_context)
        or _far_fetched(draft, in_context)
    )


def _wrong_date(draft: Claim, quotes: Sequence[Claim]) -> str | None:
    for date in dates(draft):
        holders = [
            (quote, each) for quote in quotes for each in dates(quote) if date.within(each)
        ]  # fmt: skip
        if not holders:
            return f"the date {date.text!r} does not stand in the cited quotes"
        spans = [(quote, each.first, each.last, dates(quote)) for quote, each in holders]
        if not any(
            _belongs(draft, (date.first, date.last), quote, (first, last),
                     [(other.first, other.last) for other in others])
            for quote, first, last, others in spans
        ):  # fmt: skip
            return f"the date {date.text!r} belongs to something else in the quote"
    return None


def _belongs(
    draft: Claim, mine: tuple[int, int], quote: Claim, theirs: tuple[int, int],
    rivals: Sequence[tuple[int, int]],
) -> bool:  # fmt: skip
    """Whether most words near the date stand in this quote, nearer to it than to its rivals."""
    around = [draft.tokens[n].term for n in nearby(draft, *mine, reach=8)][:4]
    held = [name for name in around if name in quote.places]
    if 2 * len(held) < len(around):
        return False
    if len(rivals) < 2:
        return True
    nearer = [name for name in held if _nearest(quote, name, rivals) == theirs]
    return 2 * len(nearer) >= len(held)


def _nearest(quote: Claim, name: str, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    return min(
        spans,
        key=lambda span: min(
            min(abs(n - span[0]), abs(n - span[1])) for n in quote.places[name]
        ),
    )


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


def _wrong_name(draft: Claim, quotes: Sequence[Claim]) -> str | None:
    for name in names(draft):
        pieces = [name.parts]
        if not _stands(name.parts, quotes):
            pieces = halves(name)
            opening = name.first == 0 and any(
                draft.tokens[0].term in quote.terms for quote in quotes
            )
            if opening and len(name.parts) > 1:
                pieces = [name.parts[1:]]
        if not all(_stands(piece, quotes) for piece in pieces):
            return f"the name {name.text!r} does not stand in the cited quotes"
    return None


def _stands(parts: tuple[str, ...], quotes: Sequence[Claim]) -> bool:
    return any(within(parts, [p for p in quote.plain if p != "-"]) for quote in quotes)


def _unsupported_words(
    draft: Claim, quotes: Sequence[Claim], in_context: Sequence[Claim]
) -> str | None:
    """Content words must stand in the quotes; up to 30 % may be words that claim nothing."""
    held = {name for quote in quotes for name in quote.terms}
    telling = {plain for quote in in_context for plain in quote.plain}
    supported = 0
    for at, token in enumerate(draft.tokens):
        if token.plain in TELLING and token.plain not in telling:
            return f"{token.text!r} does not stand in the cited quotes"
        if not token.content:
            continue
        if _held(token.term, held) or _date_or_number(draft, at):
            supported += 1
        elif not adds_nothing(token):
            return f"{token.text!r} does not stand in the cited quotes"
    operators = sum(token.plain in OPERATOR_OF for token in draft.tokens if token.content)
    if supported + operators < LEAST_SUPPORT * len(draft.content):
        return "too little of it stands in the cited quotes"
    return None


def _held(name: str, held: set[str]) -> bool:
    """Whether a term, or another form of it, is among those held."""
    if name in held:
        return True
    if len(name) < SHARED_PREFIX or not name.isalpha():
        return False
    return any(
        len(each) >= SHARED_PREFIX
        and (each.startswith(name) or name.startswith(each))
        and name.endswith("less") == each.endswith("less")
        for each in held
    )


def _date_or_number(draft: Claim, at: int) -> bool:
    """Whether the token is part of a date or number: those have been checked already."""
    spans = [(each.first, each.last) for each in (*dates(draft), *numbers(draft))]
    return any(first <= at <= last for first, last in spans)


def _far_fetched(draft: Claim, quotes: Sequence[Claim]) -> str | None:
    """Words side by side must mostly be near each other in one quote."""
    order = [draft.tokens[n].term for n in draft.content]
    held = [name for name in order if any(name in quote.terms for quote in quotes)]
    pairs = list(zip(held, held[1:], strict=False))
    near = sum(any(_near(quote, *pair) for quote in quotes) for pair in pairs)
    if near < LEAST_NEARNESS * len(pairs):
        return "its words stand far apart in the cited quotes"
    return None


def _near(quote: Claim, one: str, other: str) -> bool:
    rank = {n: rank for rank, n in enumerate(quote.content)}
    return any(
        abs(rank[here] - rank[there]) <= NEARNESS
        for here in quote.places.get(one, ())
        for there in quote.places.get(other, ())
    )


def _with_lead_in(citation: Citation, evidence: Sequence[Citation]) -> str:
    """A list item after the line that introduces its list, where the evidence holds that."""
    before = {each.end: each for each in evidence
              if (each.url, each.section) == (citation.url, citation.section)}  # fmt: skip
    here = citation
    while True:
        above = next((before[here.start - gap] for gap in ITEM_GAP
                      if here.start - gap in before), None)  # fmt: skip
        if above is None:
            return citation.quote
        if above.quote.endswith(":"):
            return f"{above.quote.removesuffix(':')} {citation.quote}"
        here = above


def _plain(text: str) -> str:
    return " ".join(text.split()).rstrip(".")
