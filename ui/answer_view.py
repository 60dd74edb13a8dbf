"""Messages of the chat: a question, an answer with its marks, a refusal, an error.

Each is one line of HTML, so that the chat's Markdown renderer passes over it. The chat's
sanitizer keeps classes and `#` links but no aria attributes: static/chat.js names the marks
with the names that their cards carry.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answer import Answer, AnswerSentence, Citation
from assistant.render import failure_note
from assistant.shortanswer import ShortAnswer, short_answer
from ui.dates import page_date
from ui.escape import chat_safe
from ui.export_facts import STOPPED
from ui.sureness import sureness_html

EXCERPT_CHARS = 150
SIGN = re.compile(r"^ *(?:#{1,6} |- )")


def question_html(question: str) -> str:
    """The user's message."""
    return f'<div class="ppp-question">{chat_safe(question)}</div>'


def pending_html() -> str:
    """Stands where the answer will be."""
    return '<div class="ppp-pending">Reading the pages…</div>'


def stopped_html() -> str:
    """Stands under an answer that was stopped while it grew."""
    return f'<p class="ppp-stopped">{STOPPED}</p>'


def error_html(message: str) -> str:
    """A message for a question that was not answered."""
    return f'<div class="ppp-error"><strong>No answer.</strong> {chat_safe(message)}</div>'


def answer_html(answer: Answer, turn: int, nearest: Sequence[Citation] = ()) -> str:
    """An answer or a refusal; its marks are links to `#cite-TURN-N`."""
    body = _refusal(answer, turn, nearest) if answer.refused else _answer(answer, turn)
    return f'<div class="ppp-answer">{_understood(answer)}{body}</div>'


@dataclass(frozen=True)
class Shown:
    """A sentence of an answer and how it is set: on a line of its own, as a list item."""

    sentence: AnswerSentence
    own_line: bool
    item: bool


def _answer(answer: Answer, turn: int) -> str:
    marks = {each.n: _mark(each, turn) for each in answer.citations}
    short = short_answer(answer)
    blocks: list[str] = []
    for group in groups(layout(answer)):
        words = [_sentence(each.sentence, marks, short) for each in group]
        if group[0].item:
            blocks.append("<ul>" + "".join(f"<li>{each}</li>" for each in words) + "</ul>")
        else:
            blocks.append(f"<p>{' '.join(words)}</p>")
    return "".join(blocks) + sureness_html(answer.confidence) + _footnote(answer)


def layout(answer: Answer) -> Iterator[Shown]:
    """The sentences with the line breaks and bullets that the answer's text gives them."""
    place = 0
    for sentence in answer.sentences:
        found = answer.text.find(sentence.text, place)
        before = answer.text[place:found] if found >= 0 else ""
        yield Shown(sentence, "\n" in before, before.endswith("- "))
        place = max(found, place) + len(sentence.text)


def groups(sentences: Iterator[Shown]) -> Iterator[list[Shown]]:
    """Runs of sentences that make one paragraph or one list."""
    group: list[Shown] = []
    for each in sentences:
        if group and (each.item != group[-1].item or (each.own_line and not each.item)):
            yield group
            group = []
        group.append(each)
    if group:
        yield group


def _sentence(sentence: AnswerSentence, marks: dict[int, str], short: ShortAnswer | None) -> str:
    links = "".join(marks[n] for n in sentence.citations if n in marks)
    return f'<span class="ppp-sentence">{_words(sentence, short)}</span>&nbsp;{links}'


def _words(sentence: AnswerSentence, short: ShortAnswer | None) -> str:
    """The sentence, the short answer in it made strong."""
    text = sentence.text
    if short is None or sentence.citations != [short.citation]:
        return chat_safe(text)
    before, own, after = text[: short.start], text[short.start : short.end], text[short.end :]
    strong = f'<strong class="ppp-short">{chat_safe(own)}</strong>'
    left, right = _gap(before[-1:]), _gap(after[:1])
    return f"{chat_safe(before)}{left}{strong}{right}{chat_safe(after)}"


def _gap(character: str) -> str:
    """The white space that chat_safe takes off the ends of a text."""
    return " " if character.isspace() else ""


def _mark(citation: Citation, turn: int) -> str:
    return f'<a class="ppp-cite" href="#cite-{turn}-{citation.n}">[{citation.n}]</a>'


def _understood(answer: Answer) -> str:
    if answer.standalone_question == answer.question:
        return ""
    asked = chat_safe(answer.standalone_question)
    return f'<p class="ppp-understood">Understood as: {asked}</p>'


def _footnote(answer: Answer) -> str:
    """How the answer was made, from what, and what the checks removed."""
    how = (
        "Quoted word for word"
        if answer.mode == "extractive"
        else f"Written by {answer.model or 'a model'}, each sentence checked against its quotes"
    )
    pages = dict.fromkeys((each.title, page_date(each)) for each in answer.citations)
    named = "; ".join(f"{title}{f' ({date})' if date else ''}" for title, date in pages)
    removed = len([each for each in answer.dropped if each.text])
    notes = [f"{how} from {named}" if named else how]
    if removed:
        notes.append(f"{removed} unsupported sentence{'s' if removed > 1 else ''} removed")
    if failure_note(answer):
        notes.append("the language model failed; checked or quoted sentences are shown")
    return f'<p class="ppp-footnote">{chat_safe(" · ".join(notes))}</p>'


def _refusal(answer: Answer, turn: int, nearest: Sequence[Citation]) -> str:
    words = f'<p class="ppp-refusal">{chat_safe(answer.text)}</p>'
    if not nearest:
        return words
    items = "".join(f"<li>{_nearest(each, turn)}</li>" for each in nearest)
    label = "Nearest passages (they do not answer the question)"
    return f'{words}<p class="ppp-nearest-label">{label}</p><ul class="ppp-nearest">{items}</ul>'


def suggested_html(questions: Sequence[str]) -> str:
    """Questions to ask instead; the script asks the one that is clicked."""
    items = "".join(
        f'<li><a class="ppp-suggest" href="#ask">{chat_safe(each)}</a></li>' for each in questions
    )
    return (
        '<div class="ppp-suggested"><p>The sources do answer these questions</p>'
        f"<ul>{items}</ul></div>"
    )


def _nearest(citation: Citation, turn: int) -> str:
    where = citation.section[-1] if citation.section else citation.title
    return (
        f'<a class="ppp-near" href="#cite-{turn}-{citation.n}">'
        f"<strong>{chat_safe(where)}</strong>"
        f"<span>{chat_safe(excerpt(citation.quote, where))}</span></a>"
    )


def excerpt(passage: str, heading: str = "") -> str:
    """The beginning of a passage without the signs of headings and list items."""
    lines = (SIGN.sub("", line).strip() for line in passage.split("\n"))
    words = " ".join(line for line in lines if line and line != heading)
    if len(words) <= EXCERPT_CHARS:
        return words
    return words[:EXCERPT_CHARS].rsplit(" ", 1)[0].rstrip(",;:") + " …"
