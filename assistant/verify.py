"""Checks of one generated sentence against the quotes that it cites.

What the checks can't see: a dropped "as of" date, a change of tense, and quotes that are
themselves wrong. They lean to objecting: what is dropped is quoted instead.
"""

import re
from collections.abc import Sequence

from assistant.answer import Citation
from assistant.claim import claim_of
from assistant.figures import figure_objection
from assistant.generate import Draft
from assistant.proper import single_names
from assistant.roles import role_objection
from assistant.scopes import scope_objection
from assistant.support import name_objection, nearness_objection, word_objection
from assistant.wording import word_set

LEAST_CONTENT = 3  # words and numbers: less can't be checked
LONGEST_SENTENCE = 600  # characters
MARKUP = re.compile(
    r"https?:\S*|www\.\S+|[\w.+-]+@[\w-]+\.\w+|\b[\w-]+\.(?:com|org|net|gov|edu|io)\b\S*|!\[|\]\("
    r"|</?[a-z!][^>]*>?|`+|javascript:|data:\w+|&#?\w+;", re.IGNORECASE,
)  # fmt: skip
INSTRUCTS = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instructions?|prompts?|rules|above|"
    r"previous|context|sources)\b|\b(?:system|developer) (?:prompt|message)\b|\blanguage model\b"
    r"|\bas an ai\b|\byou are (?:now|no longer) |<\||^(?:system|assistant|user)\s*:"
    r"|\b(?:reply|respond|answer) (?:only |always )?with\b"
    r"|(?:^|[.;,:]\s+|\b(?:and|then|instead|must)\s+)(?:(?:say|output)\b|"
    r"(?:print|repeat|write|reply|answer)\b.{0,20}(?:[\"“'‘:]|\bexactly\b|\bthat the\b))",
    re.IGNORECASE,
)
PRONOUNS = word_set("it its they their them he his she her we our")
YES = re.compile(r"^yes\b[\s,.:;–—-]*", re.IGNORECASE)
NO = re.compile(r"^no\b\s*[,.:;–—-]", re.IGNORECASE)
ITEM_GAP = (3, 4)  # characters from one list item to the next: "\n- " or "\n\n- "


def objection(draft: Draft, evidence: Sequence[Citation], question: str) -> str | None:
    """Why the sentence must not be shown; None where every check passes."""
    if not draft.citations:
        return "no citation"
    by_number = {each.n: each for each in evidence}
    unknown = [n for n in draft.citations if n not in by_number]
    if unknown:
        return f"cites [{unknown[0]}], which is not among the sources given"
    cited = [by_number[n] for n in dict.fromkeys(draft.citations)]
    if any(INSTRUCTS.search(each.quote) for each in cited):
        return "cites text that gives instructions instead of facts"
    if any(_plain(each.quote) == _plain(draft.text) for each in cited):
        return None
    return _form_objection(draft, cited) or _claim_objection(draft.text, cited, evidence, question)


def _form_objection(draft: Draft, cited: Sequence[Citation]) -> str | None:
    if len(draft.text) > LONGEST_SENTENCE:
        return f"longer than {LONGEST_SENTENCE} characters"
    for found in MARKUP.finditer(draft.text):
        if not any(found.group() in each.quote for each in cited):
            return f"holds a link or markup ({found.group()[:40]!r}) that the quotes do not"
    if draft.text.rstrip().endswith("?"):
        return "asks instead of answering"
    if not all(each.isprintable() or each.isspace() for each in draft.text):
        return "holds characters that can't be shown"
    return None


def _claim_objection(
    text: str, cited: Sequence[Citation], evidence: Sequence[Citation], question: str
) -> str | None:
    if NO.search(text):
        return "a bare no can't be checked"
    said = YES.match(text)
    if said:
        asked = _checked(question, cited, evidence)
        if asked is not None:
            return f"says yes to what the quotes do not say: {asked}"
        text = text[said.end() :]
    return _checked(text, cited, evidence)


def _checked(text: str, cited: Sequence[Citation], evidence: Sequence[Citation]) -> str | None:
    """The checks of what is claimed, in order; the first objection."""
    contexts = [_with_lead_in(each, evidence) for each in cited]
    known = single_names([claim_of(each) for each in (text, *contexts)])
    draft = claim_of(text, known)
    quotes = [claim_of(each.quote, known) for each in cited]
    in_context = [claim_of(each, known) for each in contexts]
    if len(draft.content) < LEAST_CONTENT:
        return "too short to be checked"
    if draft.plain[0] in PRONOUNS and not any(each.plain[:1] == draft.plain[:1] for each in quotes):
        return f"begins with {draft.tokens[0].text!r}, which names nothing"
    return (
        figure_objection(draft, quotes)
        or name_objection(draft, quotes)
        or word_objection(draft, quotes, in_context)
        or scope_objection(draft, in_context)
        or role_objection(draft, in_context)
        or nearness_objection(draft, in_context)
    )


def _with_lead_in(citation: Citation, evidence: Sequence[Citation]) -> str:
    """A list item after the line that introduces its list, where the evidence holds that."""
    before = {each.end: each for each in evidence
              if (each.url, each.section) == (citation.url, citation.section)}  # fmt: skip
    here = citation
    while True:
        above = next((before[here.start - gap] for gap in ITEM_GAP
                      if here.start - gap in before), None)  # fmt: skip
        if above is None:
            return citation.quote
        if above.quote.endswith(":"):
            return f"{above.quote.removesuffix(':')} {citation.quote}"
        here = above


def _plain(text: str) -> str:
    return " ".join(text.split()).rstrip(".")
