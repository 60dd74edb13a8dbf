"""From chosen sentences to the Answer that is shown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer import Answer, AnswerSentence, Citation, Dropped, Reason
from assistant.cite import cite, retrieved
from assistant.index import SentenceRef
from assistant.phrases import REFUSALS
from assistant.question import Asked
from assistant.retrieve import Hit

OWN_LINE = ("item", "row")


@dataclass(frozen=True)
class Frame:
    """What every answer to one question has in common, whatever its sentences are."""

    asked: Asked
    standalone: str
    snapshot: str
    hits: tuple[Hit, ...] = ()
    confidence: float = 0.0
    dropped: tuple[Dropped, ...] = ()
    timings_ms: tuple[tuple[str, float], ...] = ()
    model: str | None = None

    def with_dropped(self, dropped: Sequence[Dropped]) -> "Frame":
        """The same frame with other removed sentences."""
        return replace(self, dropped=tuple(dropped))


def citations_of(refs: Sequence[SentenceRef], scores: Sequence[float]) -> list[Citation]:
    """One citation for each sentence, numbered from 1."""
    return [
        cite(ref.page, ref.sentence.start, ref.sentence.end, number, score)
        for number, (ref, score) in enumerate(zip(refs, scores, strict=True), start=1)
    ]


def quoting_answer(
    frame: Frame, refs: Sequence[SentenceRef], citations: Sequence[Citation]
) -> Answer:
    """An answer that quotes the sentences word for word, items and rows on lines of their own."""
    sentences = [
        AnswerSentence(text=each.quote, citations=[each.n], support="quote") for each in citations
    ]
    pieces = []
    for number, (ref, sentence) in enumerate(zip(refs, sentences, strict=True)):
        own_line = ref.sentence.kind in OWN_LINE
        after = number > 0 and refs[number - 1].sentence.kind in OWN_LINE
        gap = "" if number == 0 else "\n" if own_line or after else " "
        mark = "- " if ref.sentence.kind == "item" else ""
        pieces.append(f"{gap}{mark}{sentence.text} {marks(sentence)}")
    return _answer(frame, "".join(pieces), sentences, list(citations), generative=False)


def written_answer(
    frame: Frame, sentences: Sequence[AnswerSentence], evidence: Sequence[Citation]
) -> Answer:
    """An answer of a model's checked sentences; citations are renumbered in order of use."""
    used = list(dict.fromkeys(n for each in sentences for n in each.citations))
    number = {old: new for new, old in enumerate(used, start=1)}
    by_number = {each.n: each for each in evidence}
    citations = [by_number[old].model_copy(update={"n": number[old]}) for old in used]
    renumbered = [
        each.model_copy(update={"citations": [number[n] for n in each.citations]})
        for each in sentences
    ]
    text = " ".join(f"{each.text} {marks(each)}" for each in renumbered)
    return _answer(frame, text, renumbered, citations, generative=True)


def refusal(frame: Frame, reason: Reason) -> Answer:
    """A refusal: no citation; the nearest passages are listed as not answering."""
    listed = [retrieved(hit) for hit in frame.hits]
    return Answer(
        id=frame.asked.id,
        question=frame.asked.question,
        standalone_question=frame.standalone,
        refused=True,
        reason=reason,
        text=REFUSALS[reason],
        retrieved=listed,
        nearest=listed[:3] if reason != "unclear" else [],
        confidence=round(frame.confidence, 4),
        dropped=list(frame.dropped),
        model=frame.model,
        snapshot=frame.snapshot,
        timings_ms=dict(frame.timings_ms),
    )


def marks(sentence: AnswerSentence) -> str:
    """The [n] marks of a sentence."""
    return "".join(f"[{n}]" for n in sentence.citations)


def _answer(
    frame: Frame, text: str, sentences: list[AnswerSentence], citations: list[Citation],
    *, generative: bool,
) -> Answer:  # fmt: skip
    return Answer(
        id=frame.asked.id,
        question=frame.asked.question,
        standalone_question=frame.standalone,
        refused=False,
        text=text,
        sentences=sentences,
        citations=citations,
        retrieved=[retrieved(hit) for hit in frame.hits],
        confidence=round(frame.confidence, 4),
        dropped=list(frame.dropped),
        mode="generative" if generative else "extractive",
        model=frame.model,
        snapshot=frame.snapshot,
        timings_ms=dict(frame.timings_ms),
    )
