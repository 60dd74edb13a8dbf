"""Frames around a question that speak of the pages or of the asking, not of the matter.

"According to the page, who runs it?", "Could you tell me who runs it": their words are in no
sentence that answers, so the question is read without them.
"""

import re

PAGES = (
    r"(?:the|this|these|your|those) (?:\w+ ){0,2}?"
    r"(?:(?:web)?pages?|(?:web)?sites?|sources?|documents?|texts?|articles?)\b"
)
ASKS = r"(?:who|whom|whose|what|when|where|why|how|which)\b"
SAY = r"(?:say|tell(?: us| me)?|mention|state|explain|describe|specify|report)"
ABOUT = r"(?:about|on|regarding)"
LEAD_IN = re.compile(
    r"^(?:(?:(?:just )?(?:a|one|two|three|some|another|my) )?(?:(?:quick|short|last|other|more) )*"
    r"(?:questions?|ones?|things?)|for (?:my|our) \w+(?: \w+)?) ?[:–—-] "
    rf"(?=(?:{ASKS}|(?:is|are|was|were|do|does|did|can|could|will|would|has|have)\b))",
    re.IGNORECASE,
)
SOURCE = re.compile(
    rf"^(?:according to|based on|as per|going by) {PAGES},? (?=\S)"
    rf"|,? according to {PAGES}(?=\W*$)",
    re.IGNORECASE,
)
ASKING = re.compile(
    rf"^(?:(?:please|hi|hello|hey)\b,? )?(?:"
    rf"i(?: would|'d|’d) (?:like|love) to know|i (?:want|need) to know"
    rf"|(?:(?:can|could|would|will) you (?:please |kindly )?)?(?:tell|explain to) (?:me|us)"
    rf"|do you (?:happen to )?know|do(?:es)? {PAGES} {SAY}"
    rf"),? (?=(?:{ASKS}))",
    re.IGNORECASE,
)
TOPIC = re.compile(
    rf"^(?:what (?:do|does|did) {PAGES} {SAY} {ABOUT}"
    rf"|what is (?:said|written|stated) (?:in|on) {PAGES} {ABOUT}"
    rf"|(?:is|are) there (?:anything|something|any information)(?: (?:in|on) {PAGES})? {ABOUT}"
    rf"|do(?:es)? {PAGES} {SAY} (?:anything|something) {ABOUT}) (?=\S)",
    re.IGNORECASE,
)
WHOLE_PAGE = re.compile(
    rf"^\W*(?:please )?(?:what(?:['’]?s| is) {PAGES} (?:all )?about"
    rf"|what (?:do|does) {PAGES} (?:say|cover|contain|tell(?: me| us)?|talk about)"
    rf"|(?:summari[sz]e|describe) {PAGES}"
    rf"|(?:(?:give|show|tell) (?:me|us) )?(?:an? )?(?:\w+ )?(?:summary|overview) of {PAGES}"
    rf"|tell (?:me|us) (?:more |all |everything )?about {PAGES})\W*$",
    re.IGNORECASE,
)
WHOLE = re.compile(
    r"^\W*(?:(?:please|can you|could you|would you) )*(?:"
    r"(?:tell|give|show) (?:me|us) (?:\w+ ){0,3}?(?:about|on|of)|describe|summari[sz]e"
    r"|what (?:should|do|can) (?:i|you|we) (?:know|say|tell (?:me|us)) about"
    r"|(?:an? )?(?:short |brief )?(?:overview|summary) of) (?P<topic>[^,;?]+?)\W*$",
    re.IGNORECASE,
)
CONTRACTED = re.compile(
    r"\b(?:(?P<is>(?:who|what|where|when|how|why)(?=['’]s\b)|(?:who|what|where)(?=s\b))['’]?s"
    r"|(?P<are>who|what|where|when|how|why)['’]re)\b",
    re.IGNORECASE,
)
TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)  # pasted along with a question
HERE = re.compile(r" here(?=\W*$)", re.IGNORECASE)


def of_whole_page(question: str) -> bool:
    """Whether a page as such is asked about: "What is this page about?"."""
    return bool(WHOLE_PAGE.search(question))


def topic_of(question: str) -> str:
    """X of "Tell me about X", "Describe X" and the like; "" of other questions."""
    found = WHOLE.search(question)
    return found["topic"] if found else ""


def unframed(question: str) -> str:
    """The question without its frame and HTML tags, "where's" and "wheres" written out; as it is
    where it has none.
    """
    question = CONTRACTED.sub(_written_out, _without_tags(question))
    bare = ASKING.sub("", SOURCE.sub("", LEAD_IN.sub("", question)), count=1)
    topic = TOPIC.match(bare)
    if topic:
        bare = f"Tell me about {HERE.sub('', bare[topic.end() :]).rstrip('? ')}."
    return question if bare == question else bare[:1].upper() + bare[1:]


def _written_out(found: re.Match[str]) -> str:
    return f"{found['is']} is" if found["is"] else f"{found['are']} are"


def _without_tags(question: str) -> str:
    """As it is where nothing else is left."""
    bare = " ".join(TAG.sub(" ", question).split())
    return bare if bare and TAG.search(question) else question
