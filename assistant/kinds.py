"""What a question asks for, and whether a sentence holds such a thing."""

import re
from dataclasses import dataclass
from typing import Literal

from assistant.lexical import terms

Kind = Literal[
    "person", "organisation", "date", "number", "money", "duration", "percent", "place", "contact",
    "expansion", "meaning", "definition", "list", "yesno", "reason", "other",
]  # fmt: skip
QUESTION_TERMS = frozenset(terms(
    "how many much long old what date day month year number amount exactly reason purpose"
))  # fmt: skip
FIGURES = frozenset[Kind](["date", "number", "money", "duration", "percent", "contact"])

YEAR = r"\b(?:1[5-9]|20)\d\d\b"
MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
SPELLED = (  # "one" is a pronoun too
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"sixteen|seventeen|eighteen|nineteen|twenty"
)
NUMBER_WORD = (
    rf"(?:one|{SPELLED}|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"(?:a )?(?:dozen|hundred|thousand|million|billion)s?|half|twice|once|several|single|both|no)"
)
# Digits that count: not of a year, nor of a name such as "3D" or "COVID-19".
DIGITS = r"(?<![A-Za-z\d.,])(?<![A-Za-z]-)(?!(?:1[5-9]|20)\d\d\b)\d(?![\d,.]*[A-Z])"
OF_YEARS = r"(?:was|has|is|as|this|its|does|plus|thus|across|towards|versus)\b"  # "in 2000 this …"
COUNTED = rf"{YEAR} (?!{OF_YEARS})(?:people|[a-z]{{3,}}s)\b"  # "2000 boats"
NUMBER = rf"{DIGITS}|\b{NUMBER_WORD}\b|{COUNTED}"
UNIT = (
    r"(?:second|minute|hour|day|week|month|quarter|year|decade|century|centurie|semester|season)s?"
)
NAME_WORD = r"[A-ZÀ-Þ][\w'’.&-]+"
PERSON_ROLE = (
    r"(?:director|head|chair(?:man|woman|person)?|president|ceo|founder|leader|manager|author|"
    r"secretary|commissioner|administrator|king|queen|actor|actress|singer|player|coach|"
    r"inventor|spokesperson|officer|minister|mayor|boss|scientist|researcher)s?"
)

EVENT = (  # what a year or date is said of
    r"(?:found|establish|launch|creat|start|open|clos|publi|releas|sign|announc|approv|end|expir|"
    r"birth|complet)(?!(?:al|er)s?\b)\w*"
)
ASKS = r"\b(?:who|whom|whose|what|where|why|how|which)\b"
NO_AUXILIARY = r"it|they|he|she|we|you|i|the|an?|my|your|his|her|its|our|their|someone|people"

