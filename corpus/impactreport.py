"""What `ppp impact` says, for people and programs."""

from collections.abc import Iterator, Sequence
from typing import Any

from corpus.cited import Question
from corpus.diff import Unit
from corpus.history import SHORT
from corpus.impact import Effect, Impact, worst


def impact_json(found: Impact, questions: Sequence[Question]) -> dict[str, Any]:
    """Every question that cites something, with the fate of each quote; spans are those of
    the served version.
    """
    effects = _by_label(found)
    return {
        "snapshot": found.snapshot,
        "counts": found.counts,
        "questions": [
            {"label": each.label, "question": each.question,
             "fate": worst(effect.fate for effect in effects[each.label]),
             "quotes": [_effect_json(effect) for effect in effects[each.label]]}
            for each in questions if each.label in effects
        ],
        "left_out": [
            {"label": each.label, "url": each.url, "why": "the store never served this page"}
            for each in found.left_out
        ],
    }  # fmt: skip


def _effect_json(effect: Effect) -> dict[str, Any]:
    return {
        "url": effect.cited.url,
        "version": effect.version,
        "quote": effect.cited.quote,
        "fate": effect.fate,
        "sentences": [
            {"fate": each.fate, "was": each.was, "now": _unit_json(each.now)}
            for each in effect.parts
        ],
    }


def _unit_json(unit: Unit | None) -> dict[str, Any] | None:
    if unit is None:
        return None
    section = list(unit.section)
    return {"text": unit.text, "section": section, "start": unit.start, "end": unit.end}


def impact_lines(found: Impact, questions: Sequence[Question]) -> Iterator[str]:
    """Counts, then each question that is affected: - what it cites, + what stands there now."""
    counts = ", ".join(f"{number} {fate}" for fate, number in found.counts.items())
    yield f"snapshot {found.snapshot}: {counts}"
    if found.left_out:
        pages = len({each.url for each in found.left_out})
        number = len({each.label for each in found.left_out})
        yield f"left out: {number} questions on {pages} pages that this store never served"
    effects = _by_label(found)
    for each in questions:
        own = [effect for effect in effects.get(each.label, ()) if effect.fate != "unchanged"]
        if own:
            yield ""
            yield f"{worst(effect.fate for effect in own):<9} {each.label}  {each.question}"
            for effect in own:
                yield from _effect_lines(effect)


def _effect_lines(effect: Effect) -> Iterator[str]:
    version = f", version {effect.version[:SHORT]}" if effect.version else ""
    yield f"    {effect.cited.url}{version}"
    for part in effect.parts:
        if part.fate == "moved" and part.now:
            yield f"    > {part.was}"
            yield f"      (now under {' › '.join(part.now.section) or 'no heading'})"
        elif part.fate != "unchanged":
            yield f"    - {part.was}"
            if part.now:
                yield f"    + {part.now.text}"


def _by_label(found: Impact) -> dict[str, list[Effect]]:
    effects: dict[str, list[Effect]] = {}
    for each in found.effects:
        effects.setdefault(each.cited.label, []).append(each)
    return effects
