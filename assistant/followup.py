"""Follow-up questions: what they lean on, and a standalone form of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer import Turn
from assistant.frames import topic_of
from assistant.kinds import MONTH, QUESTION_TERMS, YEAR
from assistant.lexical import terms
from assistant.names import NAME_RUN, Names
from assistant.pointing import both_named, pointed
from assistant.things import last_thing, thing_asked_of

PRONOUN = re.compile(
    r"\b(?:it|its|they|their|theirs|them|he|she|his|her|him|this|that|these|those|there|"
    r"the (?:same|other|others|first one|second one|former|latter|one|ones))\b", re.IGNORECASE
)  # fmt: skip
# "it" and "there" that point at nothing: "is it true that", "are there any".
EMPTY_PRONOUN = re.compile(
    r"\b(?:is it (?:true|possible|safe|ok|legal)(?: that)?|(?:is|are|was|were) there"
    r"|there (?:is|are|was|were)"
    r"|(?:that|which|who) (?:is|are|was|were|has|have|do|does|can|will|would|may)\b)"
    r"|\bthat\b(?=[^?]*\b(?:the|a|an)\b)",
    re.IGNORECASE,
)
OPENING = re.compile(
    r"^\W*(?:and|but|so|also|then|ok(?:ay)?|what about|how about|and what about)\b[\s,]*", re.I
)
ELLIPTIC = re.compile(r"^\W*(?:and|but|also|what about|how about|why|how so|since when)\b", re.I)
NEW_TOPIC = re.compile(
    r"\b(?:switching|changing|change of|new|different|another) (?:the )?(?:topics?|subjects?|"
    r"questions?)\b[\s:,.-]*|\bsomething (?:else|different)\b[\s:,.-]*|\bunrelated\b[\s:,.-]*"
    r"|\bby the way\b[\s:,.-]*", re.IGNORECASE
)  # fmt: skip
COURTESY = re.compile(
    r"^\W*(?:(?:(?:thank you|thanks|thx|ok|okay|i see|got it|hi|hello|hey)\b"
    r"(?: (?:so much|very much|a lot|there))?[\s,.!:;-]+)"
    r"|(?:great|perfect|good|nice|cool)\s*[,.!:;-]+\s*)+", re.IGNORECASE
)  # fmt: skip
SMALL_TALK = re.compile(
    r"^\W*(?:(?:hi|hello|hey|thank you|thanks|thx|cheers|ok|okay|great|nice|cool|perfect|got it"
    r"|i see|good (?:morning|afternoon|evening)|bye|goodbye)\b"
    r"(?: (?:so much|very much|a lot|again|there|all|for (?:the|your) help))*\W*)+$",
    re.IGNORECASE,
)
CORRECTION = re.compile(
    r"^\W*(?:(?:no|nope|sorry|actually|wait|oh)\b\W*)*"
    r"(?:i (?:meant|mean|was (?:asking|talking) about|am asking about)|not that one\W+but)\b[\s,:]*"
    r"|^\W*(?:no|nope|sorry)\b\W+(?=(?:the|what about|how about|for|in)\b)", re.IGNORECASE
)  # fmt: skip
PARTITIVE = re.compile(
    r"\b(?:of|among|between|from) (?:them|these|those)\b|\bwhich ones?\b", re.IGNORECASE
)
MARK = re.compile(r"\s*\[\d+\]")
YEARS = re.compile(YEAR)
MONTH_FIRST = re.compile(rf"{MONTH}\b")
YEAR_ALONE = re.compile(
    r"^(?:in|for|during|of)?\s*(?:the year\s+)?(?:(\d{4})|(?:the )?(year before|previous year)"
    r"|(?:the )?(year after|next year|following year))$", re.IGNORECASE
)  # fmt: skip
THAT_OF = re.compile(r"^(?:that|those) (?:of|for|in)\s+", re.IGNORECASE)
SUBJECT = re.compile(r"\b(?:it|they|them|he|she|him)\b", re.IGNORECASE)
POSSESSIVE = re.compile(r"\b(?:its|their|his)\b", re.IGNORECASE)
ASKING = re.compile(
    r"^\W*(?:(?:what|who|whom|when|where|why|how|which)(?:'s|’s)?(?: many| much| long)?\b\s*)?"
    r"(?:(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b\s*)?"
    r"(?:there\b\s*)?",
    re.I,
)
CHATTER = frozenset(terms(
    "hi hello hey thanks thank thx ok okay yes no bye goodbye cheers great nice cool perfect good "
    "morning evening afternoon much many lot more else really sure right"
))  # fmt: skip
# With no other words, a question is about what the one before was.
WORDLESS = QUESTION_TERMS | set(terms("since until come often else more"))
FEW_TERMS = 2
MANY_TERMS = 4  # of a question before its pronoun, which then points at one of them


@dataclass(frozen=True)
class Standalone:
    """A question in a form that needs no history.

    `text` is shown and read; `asked` are the user's own words that say what is wanted. For
    retrieval, `bare` is the text without what is added in brackets and `context` the earlier
    question. `said` is the answer that a question leans on: it seldom asks for the same again.
    """

    text: str
    asked: str
    bare: str = ""
    context: str = ""
    said: str = ""


@dataclass(frozen=True)
class _Turn:
    """A question of the conversation, resolved.

    `core` is its text without what is added in brackets, `told` with the one question before at
    most. `leans`: it is nothing without the one before.
    """

    alone: Standalone
    core: str
    told: str
    leans: bool = False


def standalone(question: str, history: Sequence[Turn], names: Names) -> Standalone:
    """Resolve a question against the user's earlier ones; citations are never carried over."""
    if SMALL_TALK.search(question):
        return Standalone(question, question)
    topic: list[str] = []
    named: dict[str, None] = {}
    previous: _Turn | None = None
    heard, nothing = "", False  # the answer to what says nothing is none to lean on
    whole = detail = False  # an overview is no answer that its details must differ from
    for turn, said in _turns(question, history):
        heard = heard if nothing else said
        own = both_named(strip_courtesy(turn), list(named))
        if previous is not None:
            own = pointed(own, MARK.sub("", heard), previous.alone.text, names)
        current = _resolve(own, previous, topic, names)
        detail = whole and not set(terms(own)) <= WORDLESS
        nothing = bool(SMALL_TALK.search(turn)) or says_nothing(current.alone)
        if nothing:
            continue
        found = _names_in(current.alone.text, names)
        topic, previous = found or topic, current
        whole = bool(topic_of(own))
        named = {name: None for name in named if name not in found} | dict.fromkeys(found)
    return replace(current.alone, said=heard if current.leans and not detail else "")


