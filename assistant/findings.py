"""Whether a question asks what a report or test showed, and a sentence may tell."""

import re

ASKED = re.compile(
    r"\bwhat (?:do|does|did) [^?]*\b(?:show|say|conclude|find|reveal|recommend|suggest|state)\W*$",
    re.IGNORECASE,
)
TOLD = re.compile(
    r"\b(?:show|sa(?:y|id)|conclu|find|found|reveal|recommend|suggest|stat(?:e|ing)|point|g[ai]ve"
    r"|that\b|report|prov|confirm|demonstrat|indicat|learn|result|lesson|describ|expla|defin"
    r"|requir|oblig|set|allow|forb|ban|prohibit|cover)|[:|]|\d ?%|per ?cent",
    re.IGNORECASE,
)


def asks_for_findings(question: str) -> bool:
    """Whether it ends as "What did the test show?" does."""
    return bool(ASKED.search(question))


def may_tell_findings(sentence: str) -> bool:
    """Whether a word of telling is in it: "A test was taken in 2016" has none."""
    return bool(TOLD.search(sentence))
