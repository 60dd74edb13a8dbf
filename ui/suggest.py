"""Questions that the sources do answer, to offer beside a refusal."""

import re
from collections.abc import Iterator, Sequence

from assistant.answer import Answer, Citation
from assistant.chain import Assistant
from corpus.errors import QuestionError

SUGGESTED = 3
SURE = 0.5  # confidence from which an answer is worth offering
BRACKETED = re.compile(r"\(([A-Z][\w&-]*)\)\s*$")


def suggestions(assistant: Assistant, refusal: Answer, nearest: Sequence[Citation]) -> list[str]:
    """Up to SUGGESTED questions, each asked first: one that is not answered is not offered.

    Those about the sections of the nearest passages come first, and are offered only if
    their own section answers them; then the examples of sources.toml. No language model and
    no watcher hears of it.
    """
    quoting = assistant.quoting()
    found: list[str] = []
    for question, section in _candidates(assistant, nearest):
        new = question.lower() not in {each.lower() for each in (refusal.question, *found)}
        if new and _answered(quoting, question, section):
            found.append(question)
        if len(found) == SUGGESTED:
            break
    return found


def _candidates(
    assistant: Assistant, nearest: Sequence[Citation]
) -> Iterator[tuple[str, list[str] | None]]:
    """Questions with the section that ought to answer them, if any one ought to."""
    for each in nearest:
        if len(each.section) > 1:  # the first heading is the page's own title
            yield _about(each.section[-1]), each.section
    for example in assistant.library.current().snapshot.manifest.about.examples:
        yield example, None


def _about(heading: str) -> str:
    """The question that a section answers; a heading that asks is one already."""
    if heading.endswith("?"):
        return heading
    short = BRACKETED.search(heading)
    return f"What do the pages say about {short.group(1) if short else heading}?"


def _answered(assistant: Assistant, question: str, section: list[str] | None) -> bool:
    try:
        answer = assistant.invoke(question)
    except QuestionError:  # a heading can be too long to ask about
        return False
    if answer.refused or answer.confidence < SURE:
        return False
    return section is None or answer.citations[0].section == section
