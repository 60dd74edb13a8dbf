"""The thing that an earlier question is about without a name, which a pronoun then stands for."""

import re

AUXILIARIES = frozenset(
    "is are was were do does did has have had can could will would should may might must".split()
)
ENDS_THING = AUXILIARIES | frozenset("and or but that which who whom when where why how".split())
LONGEST_THING = 7  # words
ACTED_ON = re.compile(  # "What study did FDA fund?"
    r"^\W*(?:what|which) (?:(?:kind|type|sort)s? of )?(?P<thing>[a-z-]+(?: [a-z-]+){0,2}) "
    r"(?:do|does|did|has|have|had|will) (?:\S+ ){1,5}?(?!have|need|want|own|mean)[a-z]+\W*$",
    re.IGNORECASE,
)
INVERTED = re.compile(  # "When was the new bridge opened?"
    r"^\W*(?:and )?(?:(?:since )?when|where|why|how|(?:in )?what year) "
    r"(?:was|were|is|are|has|have|did|does|do|will) (?P<thing>the (?:[\w'’-]+ ){0,5}?[\w'’-]+) "
    r"(?:been |be )?(?:\w{3,}ed|built|made|set up|begun|held|written"
    r"|begin|start|end|open|close|expire|happen|take place|come out)\W*$",
    re.IGNORECASE,
)
COUNTED = re.compile(  # "How many kits does NMCI have?"
    r"^\W*how many (?P<thing>[\w'’-]+(?: [\w'’-]+){0,5}?s) "
    r"(?:are|is|were|do|does|did|has|have|had|can|could|will|would|should)\b",
    re.IGNORECASE,
)
TIMES = re.compile(r"\b(?:year|month|day|date|time|way|extent)s?$", re.IGNORECASE)


def last_thing(question: str) -> str:
    """ "the study by ARMI" of "When did it fund the study by ARMI?"; "" where there is none.

    A subject between the parts of its verb ("when was the bridge closed") is one where the second
    part can be told from it.
    """
    between = INVERTED.search(question)
    if between:
        return between["thing"]
    spoken = question.rstrip(" ?.!").split()
    for place in range(max(1, len(spoken) - LONGEST_THING), len(spoken) - 1):
        tail = [word.lower() for word in spoken[place:]]
        inverted = spoken[place - 1].lower() in AUXILIARIES
        if tail[0] == "the" and not inverted and not ENDS_THING & set(tail):
            return " ".join(spoken[place:])
    return ""


def thing_asked_of(question: str, pronoun: str) -> str:
    """What "it" is after "What study did FDA fund?", and "they" after "How many kits does NMCI
    have?": "the study", "the kits"; "" where there is none.
    """
    counted = COUNTED.search(question)
    found = counted or ACTED_ON.search(question)
    if not found or TIMES.search(found["thing"]):
        return ""
    several = found["thing"].endswith("s") and not found["thing"].endswith("ss")
    fits = {"them"} if several else {"it"}
    if counted:
        fits = {"they", "them", "their"}
    return f"the {found['thing']}" if pronoun.lower() in fits else ""