def _turns(question: str, history: Sequence[Turn]) -> list[tuple[str, str]]:
    """The user's messages, the question last, each with the answer that stands before it."""
    turns, said = [], ""
    for turn in history:
        if turn.role == "user":
            turns.append((turn.content, said))
        else:
            said = turn.content
    return [*turns, (question, said)]


def in_turn(questions: Sequence[str], names: Names) -> list[Standalone]:
    """The questions of one message, each resolved against those before it."""
    turns = [Turn(role="user", content=question) for question in questions]
    return [standalone(each, turns[:place], names) for place, each in enumerate(questions)]


def strip_courtesy(question: str) -> str:
    """The question without thanks and greetings before it."""
    rest = COURTESY.sub("", question.strip())
    return rest or question.strip()


def says_nothing(question: Standalone) -> bool:
    """Whether a question, with its history, names nothing that could be looked up."""
    left = [word for word in terms(question.text) if word not in CHATTER]
    pointing = PRONOUN.search(EMPTY_PRONOUN.sub(" ", question.text)) and not question.context
    return len(left) <= (1 if pointing else 0)


def depends(question: str, names: Names) -> bool:
    """Whether a question leans on what was said before."""
    if NEW_TOPIC.search(question):
        return False
    if CORRECTION.search(question):
        return True
    topic = topic_of(question)
    if topic and not PRONOUN.search(topic):
        return False
    plain = EMPTY_PRONOUN.sub(" ", question)
    pronoun = PRONOUN.search(plain)
    if pronoun:
        return len(terms(plain[: pronoun.start()])) < MANY_TERMS
    if ELLIPTIC.search(question):
        return len(terms(question)) <= 2 * FEW_TERMS
    return len(terms(question)) <= FEW_TERMS and not _names_in(question, names)


