"""Whether a question asks for the meaning of a term, and whether a sentence may give it."""

import re

TERM = re.compile(
    r"\b(?:meant|mean) by (?:(?:the|an?) )?(?:(?:term|phrase|word|expression) )?[\"'“‘]?([^?\"”’]+)"
    r"|\b(?:term|phrase|word|expression) [\"'“‘]?([^?\"”’]+?)[\"'”’]?(?: \w+)? (?:mean|refer)"
    r"|\b(?:definition|meaning) of (?:(?:the|an?) )?[\"'“‘]?([^?\"”’]+)"
    r"|^\W*define (?:(?:the|an?) )?[\"'“‘]?([^?\"”’]+)",
    re.IGNORECASE,
)
NO_THING = (  # "What is the aim?", "What is needed?"
    r"(?:the|its?|this|that|these|those|there|they|their|your|my|his|her|our|some|any|special|new"
    r"|wrong|left|next|in|on|at|for|so|more|most|best|true)\b|\w+(?:ed|able|ible|ing)\W*$"
)
THING = re.compile(  # "What is a stray line?": neither a name nor more said of it
    r"^\W*(?i:(?:so|and|but) )?(?i:what)(?: exactly| really)?(?:['’]?s| is)"
    rf"(?: exactly| really)? (?:an? )?(?!{NO_THING})([a-z][\w-]*(?: [a-z][\w-]*){{0,2}}?)\W*$"
)
KNOWN_FROM, KNOWN_BY = 4, 12  # characters of a term that are looked for: its end may be inflected
VERB = r"\b(?:is|are|was|were|means?|refers?|denotes?|describes?|defined|called)\b"
APPOSITION = r" ?[(:–—]|, (?:an?|or|that is|[a-z]+ (?:of|with|for|to))\b"
LINK = (
    r"\b(?:in|under|of|with|by|from|to|through|for|at|on|into|and|or|during|after|before|since|via|"
    r"about|against|between|among|within)"
)
TELLING = (  # behind a name: more of it, an apposition, or what it is or does
    r"[\w’'-]| ?[(:–—]|,(?! (?:and|or|but)\b)"
    r"| (?:which|that|who|whose|is|are|was|were|has|have|had|will|can|may|must|do|does)\b"
)
NAMING = r"\b(?:called|known as|termed|namely|or|term|defines?)\b"


def asked_term(question: str) -> str:
    """X of "What is meant by X?", "Define X" and the like; "" of other questions."""
    found = TERM.search(question)
    return next(filter(None, found.groups()), "").strip(" .!") if found else ""


def asked_thing(question: str) -> str:
    """X of "What is an x?", where x is no name; "" of other questions."""
    found = THING.search(question)
    return found[1] if found else ""


def may_define(sentence: str, term: str) -> bool:
    """Whether a verb or an apposition may say there what the term means, or a table's row."""
    known = re.escape(term[: min(KNOWN_BY, max(KNOWN_FROM, len(term) - 2))])
    return bool(
        re.search(
            rf"{known}[^.;]{{0,40}}?{VERB}|{known}[\w’'-]*[”\"]?(?:{APPOSITION})"
            rf"|{NAMING} (?:the |an? )?[“\"‘']?{known}|\|",
            sentence,
            re.IGNORECASE,
        )
    )


def named_in_passing(sentence: str, term: str) -> bool:
    """Whether the term stands there only behind a preposition or "and", and nothing follows that
    could tell what it is: "The club takes part in the Open Boat Week with two boats."
    """
    named = re.escape(term)
    passing = rf"{LINK}(?: (?:the|an?|its|their))? [“\"‘']?{named}[”\"’']?(?!{TELLING})"
    count = len(re.findall(named, sentence, re.IGNORECASE))
    return 0 < count == len(re.findall(passing, sentence, re.IGNORECASE))
