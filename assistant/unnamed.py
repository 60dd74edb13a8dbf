"""Whether a question asks which thing it was, and a sentence leaves it without a name.

"Which newspaper revealed it?" is not answered by "It came out after a newspaper had revealed it".
"""

import re

ASKED = re.compile(
    r"\b(?:which|what) (?!(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|kinds?"
    r"|types?|sorts?|else)\b)(?P<other>other )?(?P<words>(?:[\w’'-]+ ){0,2}[\w’'-]+)",
    re.IGNORECASE,
)
SHORTEST = 5  # characters of what is looked for
ANY = re.compile(r"\ban? $", re.IGNORECASE)  # "a global scale" tells which
OTHER = re.compile(r"\bother $", re.IGNORECASE)
SAID_OF_A_NAME = re.compile(  # "ARMI is a non-profit institute", "ARMI, a non-profit institute"
    r"(?:\b(?:is|was|are|were|as|became|become|being|remains?)(?: \w+)?|[,:]) an? $",
    re.IGNORECASE,
)
NAMED_BEHIND = re.compile(
    r"^[^.;]{0,40}?(?:[:(–—]|, (?:the |an? )?[A-Z“\"0-9])| [A-Z]"
    r"|^(?: [\w-]+){0,3}? (?:called|named|known|such as|like|of \d)"
    r"|^(?: [\w-]+)? (?:of|in|at|from|for|by) (?:the )?[A-Z]"
)


def asked_which(question: str) -> tuple[str, bool]:
    """The words behind "which" (three at most), and whether others of them are asked for."""
    found = ASKED.search(question)
    return (found["words"], bool(found["other"])) if found else ("", False)


def leaves_unnamed(sentences: list[str], words: str, other: bool) -> bool:
    """Whether the sentences have the thing and always as "a thing", with no name beside it."""
    spoken = [(each, thing) for each in sentences if (thing := _spoken_of(each, words))]
    return bool(spoken) and not any(_names(each, thing, other) for each, thing in spoken)


def _spoken_of(sentence: str, words: str) -> str:
    """The most of the words, from the first on, that the sentence has; "" for none."""
    parts = words.split()
    things = (" ".join(parts[:count]) for count in range(len(parts), 0, -1))
    found = (each for each in things if each.lower() in sentence.lower())
    return next((each for each in found if len(each) >= SHORTEST), "")


def _names(sentence: str, thing: str, other: bool) -> bool:
    """Whether one mention is of a known thing, or has a name beside it."""
    for mention in re.finditer(rf"\b{re.escape(thing)}", sentence, re.IGNORECASE):
        before, behind = sentence[: mention.start()], sentence[mention.end() :]
        unnamed = (OTHER if other else ANY).search(before)
        if not unnamed or SAID_OF_A_NAME.search(before) or NAMED_BEHIND.search(behind):
            return True
    return False
