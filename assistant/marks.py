"""A model's text, as it streams in, parted into sentences and the numbers that they cite."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MARK = r"\[\s*\d{1,4}(?:\s*[,;–-]\s*\d{1,4})*\s*\]"
MARKS = re.compile(rf"\s*{MARK}(?:\s*[,;](?=\s*\[))?")
THINKING = re.compile(r"^\s*<think>.*?</think>", re.DOTALL)
BULLET = re.compile(r"^\s*(?:[-*•–]\s+|\d{1,2}[.)]\s+|#{1,6}\s+|>\s+)+")
EMPHASIS = re.compile(r"(\*\*|__|\*)(?=\S)(.+?)(?<=\S)\1")
# A stop, closing quotes, marks after it; then blank and no further mark: the sentence is over.
MARKED_END = rf"(?:{MARK}[,;]?\s*)*{MARK}(?:[ \t]*[.!?])?"
END = re.compile(
    rf"(?:(?P<stop>[.!?][\"”’)*]*)(?:\s*{MARKED_END})?|{MARKED_END})(?=\s+[^\s\[]|\S)|\n"
)
ENDING = re.compile(r"[.!?\]\n]")
ABBREVIATION = re.compile(
    r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|St|No|vs|e\.g|i\.e|Inc|Ltd|Co|Corp|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|"
    r"Sep|Oct|Nov|Dec)|\b(?:[^\W\d_]\.)*[^\W\d_])\.$"
)
LONGEST_RANGE = 20


@dataclass
class SentenceParser:
    """Takes text in pieces; gives each sentence once it is surely complete."""

    _rest: str = field(default="")

    def feed(self, piece: str) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Sentences that this piece completes, without marks, with the numbers cited."""
        self._rest += piece
        if self._rest.lstrip().startswith("<think>"):
            if "</think>" not in self._rest:
                return
            self._rest = THINKING.sub("", self._rest)
        while (cut := _cut(self._rest)) is not None:
            done, self._rest = self._rest[:cut], self._rest[cut:]
            yield from _parsed(done)

    def finish(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """The last sentence, when the text is over."""
        done, self._rest = self._rest, ""
        if not done.lstrip().startswith("<think>"):
            yield from _parsed(done)


def _cut(text: str) -> int | None:
    """Where the first complete sentence ends; None while none is sure to be complete."""
    if not ENDING.search(text):
        return None
    for found in END.finditer(text):
        before, after = text[: found.end()], text[found.end() :]
        if found.group() == "\n":
            if not after.strip():
                return found.end() if not before.strip() else None
            over = not after.lstrip().startswith("[")
        elif "[" in found.group():
            over = _over_after_mark(found.group(), after)
        else:
            over = after[:1].isspace() and not _abbreviated(before, after)
        if over:
            return found.end()
    return None


def _over_after_mark(end: str, after: str) -> bool:
    """Whether a sentence ends with these marks: at a stop, or before a capital letter."""
    stopped = end.rstrip()[-1] in ".!?" or end[0] in ".!?"
    if stopped and after[:1].isspace():
        return True
    return after.lstrip()[:1].isupper()


def _abbreviated(before: str, after: str) -> bool:
    following = after.lstrip()[:1]
    if re.fullmatch(r"\s*\d{1,2}\.", before):
        return True  # the number of a list item
    return bool(ABBREVIATION.search(before)) or following.islower()


def _parsed(text: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The sentence cleaned of marks, bullets and emphasis; nothing for blank text."""
    numbers = [n for found in re.finditer(MARK, text) for n in _numbers(found.group())]
    bare = MARKS.sub("", BULLET.sub("", text))
    bare = EMPHASIS.sub(r"\2", bare)
    bare = re.sub(r"\s+([.,;:!?])", r"\1", " ".join(bare.split()))
    if bare.strip(" .,;:*_-"):
        yield bare, tuple(dict.fromkeys(numbers))


def _numbers(mark: str) -> list[int]:
    """The numbers of one mark; "[2-4]" means 2, 3 and 4."""
    found: list[int] = []
    for part in re.split(r"[,;]", mark.strip("[] ")):
        first, *last = (int(each) for each in re.findall(r"\d+", part))
        upto = last[-1] if last else first
        found.extend(range(first, upto + 1) if upto - first < LONGEST_RANGE else (first, upto))
        if upto < first:
            found.extend((first, upto))
    return found