# In order: the first that matches decides. Patterns are searched in the question.
_PATTERNS: tuple[tuple[Kind, str], ...] = (
    ("expansion", r"\bstands? for\b|\bshort for\b|\bspell(?:ed)? out\b|\babbreviat|\bacronym\b"
                  r"|\binitials\b|\b(?:full|long) (?:name|form)\b"
                  r"|\bletters (?:in|of) (?-i:[A-Z]\w*[A-Z])"
                  r"|\bwhat (?:does|do) (?-i:[A-Z]\w*[A-Z]\w*) mean"),
    ("meaning", r"\bwhat (?:do|does) (?:the |a )?(?:term|word|phrase|expression)s?\b"
                r"|\bmeaning of\b|\bmeant by\b|\bdefinition of\b|^\W*define\b"),
    ("contact", r"\b(?:phone|telephone|fax|hotline)\b|\be-?mail\b|\bwebsite\b|\bweb ?page\b"
                r"|\burl\b|\b(?:street|mailing|web) address\b|\bzip code\b"),
    ("percent", r"\b(?:what|which) (?:percent|proportion|share|fraction)|\bpercentage\b"
                r"|\bpercent of\b|\bwhat %"),
    ("money", r"\bhow much (?:money|funding|does|do|did|will|would|is|was|were|are)\b.{0,120}?"
              r"\b(?:cost|pay|paid|pays|charge|worth|spen[dt]|give|gave|receive|fund|earn|"
              r"invest|price|fee|membership|budget|salary|dollars?|grant|awarded|lend|lent|owe)\w*"
              r"|\bwhat (?:do|does|did|will|would|must|should|can)\b.{0,80}?"
              r"\b(?:pay|charge|earn)\b(?! (?:for|attention|by|with)\b)"
              r"|\bhow much (?:money|funding)\b|\b(?:what|which)\b.{0,120}?"
              r"\b(?:price|fees?|budget|salary|dues|fine|cost)\b"
              r"(?! (?:pay|cover|includ|buy|fund|support)\w*)|\bhow expensive\b"
              r"|\bhow many (?:dollars|euros|pounds)\b"),
    ("duration", r"\bhow long\b|\bfor how many (?:days|weeks|months|years|hours|minutes)\b"
                 r"|\bhow many (?:days|weeks|months|years|hours|minutes)\b|\bhow old\b"),
    ("number", r"\bhow many\b|\bwhat (?:is the |was the )?(?:number|count|total|population)\b"
               r"|\bnumber of\b[^?]{0,200}\?|\bhow (?:tall|high|deep|far|large|big|fast|wide)\b"
               r"|\bhow much\b"),
    # Not "what happens when …": there, something else is asked.
    ("date", rf"^(?:(?!{ASKS}).)*\bwhen\b(?! (?:{NO_AUXILIARY})\b)|\b(?:what|which) "
             r"(?:\w+ )?(?:year|month|day|date|century|decade|season)\b|\bas of what\b"
             r"|\bsince when\b|\bwhat time\b|\bdeadline\b|\bin what year\b"
             r"|\bwhat(?:'s| is| was) the date\b"
             rf"|\b{EVENT} (?:year|date)\b|\b(?:year|date)(?: of)?(?: its| the)? {EVENT}\b"),
    ("place", r"\bwhere(?:abouts)? (?:is|are|was|were|in|did|do|does)\b"
              r"|\b(?:what|which) (?:\w+ )?(?:city|cities|country|countries|state|town|county|"
              r"location|continent|street|building|venue|stadium)\b|\bheadquartered\b"
              r"|\bbased in\b|\bwhere\b.{0,120}?\b(?:located|based|held|situated)\b"),
    ("person", rf"\bwho(?:'s|’s)? .{{0,80}}?\b{PERSON_ROLE}\b|\bwhich (?:person|{PERSON_ROLE})\b"
               rf"|\bname of (?:the|its) {PERSON_ROLE}\b"
               r"|\bwhat(?:'s| is| was) (?:his|her) name\b"
               r"|\bwho (?:chairs|directs|heads|leads|founded|invented|wrote|sings|sang|plays|"
               r"played|said|discovered|signed)\b"),
    ("organisation", r"\bwho\b|\bwhom\b|\bwhose\b|\b(?:which|what) (?:\w+ )?(?:organi[sz]ation|"
                     r"agency|company|institute|university|body|department|group|team|firm)\b"),
    ("reason", r"\bwhy\b|\bwhat (?:is|was|are) the (?:reason|purpose|cause)|\bhow come\b"
               r"|^\W*(?:and )?(?:what for|for what (?:purpose|reason))\W*$"),
    ("list", r"^\W*list\b|\bname (?:all|the|three|two|some)\b|\bwhat (?:all )?are\b"
             r"|\bwhich (?:\w+ ){0,2}\w+s\b|\bwhat (?:kinds?|types?|sorts?|categories)\b"
             r"|\bgive me (?:all|the)\b|\beverything\b|\bexamples? of\b|\ball (?:of )?the\b"),
    ("definition", r"^\W*(?:define|what(?:'s|’s| is| are| was| were)|who (?:is|are|was)|"
                   r"explain|describe)\b|\bmeans?\b|\bdefinition\b|\bmeant by\b"),
    ("yesno", r"^\W*(?:so |and |but )?(?:is|are|was|were|do|does|did|has|have|had|can|could|"
              r"will|would|should|may|might|must)\b"),
)  # fmt: skip
QUESTIONS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS)

