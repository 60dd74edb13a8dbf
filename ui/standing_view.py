"""Notes on answers whose pages have changed since: what changed, and whether the quote stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from corpus.impact import Cited, Fate
from corpus.standing import Standing
from ui.dates import in_words
from ui.escape import escaped

DIFF = "page-diff"
FATES: dict[Fate, str] = {
    "unchanged": "The cited sentence is unchanged in the present version.",
    "moved": "The cited sentence still stands in the present version, in another place.",
    "changed": "The cited sentence itself was changed.",
    "vanished": "The cited sentence is gone.",
}
SHORT: dict[Fate, str] = {
    "unchanged": "unchanged", "moved": "moved, but unchanged", "changed": "changed",
    "vanished": "gone",
}  # fmt: skip


@dataclass(frozen=True)
class Numbered:
    """A quote of an answer, its number there, and where it stands now."""

    n: int
    cited: Cited
    standing: Standing


def quote_note(quote: Numbered, base: str = "") -> str:
    """What the panel says of one quote, in HTML; nothing while its page is as it was.

    `base` stands before the address of the comparison.
    """
    standing = quote.standing
    if standing.page == "same":
        return ""
    fate = f" {FATES[standing.fate]}" if standing.page == "changed" else ""
    now = f" It now reads: <q>{escaped(standing.now)}</q>" if standing.now else ""
    return f"<p>{_what('This page', standing)}{fate}{now}{_link(quote, base)}</p>"


def answer_note(quotes: Sequence[Numbered]) -> str:
    """What stands below an answer, in HTML: a line for each of its pages that changed."""
    changed = [each for each in quotes if each.standing.page != "same"]
    alone = len({each.cited.url for each in quotes}) == 1
    lines = [
        _line(list(group), alone)
        for _, group in groupby(sorted(changed, key=_address), key=_address)
    ]
    return "".join(f"<p>{line}</p>" for line in lines)


def _address(quote: Numbered) -> tuple[str, str]:
    return quote.cited.url, quote.cited.version or ""


def _line(quotes: Sequence[Numbered], alone: bool) -> str:
    first = quotes[0]
    name = "This page" if alone else f"“{escaped(first.standing.title)}”"
    fates = ""
    if first.standing.page == "changed":
        each = ", ".join(f"[{one.n}] {SHORT[one.standing.fate]}" for one in quotes)
        fates = f" Cited sentences in the present version: {each}."
    return f"{_what(name, first.standing)}{fates}{_link(first)}"


def _what(name: str, standing: Standing) -> str:
    if standing.page == "gone":
        return f"{name} is no longer among the pages that are served."
    since = f" since {escaped(in_words(standing.since))}" if standing.since else " since"
    return f"{name} has changed{since}."


def _link(quote: Numbered, base: str = "") -> str:
    standing = quote.standing
    if not standing.comparable:
        return ""
    asked = {"url": quote.cited.url, "from": quote.cited.version, "to": standing.served}
    address = f"{base}{DIFF}?{urlencode(asked)}"
    return (
        f' <a href="{escaped(address)}" target="_blank" rel="noopener noreferrer">'
        "See what changed</a>"
    )
