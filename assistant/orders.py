"""Orders to an assistant: planted in a page, or put into a question to get around the sources."""

import re

ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,30}\b(?:previous|prior|earlier|above|all|any|your)\b"
    r".{0,20}\b(?:instructions?|prompts?|rules)\b"
    r"|^\W*(?:system|assistant)\s*:|<\|\w|\bsystem prompt\b"
    r"|\bfrom now on,? (?:you|only|always|answer|reply|respond)\b"
    r"|\b(?:answer|reply|respond) (?:to )?(?:every|each|all) questions? with\b",
    re.IGNORECASE,
)


def gives_orders(sentence: str) -> bool:
    """Whether a sentence speaks to an assistant instead of to a reader."""
    return bool(ORDERS.search(sentence))


_STARTS = (  # where an order can begin: not "does the act override the earlier rules?"
    r"(?:^|[.!?;:,\n–—-]\s*|\b(?:please|now|just|then|and|so|kindly|hereby|"
    r"you (?:can|may|must|should|will))\s+)\W*"
)
_RULES = (
    r"(?:instructions?|rules?|prompts?|guidelines?|guardrails?|restrictions?|filters?|policy|policies"
    r"|limitations?|constraints?|training|programming|role)"
)
_SOURCES = (
    r"(?:sources?|pages?|documents?|passages?|extracts?|context|citations?|references?|retrieval"
    r"|website|site|text|article|above)"
)
_DROP = (
    r"(?:ignore|disregard|forget|overrule|override|bypass|skip|drop|suspend|discard|scrap|erase|"
    r"overwrite|never mind|stop (?:using|following|relying on|quoting|citing|being)|turn off|"
    r"switch off|step outside|(?:do not|don['’]t|no need to) (?:use|follow|rely on|consult|quote|"
    r"cite|stick to))"
)
_LEAVES = re.compile(
    "|".join((
        # drop what binds you
        rf"{_STARTS}{_DROP}\b(?: \S+){{0,6}}? (?:{_RULES}|{_SOURCES})\b",
        rf"{_STARTS}(?:set|put|leave|lay|throw)\b(?: \S+){{0,5}}? (?:{_RULES}|{_SOURCES}) "
        r"(?:aside|away|behind|alone|out)\b",
        rf"{_STARTS}(?:set|put|leave|lay) aside (?:all|any|every|your|the|what|whatever)\b",
        # it no longer binds you
        rf"\b(?:{_RULES}|{_SOURCES})(?: \S+){{0,3}} (?:no longer|(?:is|are|was|were|have been|"
        r"has been) (?:now )?(?:off|void|suspended|lifted|cancelled|switched off|unlocked))\b"
        r"[^?]{0,25}[,;:.!]",
        r"\byou(?: are|['’]re|['’]ve been| have been) (?:now|no longer|upgraded|released)\b",
        r"^\W*(?:from now on|from this (?:point|line|moment) on|as of (?:now|this message)),? "
        r"(?:you|the|treat|answer|say|your)\b",
        # answer from something else
        r"^\W*(?:\w+ ){0,3}(?:answer|reply|respond|speak|explain|guess|tell me)\b.{0,40}\b"
        r"(?:without|outside|beyond|instead of|rather than from|no regard for|not from|as if no)"
        rf"(?: \S+){{0,4}}? {_SOURCES}\b",
        r"\b(?:from|using|with|by|on) (?:your|the) own (?:\w+ )?(?:knowledge|memory|opinion|"
        r"training|head|mind|experience|judge?ment|imagination)\b",
        r"\bfrom (?:your )?(?:general |mere |pure )?(?:memory|imagination|fantasy|training|general "
        r"knowledge|gut feeling)\b|\bby gut feeling\b",
        rf"{_STARTS}speak freely\b",
        r"\bmake (?:something|things|anything|it all) up\b",
        # a voice of authority
        r"^\W*(?:system|assistant|developer|admin(?:istrator)?|root|operator)"
        r"(?: (?:message|prompt|note|notice|override|update|mode(?: on)?))?\s*[:>.]",
        r"<\|\w|\[/?(?:inst|system)\]",
        r"\b(?:developer|debug|god|dan|jailbreak|unrestricted|admin|testing) mode\b|\bjailbreak",
        r"\b(?:new|updated) (?:instruction|rule)s?(?: from \w+(?: \w+)?)?:|\binstruction update\b",
        r"\b(?:your|hidden|secret|initial) (?:\w+ )?(?:instructions|prompt)\b|\bsystem prompt\b",
        # another role, another world
        r"\b(?:unrestricted|free) (?:chatbot|assistant|model|ai)\b|\bwithout restrictions\b",
        rf"{_STARTS}(?:act|behave|respond|reply|speak|write) as (?:if|though|an? (?:\w+ )?(?:"
        r"chatbot|assistant|model|ai|expert with))\b",
        rf"{_STARTS}(?:assume|take on) the role of\b|{_STARTS}(?:pretend|imagine)\b(?! it)",
        rf"{_STARTS}(?:assume|suppose)\b(?: \S+){{0,4}}? (?:says?|said|states?|stated|claims?)\b",
        r"\blet(?:['’]s| us) play a game\b|\brole-?play\b",
    )),
    re.IGNORECASE,
)  # fmt: skip


def leaves_sources(question: str) -> bool:
    """Whether a question tells the assistant to go by something else than its sources."""
    return bool(_LEAVES.search(question))
