"""Pages and passages as JSON lines: compact, deterministic, readable by other tools."""

import json
from typing import Any

from corpus.models import Link, Page, Passage, Section, Sentence


def dump(value: dict[str, Any]) -> str:
    """One line of JSON with a fixed key order."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def page_to_json(page: Page) -> dict[str, Any]:
    """A page as JSON; `checked_at` is kept beside the snapshots, since it changes alone."""
    return {
        "url": page.url,
        "title": page.title,
        "version": page.version,
        "fetched_at": page.fetched_at,
        "current_as_of": page.current_as_of,
        "text": page.text,
        "sections": [[list(each.path), each.start, each.end] for each in page.sections],
        "sentences": [[s.start, s.end, s.kind, s.list_id] for s in page.sentences],
        "links": [[each.text, each.href] for each in page.links],
    }


def page_from_json(value: dict[str, Any], checked_at: str | None = None) -> Page:
    """Inverse of page_to_json."""
    return Page(
        url=value["url"],
        title=value["title"],
        version=value["version"],
        text=value["text"],
        sections=tuple(Section(tuple(path), start, end) for path, start, end in value["sections"]),
        sentences=tuple(Sentence(*each) for each in value["sentences"]),
        links=tuple(Link(*each) for each in value["links"]),
        fetched_at=value["fetched_at"],
        checked_at=checked_at,
        current_as_of=value["current_as_of"],
    )


def passage_to_json(passage: Passage) -> dict[str, Any]:
    """A passage as JSON."""
    return {
        "id": passage.id,
        "url": passage.url,
        "page_version": passage.page_version,
        "start": passage.start,
        "end": passage.end,
        "section": list(passage.section),
        "first": passage.first,
        "last": passage.last,
        "lead_in": passage.lead_in,
    }


def passage_from_json(value: dict[str, Any]) -> Passage:
    """Inverse of passage_to_json."""
    return Passage(**{**value, "section": tuple(value["section"])})