SHOWN: dict[Kind, re.Pattern[str]] = {
    "date": re.compile(rf"\b(?:1\d|20)\d\d\b|\b{MONTH}\b|\b\d{{1,2}}/\d{{1,2}}/\d"
                       r"|\b\d+(?:st|nd|rd|th) century|\b(?:AD|BC|BCE|CE)\b"
                       r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
                       rf"|(?:\d|\b{NUMBER_WORD})[ -]{UNIT}\b|\b[ap]\.m\."
                       r"|\b(?:[Ee]very|[Ee]ach) (?:\w+ )?(?:day|week|month|quarter|year|spring|"
                       r"summer|autumn|fall|winter)\b|\b(?:dai|week|month|quarter|year|annual)ly\b"),
    "number": re.compile(NUMBER, re.IGNORECASE),
    "money": re.compile(r"[$€£¥]\s?\d|\b\d[\d,.]*\s?(?:million|billion|thousand)?\s?"
                        r"(?:dollars?|euros?|pounds?|cents?|USD|EUR|GBP)\b"
                        r"|\bfree of charge\b|\bno (?:cost|fee|charge)\b", re.I),
    "duration": re.compile(rf"(?:\d+|\b{NUMBER_WORD})[ -](?:\w+ )?{UNIT}\b"
                           r"|\bpermanent|\bindefinite", re.I),
    "percent": re.compile(r"\d\s?%|\bper ?cent\b|\b(?:half|third|quarter|fifth)s?\b", re.I),
    "contact": re.compile(r"[\w.]+@[\w.]+\.\w+|\bhttps?://|\bwww\.|\(?\d{3}\)?[ -.]\d{3}[ -.]\d{4}"
                          r"|\b1-8\d\d-"
                          r"|\b\d+ (?:\w+ ){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Drive)\b"),
    "meaning": re.compile(r"\b(?:is|are|was|were|means?|meaning|refers? to|defined)\b|[:(]"),
    "expansion": re.compile(r"\([A-Z][A-Za-z&]*[A-Z][A-Za-z]*s?\)"),
}  # fmt: skip
PURPOSE = re.compile(
    r"\b(?:because|due to|so that|(?:in order|so as) to)\b|, to (?!the\b|an?\b)[a-z]{3,}"
)
PLACE = re.compile(rf"\b(?:in|at|near|from|to|of|on|across) (?:the )?({NAME_WORD})")
NAME = re.compile(rf"(?<![.!?] )(?<!^)\b{NAME_WORD}")
PERSON_PART = r"[A-ZÀ-Þ](?:c[A-Z]|ac[A-Z]|['’][A-Z])?[a-zà-ÿ'’]+"  # acronyms name no person
PERSON_WORD = rf"{PERSON_PART}(?:-{PERSON_PART})*"
PERSON = re.compile(
    rf"\b(?:(?:Dr|Mr|Mrs|Ms|Prof|President|Sir|Saint|King|Queen)\.? {PERSON_WORD}"
    rf"|{PERSON_WORD}(?: (?:[A-Z]\.|{PERSON_WORD}))* {PERSON_WORD})(?![\w-])"
)


BODY = re.compile(  # words of the names of bodies and works, which no person bears
    r"\b(?:National|International|Federal|United|States?|Cent(?:er|re)|Institutes?|Agency|Office|"
    r"Department|Ministry|Administration|Universit(?:y|ies)|Consortium|Association|Alliance|Council|"
    r"Committee|Board|Bank|Fund|Services?|Programs?|Programme|Initiative|Project|Act|Agreement|"
    r"Research|Manufacturing|Health|Union|Society|Company|Corporation|Inc|Foundation|School|College|"
    r"Museum|Library|Report|Plan|Network|Partnership|City|County|River|Park|Street)\b"
)


@dataclass(frozen=True)
class Wanted:
    """The kind of thing a question asks for; `asked` are the question's words."""

    kind: Kind
    asked: str = ""

    @property
    def checkable(self) -> bool:
        """Whether `shown_in` can tell for this kind that a sentence does not hold it."""
        return self.kind in SHOWN or self.kind in ("place", "person", "organisation")

    def shown_in(self, sentence: str) -> bool:
        """Whether the sentence shows such a thing; True for kinds that can't be checked."""
        if self.kind in SHOWN:
            return bool(SHOWN[self.kind].search(sentence))
        if self.kind == "place":
            return self._names_another(PLACE, sentence)
        if self.kind == "person":
            return self._names_another(PERSON, sentence, BODY)
        if self.kind == "organisation":
            return self._names_another(NAME, sentence)
        return True

    def _names_another(
        self, pattern: re.Pattern[str], sentence: str, never: re.Pattern[str] | None = None
    ) -> bool:
        """Whether the sentence has a name that the question does not have already."""
        known = set(re.findall(r"\w+", self.asked.lower()))
        return any(
            not set(re.findall(r"\w+", name.lower())) <= known
            and not (never and never.search(name))
            for name in (found[found.lastindex or 0] for found in pattern.finditer(sentence))
        )


def wanted(question: str) -> Wanted:
    """What the question asks for."""
    for kind, pattern in QUESTIONS:
        if pattern.search(question):
            return Wanted(kind, question)
    return Wanted("other", question)
