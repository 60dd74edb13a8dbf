"""Names that the pages use: found in them once, recognised in questions however typed."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from assistant.lexical import STOPWORDS

NAME_RUN = re.compile(
    r"\b[A-Z0-9][\w’'&-]*(?:[ ](?:(?:of|for|and|in|the|on|to) ){0,2}[A-Z0-9][\w’'&-]*)*"
)
LONGEST_ALIAS = 8


class Names:
    """Multi-word names and acronyms of the pages, by their lower-case form."""

    def __init__(self, texts: Iterable[str]) -> None:
        found = Counter(run for text in texts for run in runs(text))
        self._written: dict[str, str] = {}
        for name, _ in sorted(found.items(), key=lambda item: (-item[1], item[0])):
            self._written.setdefault(name.lower(), name)
        self._longest = max((len(name.split()) for name in self._written), default=0)

    def __iter__(self) -> Iterator[str]:
        """Each name as the pages write it."""
        return iter(self._written.values())

    def find(self, text: str) -> list[str]:
        """Known names in a text, in order, longest first at each place, as the pages write them."""
        tokens = re.findall(r"[\w’'&-]+", text)
        found, place = [], 0
        while place < len(tokens):
            size = next((size for size in range(min(self._longest, LONGEST_ALIAS), 0, -1)
                         if self._known(tokens[place : place + size])), 0)  # fmt: skip
            if size:
                found.append(self._written[_plain(tokens[place : place + size])])
            place += max(size, 1)
        return list(dict.fromkeys(found))

    def _known(self, tokens: list[str]) -> bool:
        return _plain(tokens) in self._written


def _plain(tokens: list[str]) -> str:
    """Lower case, single spaces, without a possessive ending."""
    return re.sub(r"['’](?:s?['’]?s)?$", "", " ".join(tokens).lower())


def runs(text: str) -> Iterator[str]:
    """Runs of capitalised words; single words only where they carry inner capitals."""
    for line in text.split("\n"):
        for found in NAME_RUN.finditer(line):
            name = found.group()
            head = name.split(" ")
            while head and head[0].lower() in STOPWORDS:
                head = head[1:]
            if len(head) > 1 or (head and re.search(r"[A-Z].*[A-Z]|\d.*[A-Z]", head[0])):
                yield " ".join(head).removesuffix("’s").removesuffix("'s")
