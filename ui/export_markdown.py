"""A conversation as Markdown in which the text of pages can be no markup."""

import html
import re
from collections.abc import Collection, Iterator, Sequence

from assistant.answer import Answer, Citation
from ui.answer_view import groups, layout
from ui.escape import web_link
from ui.export_facts import OPEN, REFUSED, STOPPED, facts, marks, understood

SIGNS = re.compile(r"([\\`*_{}\[\]()#!|~$])")
LINE_SIGN = re.compile(r"^(\d{0,9})([-+=.:])")  # would begin a list or underline a heading
WEB = re.compile(r"(?i)\b(https?|ftp)://|\bwww\.")  # would become a link by itself


def to_markdown(title: str, answers: Sequence[Answer], incomplete: Collection[int] = ()) -> str:
    """A heading for each question, its answer, and its citations below."""
    parts = [f"# {plain(title)}"]
    for number, each in enumerate(answers, start=1):
        parts.extend(_answer(number, each, number in incomplete))
    return "\n\n".join(parts) + "\n"


def plain(text: str) -> str:
    """The text on one line, every sign of Markdown and HTML escaped."""
    one_line = html.escape(" ".join(text.split()), quote=False)
    signs = LINE_SIGN.sub(r"\1\\\2", SIGNS.sub(r"\\\1", one_line))
    return WEB.sub(lambda found: re.sub(r"([:.])", r"\\\1", found[0]), signs)


def _answer(number: int, answer: Answer, stopped: bool) -> Iterator[str]:
    yield f"## {number}\\. {plain(answer.question)}"
    if understood(answer):
        yield f"Understood as: {plain(understood(answer))}"
    if stopped:
        yield f"**{STOPPED}**"
    if answer.refused:
        yield from _refusal(answer)
        return
    for group in groups(layout(answer)):
        words = [_sentence(each.sentence.text, each.sentence.citations, answer) for each in group]
        yield "\n".join(f"- {each}" for each in words) if group[0].item else " ".join(words)
    for each in answer.citations:
        yield _citation(each, answer.snapshot)


def _sentence(text: str, numbers: list[int], answer: Answer) -> str:
    return plain(text) + "".join(f" \\[{n}\\]" for n in marks(numbers, answer))


def _citation(citation: Citation, snapshot: str) -> str:
    quote = "\n".join(f"> {plain(line)}" for line in citation.quote.split("\n"))
    told = [f"- {name}: {plain(value)}" for name, value in facts(citation, snapshot)]
    link = web_link(citation.link)
    if link:
        told.append(f"- [{OPEN}](<{link}>)")
    return "\n\n".join((f"**\\[{citation.n}\\] {plain(citation.title)}**", quote, "\n".join(told)))


def _refusal(answer: Answer) -> Iterator[str]:
    yield plain(answer.text)
    if answer.nearest:
        yield f"{REFUSED}:"
        yield "\n".join(
            f"- {plain(each.url)}, characters {each.start}–{each.end}" for each in answer.nearest
        )
    yield f"Snapshot: {plain(answer.snapshot)}"