def _resolve(question: str, previous: _Turn | None, topic: list[str], names: Names) -> _Turn:
    own = NEW_TOPIC.sub("", question).strip() or question
    if previous is None or NEW_TOPIC.search(question):
        return _Turn(Standalone(own, own), own, own)
    earlier = previous.core
    context = previous.told
    if not depends(question, names):
        return _Turn(Standalone(own, own, own, context), own, own)
    correction = CORRECTION.sub("", own).strip(" ?.!")
    corrects = bool(CORRECTION.search(own)) and bool(correction)
    bare = correction if corrects else OPENING.sub("", own).strip(" ?") or own
    bare = THAT_OF.sub("", bare)
    swapped = _swap_name(bare, earlier, names) or _swap_year(bare, earlier)
    if swapped:
        return _Turn(Standalone(swapped, swapped), swapped, swapped)
    if corrects:
        text = with_earlier(earlier, bare)
        return _Turn(Standalone(text, previous.alone.asked), earlier, text, leans=True)
    put = _with_topic(own, previous, topic)
    if put:
        return _Turn(Standalone(put, own, put, context), put, put, leans=True)
    text, told = with_earlier(own, previous.told), with_earlier(own, earlier)
    if set(terms(own)) <= WORDLESS:
        return _Turn(Standalone(text, own, "", context), earlier, previous.told, leans=True)
    return _Turn(Standalone(text, own, own, context), own, told, leans=True)


def _swap_name(bare: str, previous: str, names: Names) -> str | None:
    """ "And America Makes?" after a question on BioFab USA: that question on America Makes."""
    mine = _names_in(bare, names)
    others = _names_in(previous, names)
    if len(mine) != 1 or not others or len(terms(bare)) > len(terms(mine[0])):
        return None
    if mine[0] in others or PRONOUN.search(bare):
        return None
    spaced = re.escape(others[-1]).replace(r"\ ", r"\s+")
    swapped, count = re.subn(spaced, lambda _: mine[0], previous, count=1, flags=re.IGNORECASE)
    return swapped if count else None


def _swap_year(bare: str, previous: str) -> str | None:
    """ "And in 2023?" after a question on 2024: that question on 2023."""
    found, years = YEAR_ALONE.match(bare), YEARS.findall(previous)
    if not found or len(years) != 1:
        return None
    year = found[1] or str(int(years[0]) + (-1 if found[2] else 1))
    return previous.replace(years[0], year)


def _with_topic(question: str, previous: _Turn, topic: list[str]) -> str | None:
    """One known topic in place of the pronoun, or the thing that the earlier question ends with.

    A topic from further back gives way to such a thing.
    """
    missing = [name for name in topic if name.lower() not in question.lower()]
    known = missing[0] if len(missing) == 1 and missing[0] in previous.alone.text else ""
    thing = last_thing(previous.core)
    whole = known in thing or known not in previous.core
    subject = (thing or known) if whole else known
    if not PARTITIVE.search(question):
        for pattern in (SUBJECT, POSSESSIVE):
            found = pattern.search(question)
            meant = found and (thing_asked_of(previous.core, found.group()) or subject)
            if found and meant:
                ending = "’" if meant.endswith("s") else "’s"
                words = f"{meant}{ending}" if pattern is POSSESSIVE else meant
                return question[: found.start()] + words + question[found.end() :]
    return None


def with_earlier(question: str, previous: str) -> str:
    """The question followed by what the earlier one was about, in brackets."""
    about = ASKING.sub("", previous).strip(" ?.")
    return f"{question.rstrip(' ?.')} ({about})?" if about else question


def _names_in(text: str, names: Names) -> list[str]:
    """Known names, without dates and the like; else runs of capitalised words after the first."""
    known = [name for name in names.find(text) if _is_thing(name)]
    if known:
        return known
    rest = text.split(" ", 1)[1] if " " in text else ""
    return [found.group() for found in NAME_RUN.finditer(rest) if _is_thing(found.group())]


def _is_thing(name: str) -> bool:
    return name[0].isalpha() and not MONTH_FIRST.match(name)
