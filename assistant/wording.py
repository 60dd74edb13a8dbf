"""Word lists of the checks: what words change a claim, and which add nothing to it."""

from assistant.lexical import STOPWORDS, term


def word_set(words: str) -> frozenset[str]:
    """The words of a text, blanks between them."""
    return frozenset(words.split())


# May stand in a sentence without standing in its quotes: they claim nothing of their own.
GLUE = word_set(
    "according page source sources text also additionally furthermore moreover overall together "
    "specifically particular particularly including include includes included e.g i.e called "
    "known named namely respectively following order regarding concerning yes well whereas while "
    "however thus therefore hence like via among within across upon toward towards "
    "consist consists consisting composed comprises comprising"
)

# Words of one line may stand for each other.
SYNONYMS = (
    "run operate manage administer",
    "fund finance",
    "make create produce",
    "work collaborate cooperate",
    "conduct perform",
    "accelerate speed",
    "increase raise",
    "reduce decrease lower",
    "start begin launch",
    "use utilize employ",
    "show demonstrate",
    "improve enhance",
    "support help assist",
    "center centre",
    "program programme",
    "contain comprise consist",
)
CANONICAL = {
    term(word): term(line.split()[0]) for line in SYNONYMS for word in line.split()
}  # fmt: skip

# Small words that are not searched for but change what is claimed.
TELLING = word_set(
    "more most less least fewer few before after above below against only same both because if "
    "unless until since again twice than except all each every"
)

# Operators: a word that changes how all that follows it in its clause is meant.
NEGATION, POSSIBLE, ABLE, INTENDED, FUTURE, ADVISED, REQUIRED, REPORTED = OPERATORS = (
    "negation", "possibility", "ability", "intention", "future", "advice", "requirement", "report",
)  # fmt: skip
OPERATOR_OF = {
    word: name
    for name, words in (
        (NEGATION, "not no never without cannot unable neither nor none nobody nothing lack lacks "
                   "lacked lacking hardly barely scarcely unlikely isnt arent"),
        (POSSIBLE, "may might could would possibly perhaps potentially maybe probably likely "
                   "potential possible"),
        (ABLE, "can able"),
        (INTENDED, "plan plans planned planning intend intends intended intending propose proposes "
                   "proposed proposal seek seeks sought seeking aim aims aimed aiming hope hopes "
                   "hoped hoping expect expects expected try tries tried trying attempt attempts "
                   "attempted want wants wanted wish wishes goal goals mission objective "
                   "objectives purpose designed strive strives target targets consider "
                   "considers considering"),
        (FUTURE, "will shall upcoming"),
        (ADVISED, "should ought recommended recommends encouraged encourages"),
        (REQUIRED, "must required requires mandatory needs"),
        (REPORTED, "claim claims claimed allege alleges alleged say says said suggest suggests "
                   "suggested believe believes believed argue argues argued estimate estimates "
                   "estimated reportedly assume assumes assumed think thinks opinion"),
    )
    for word in words.split()
}  # fmt: skip
# An operator of a quote may become one of these: what is said is no stronger.
WEAKER = {
    POSSIBLE: {POSSIBLE},
    ABLE: {ABLE, POSSIBLE},
    FUTURE: {FUTURE, INTENDED},
    INTENDED: {INTENDED},
    ADVISED: {ADVISED},
    REQUIRED: {REQUIRED},
    REPORTED: {REPORTED},
    NEGATION: {NEGATION},
}
CONDITIONS = word_set("if unless except provided assuming depending")

# Qualifiers: a word that changes how the noun after it is meant.
ALL = "all"
QUALIFIER_OF = {
    word: name
    for name, words in (
        (ALL, "all every each always entire whole"),
        ("most", "most mostly majority usually generally typically largely"),
        ("many", "many numerous often frequently"),
        ("some", "some several certain sometimes partly partially occasionally"),
        ("few", "few rarely seldom"),
        ("only", "only solely exclusively"),
        ("none of it real", "proposed draft alleged planned potential interim acting former "
                            "formerly previously deputy assistant vice so-called"),
    )
    for word in words.split()
}  # fmt: skip

# Comparatives in front of a number.
COMPARISONS = tuple(
    (name, tuple(phrase.split()))
    for name, phrases in (
        ("at most", "up to,at most,no more than,not more than,as many as,a maximum of,maximum"),
        ("at least", "at least,no fewer than,no less than,not less than,a minimum of,minimum"),
        ("more than", "more than,over,above,exceeding,greater than,exceeds"),
        ("less than", "fewer than,less than,under,below"),
        ("about", "about,approximately,around,roughly,nearly,almost,some,circa,close to"),
        ("only", "only,just,exactly"),
    )
    for phrase in phrases.split(",")
)
AT_LEAST_AFTER = ("or more", "or older", "or over", "or later", "or above")
AT_MOST_AFTER = ("or less", "or fewer", "or younger", "or under", "or below")

UNITS = word_set(
    "second minute hour day week month quarter year decade century percent percentage dollar euro "
    "pound cent mile kilometer kilometre meter metre foot feet inch gram kilogram ton tonne liter "
    "litre gallon people person member patient kg km cm mm mg ml degree point"
)
QUANTITIES = word_set(
    "dozen dozens hundreds thousands millions billions trillions half twice double triple"
)


def is_small(word: str) -> bool:
    """Whether a word, as written, is a function word; capitals tell "US" from "us"."""
    return word.lower() in STOPWORDS and not (len(word) > 1 and word.isupper())


def canonical(word: str) -> str:
    """The term of a word, one for all its synonyms."""
    name = term(word)
    return CANONICAL.get(name, name)
