"""Whether a question asks how to join or apply, and whether a sentence may tell a way."""

import re

JOINING = re.compile(
    r"\bhow (?:can|could|do|does|would|should|may|might|to) (?:(?:i|we|you|one|someone|people"
    r"|(?:an?|the|my|our|other) (?:\w+ )?\w+|[a-z]+s) )?(?:\w+ly )?"
    r"(?:join|apply|sign up|register|enrol\w*|get involved|take part|participate|volunteer"
    r"|become (?:an? )?(?:\w+ )?(?:member|partner)s?)\b",
    re.IGNORECASE,
)
WAY = re.compile(
    r"\b(?:join|appl(?:y|ie|ic)|sign|member|partner|regist|enrol|involv|submi|participa|volunt"
    r"|takes? part|form\b|contact|e-?mail|call|request|propos|open to|eligib|invit|ask|writ|send"
    r"|visit|fill|must|through|via\b)",
    re.IGNORECASE,
)


def asks_to_join(question: str) -> bool:
    """Whether it asks how one can become part of something."""
    return bool(JOINING.search(question))


def may_tell_way(sentence: str) -> bool:
    """Whether a word of the sentence has to do with joining, applying or getting in touch."""
    return bool(WAY.search(sentence))
