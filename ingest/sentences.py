"""Where sentences begin and end in a line of text. Offsets only; the text is never changed."""

import re

LONGEST = 700  # characters; longer "sentences" are lists or furniture and are cut at clauses

# An end mark (not the middle of a run of them), closing quotes, footnote marks, white space,
# opening quotes and a word; or the end mark of a script that puts no space after it.
BOUNDARY = re.compile(
    r"(?<![.!?…])[.!?…।॥؟۔]++[\"'”’»)\]]*+(?:\s?\[\d+\])*[⁰¹²³⁴-⁹]*(?P<gap>\s++)"
    r"(?=[\"'“‘«„(\[¿¡]*+[^\W_])|[。！？]++[\"'”’」』）】》]*+"
)
ALWAYS = frozenset(
    "mr mrs ms dr prof rev hon gen col capt lt sgt sen rep gov st mt ft vs cf e.g i.e eg ie "
    "approx al ca fig figs eq sec ch vol pp ed eds jan feb mar apr jun jul aug sep sept oct "
    "nov dec dept univ".split()
)
BEFORE_NUMBER = frozenset("no nos art p par para ver v".split())
MAYBE = frozenset("inc ltd co corp etc bros jr sr u.s u.k u.n d.c a.m p.m ph.d m.d b.c a.d".split())
STARTERS = frozenset(
    "the a an in on at it its he she they we you i this that these those there here if when while "
    "as for from to but and or so however although because since after before during by with "
    "also additionally furthermore moreover therefore thus his her their our all some many most "
    "other such both each no not what how why who where which see read learn".split()
)
DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}|[^\W\d_]")  # u.s.a, x: not 3.5, fda.gov
WORD_BEFORE = re.compile(r"[\w.]*\w$")
LONGEST_ABBREVIATION = 24
WORD_AFTER = re.compile(r"\w+")
CLAUSE = re.compile(r"[;:,|]\s|\s[–—]\s|\s")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Spans (start, end) of the sentences of one line, in order, without white space around.

    Together they hold every character of the line that is no white space.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for found in BOUNDARY.finditer(text):
        if not _is_boundary(text, found):
            continue
        end = found.start("gap") if found["gap"] is not None else found.end()
        spans.append((start, end))
        start = found.end()
    spans.append((start, len(text)))
    return [piece for span in spans for piece in _cut(text, *_strip(text, *span))]


def _is_boundary(text: str, found: re.Match[str]) -> bool:
    if found["gap"] is None:
        return True
    after = WORD_AFTER.search(text, found.end())
    following = after.group() if after else ""
    if following[:1].islower():
        return False
    if text[found.start()] != ".":
        return True
    before = WORD_BEFORE.search(text[max(0, found.start() - LONGEST_ABBREVIATION) : found.start()])
    word = before.group().lower() if before else ""
    if word in ALWAYS:
        return False
    if word in BEFORE_NUMBER and following[:1].isdigit():
        return False
    abbreviated = word in MAYBE or DOTTED.fullmatch(word)
    return not abbreviated or following.lower() in STARTERS


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a span that is too long at the last clause bound, else space, within the limit."""
    pieces: list[tuple[int, int]] = []
    while end - start > LONGEST:
        bounds = list(CLAUSE.finditer(text, start + LONGEST // 2, start + LONGEST))
        clauses = [each for each in bounds if not each.group().isspace()]
        chosen = clauses or bounds
        cut = chosen[-1].end() if chosen else start + LONGEST
        pieces.append(_strip(text, start, cut))
        start, end = _strip(text, cut, end)
    if start < end:
        pieces.append((start, end))
    return pieces
