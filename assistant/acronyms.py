"""Acronyms and their long forms, as the pages give them: one name whichever way it is asked."""

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from assistant.lexical import WORD

ACRONYM = re.compile(r"\b[A-Z][\w&]*[A-Z][\w&]*\b")
BRACKETED = re.compile(r"\(([A-Z][\w&-]*[A-Z][\w&-]*?)s?\)")
MINOR = frozenset("a an and at by for from in of on or the to with & de la".split())
SHORTEST = 2  # letters of an acronym
SHORTEST_IMPLIED = 3  # of one that no page spells out
SHORTEST_LONG = 2  # words of a long form
LONGEST_EXTRA = 6  # words of a long form beyond the letters of its acronym


@dataclass(frozen=True)
class Acronyms:
    """`defined` are acronyms by their long form in lower case ("Long Form (LF)" in a page);
    `implied` long forms by the initials of names that have no acronym in the pages, lower case.
    """

    defined: dict[str, str]
    implied: dict[str, str]

    def resolve(self, question: str, page_words: AbstractSet[str],
                known_words: AbstractSet[str]) -> str:  # fmt: skip
        """The question with names in the form that the pages use.

        A long form is followed by its acronym, "Long Form (LF)". Initials that neither a
        page nor the vocabulary knows become the one name that has them.
        """
        return self._with_acronyms(self._with_names(question, page_words, known_words))

    def _with_acronyms(self, question: str) -> str:
        lower = question.lower()
        for long, short in self.defined.items():
            place = lower.find(long)
            if place >= 0 and not re.search(rf"\b{re.escape(short)}\b", question, re.IGNORECASE):
                end = place + len(long)
                return f"{question[:end]} ({short}){question[end:]}"
        return question

    def _with_names(
        self, question: str, page_words: AbstractSet[str], known_words: AbstractSet[str]
    ) -> str:
        def named(found: re.Match[str]) -> str:
            word = found.group()
            lower = word.lower().replace(".", "")
            if lower in page_words or lower in known_words:
                return word
            return self.implied.get(lower, word)

        return WORD.sub(named, question)


def acronyms_of(texts: Iterable[str], names: Iterable[str]) -> Acronyms:
    """What the texts say in brackets, and the initials of the other names of the pages."""
    defined: dict[str, str] = {}
    for long, short in (pair for text in texts for pair in defined_in(text)):
        defined.setdefault(long.lower(), short)
    taken = {each.lower() for each in defined.values()}
    implied: dict[str, set[str]] = {}
    for name in (part for each in names for part in _apart(each)):
        initials = "".join(word[0] for word in name.split() if word.lower() not in MINOR).lower()
        if len(initials) >= SHORTEST_IMPLIED and initials not in taken and initials.isalpha():
            implied.setdefault(initials, set()).add(name)
    return Acronyms(defined, {key: min(own) for key, own in implied.items() if len(own) == 1})


def defined_in(text: str) -> Iterator[tuple[str, str]]:
    """Long form and acronym of each "Long Form (LF)" of a text, in order."""
    for found in BRACKETED.finditer(text):
        long = _long_form(text[: found.start()], found.group(1))
        if long:
            yield long, found.group(1)


def spelled_out(acronym: str, text: str) -> bool:
    """Whether words in a row of the text may be what the acronym stands for.

    Their initials are its letters, or they are capitalised and hold its letters in order.
    """
    letters = re.sub(r"[^A-Za-z]", "", acronym).lower()
    words = re.findall(r"[\w’'-]+", text)
    longest = len(letters) + LONGEST_EXTRA
    runs = (
        words[first:end]
        for first in range(len(words))
        for end in range(first + SHORTEST_LONG, min(first + longest, len(words)) + 1)
    )
    return any(_stands_for(run, letters) for run in runs)


def _apart(name: str) -> list[str]:
    """The name, and the names that "and" may join in it."""
    parts = re.split(r" and (?:the )?", name)
    return [name, *parts] if len(parts) > 1 else parts


def _long_form(before: str, acronym: str) -> str:
    """The words right before the brackets whose initials spell the acronym; "" if none do.

    Letters may also come from inside a word ("BioFab"), minor words may be left out.
    """
    words = re.findall(r"[\w’'-]+", before)
    letters = re.sub(r"[^A-Za-z]", "", acronym).lower()
    for count in range(SHORTEST_LONG, min(len(words), len(letters) + LONGEST_EXTRA) + 1):
        own = words[-count:]
        if _initialled(own, letters):
            found = re.search(r"\W+".join(map(re.escape, own)) + r"(?=\W*$)", before)
            return found.group() if found else ""
    return ""


def _stands_for(words: list[str], letters: str) -> bool:
    major = [word for word in words if word.lower() not in MINOR]
    if any(word.lower().startswith(letters) for word in words):
        return False
    exact = any("".join(w[0] for w in each).lower() == letters for each in (words, major))
    capitalised = all(word[0].isupper() for word in major)
    return (exact or capitalised) and _initialled(words, letters)


def _initialled(words: list[str], letters: str) -> bool:
    """Whether the letters can be read off the words, the first word no minor one."""
    if len(letters) < SHORTEST or words[0].lower() in MINOR:
        return False
    return words[0][0].lower() == letters[0] and _spells(words, letters)


def _spells(words: list[str], letters: str) -> bool:
    """Whether the letters can be read off the words in order, one or more from each but minor
    ones, the first of a word first."""
    if not words:
        return not letters
    head, rest = words[0], words[1:]
    if head.lower() in MINOR and _spells(rest, letters):
        return True
    for taken in range(1, len(letters) + 1):
        if not _subsequence(letters[:taken], head.lower()):
            break
        if _spells(rest, letters[taken:]):
            return True
    return False


def _subsequence(letters: str, word: str) -> bool:
    """Whether the letters stand in the word in order, the first at its beginning."""
    if not word.startswith(letters[0]):
        return False
    rest = iter(word)
    return all(letter in rest for letter in letters)
