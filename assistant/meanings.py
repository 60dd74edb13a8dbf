"""Whether a question asks for the meaning of a term, and whether a sentence may give it."""

import re

TERM = re.compile(
    r"\b(?:meant|mean) by (?:(?:the|an?) )?(?:(?:term|phrase|word|expression) )?[\"'“‘]?([^?\"”’]+)"
    r"|\b(?:term|phrase|word|expression) [\"'“‘]?([^?\"”’]+?)[\"'”’]?(?: \w+)? (?:mean|refer)"
    r"|\b(?:definition|meaning) of (?:(?:the|an?) )?[\"'“‘]?([^?\"”’]+)"
    r"|^\W*define (?:(?:the|an?) )?[\"'“‘]?([^?\"”’]+)",
    re.IGNORECASE,
)
KNOWN_BY = 12  # characters of a term that are looked for: its end may be inflected
VERB = r"\b(?:is|are|was|were|means?|refers?|denotes?|describes?|defined|called)\b"
NAMING = r"\b(?:called|known as|termed|namely|or|term)\b"


def asked_term(question: str) -> str:
    """X of "What is meant by X?", "Define X" and the like; "" of other questions."""
    found = TERM.search(question)
    return next(filter(None, found.groups()), "").strip(" .!") if found else ""


def may_define(sentence: str, term: str) -> bool:
    """Whether a verb or an apposition may say there what the term means, or a table's row."""
    known = re.escape(term[:KNOWN_BY])
    return bool(
        re.search(
            rf"{known}[^.;]{{0,40}}?{VERB}|{known}[\w’'-]*[”\"]?(?: ?[(:–—]|, (?:an?|or|that is)\b)"
            rf"|{NAMING} (?:the |an? )?[“\"‘']?{known}|\|",
            sentence,
            re.IGNORECASE,
        )
    )
