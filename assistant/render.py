"""An Answer as plain text for a terminal."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.answer import Answer, Citation, Retrieved
    from corpus.snapshot import Snapshot

EXCERPT_CHARS = 240
FAILED = "the model failed"
# Control characters but tab and line feed, and those that turn the direction of text.
STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """The text with every character that steers a terminal replaced by U+FFFD."""
    return STEERING.sub("\ufffd", text)


def render(answer: "Answer", snapshot: "Snapshot") -> str:
    """The answer with its [n] marks, then each citation; of a refusal, the nearest passages.

    `snapshot` is where the words of the nearest passages are taken from.
    """
    blocks = [answer.text, *map(_citation, answer.citations)]
    if answer.refused and answer.nearest:
        blocks.append("Nearest passages (they do not answer the question):")
        blocks.extend(_passages(answer, snapshot))
    return "\n\n".join(blocks)


def failure_note(answer: "Answer") -> str | None:
    """What to tell when the model failed and the answer is quoted instead; None if it did not."""
    why = next((each.why for each in answer.dropped if each.why.startswith(FAILED)), None)
    return why and f"{answer.model}: {why}; checked or quoted sentences are shown"


def _citation(citation: "Citation") -> str:
    place = _place(citation.title, citation.section)
    quote = citation.quote.replace("\n", "\n    ")
    return f"[{citation.n}] {place}\n    “{quote}”\n    {citation.link}"


def _passages(answer: "Answer", snapshot: "Snapshot") -> Iterator[str]:
    """Passages as in the snapshot; addresses alone if another one is served by now."""
    for near in answer.nearest:
        if snapshot.id == answer.snapshot:
            yield _passage(near, snapshot)
        else:
            yield f"  {near.url}"


def _passage(near: "Retrieved", snapshot: "Snapshot") -> str:
    page = snapshot.page_of[near.url]
    inside = [each for each in page.sentences if near.start <= each.start and each.end <= near.end]
    quotes = [page.quote(each) for each in inside if each.kind != "heading"]
    words = " ".join(" ".join(quotes).split())
    excerpt = words if len(words) <= EXCERPT_CHARS else f"{words[:EXCERPT_CHARS].rstrip()}…"
    return f"  {_place(page.title, page.section_at(near.start))}\n    {excerpt}\n    {page.url}"


def _place(title: str, section: tuple[str, ...] | list[str]) -> str:
    return " › ".join(dict.fromkeys((title, *section)))
