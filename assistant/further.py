"""Where to read on about a thing: the sentence behind the one on it that points to more."""

import re

from assistant.index import SentenceRef

NEAR = 6  # sentences behind the one on the thing, in its section
MORE = r"(?:more|further|additional)"
NEWS = r"(?:info|information|details?|reading|material|resources)"
ON = r"(?:about|on|of|regarding|for)"
FIND = r"(?:read|find|find out|learn|get|see|look for)"
MAY = r"(?:can|could|do|would|should|may|might|to)"
WHO = r"(?:i|we|one|you|people|someone)"
TOPIC = r"(?P<topic>\S[^?]*?)"
END = r"[\s?.!]*$"
OPEN = (
    r"(?!(?:where|how|what|which|who|can|could|do|is|are|have|give|tell|show|get|send|i|we|please"
    r"|any|some|and|but|no|yes)\b)"
)
ASKED = tuple(re.compile(pattern, re.IGNORECASE) for pattern in (
    rf"^\W*(?:where|how|(?:on|at|in) (?:what|which) \w+) {MAY} (?:{WHO} )?(?:\w+ ){{0,2}}?"
    rf"{FIND} {MORE}(?: {NEWS})?(?: {ON} | (?=\()){TOPIC}{END}",
    rf"^\W*where (?:is|are) (?:there )?{MORE} {NEWS} {ON} {TOPIC}{END}",
    rf"^\W*(?:(?:any|some|get|find|read) )?{MORE} {NEWS} (?:about|on|regarding) {TOPIC}{END}",
    rf"^\W*{OPEN}{TOPIC},? {MORE} {NEWS}(?: where)?{END}",
    rf"^\W*{OPEN}{TOPIC},? where {MAY} (?:{WHO} )?(?:read|learn|find) {MORE}(?: {NEWS})?{END}",
))  # fmt: skip
PLACE_ASKED = re.compile(r"\b(?:where|how)\b|^\W*(?:on|at|in) (?:what|which)\b", re.IGNORECASE)
POINTS = re.compile(
    rf"\b(?:read|learn|find out|see) {MORE}\b|\b{MORE} {NEWS}\b|^(?:also see|see also)\b"
    r"|(?:^|\b(?:should|please|may|can) )(?:see|visit|refer to|contact|consult)\b",
    re.IGNORECASE,
)


def further_topic(question: str) -> str:
    """X of "Where can I read more about X?", "X more information"; "" of other questions."""
    for pattern in ASKED:
        found = pattern.search(question)
        if found:
            return found["topic"].strip(" ()")
    return ""


def must_point(question: str) -> bool:
    """Whether only a sentence that points somewhere answers: "more on X" may get what is said."""
    return bool(PLACE_ASKED.search(question)) and bool(further_topic(question))


def points_on(sentence: str) -> bool:
    """Whether a sentence points to more: "Learn more at …", "Contact us"."""
    return bool(POINTS.search(sentence))


def pointer_behind(ref: SentenceRef) -> SentenceRef | None:
    """The first sentence behind `ref`, in its section and near it, that points to more."""
    page, section = ref.page, ref.page.section_at(ref.sentence.start)
    for index in range(ref.index, min(ref.index + NEAR + 1, len(page.sentences))):
        each = page.sentences[index]
        if page.section_at(each.start) != section:
            return None
        if points_on(page.quote(each)):
            return SentenceRef(page, index)
    return None
