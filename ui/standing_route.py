"""Tells the chat which of its quotes are of pages that have changed since."""

from collections.abc import Sequence

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from assistant.library import Library
from corpus.impact import Cited
from corpus.standing import standings
from ui.sized import Sized
from ui.standing_view import Numbered, answer_note, quote_note

MOST_ANSWERS = 50
MOST_QUOTES = 100


class Quote(BaseModel):
    """A quote of an answer, as its card has it."""

    model_config = ConfigDict(extra="forbid")

    n: int
    url: str = Field(max_length=4_000)
    version: str = Field(pattern="^[0-9a-f]{64}$")
    quote: str = Field(min_length=1, max_length=20_000)
    start: int = Field(ge=0)


class Quotes(BaseModel):
    """The quotes of one answer."""

    model_config = ConfigDict(extra="forbid")

    quotes: list[Quote] = Field(max_length=MOST_QUOTES)


class Notes(BaseModel):
    """Notes in HTML, empty where nothing changed: below the answer, and for each quote."""

    answer: str
    quotes: list[str]


def standing_router(library: Library) -> APIRouter:
    """`POST /standing`: the notes of some answers, in their order."""
    router = APIRouter(route_class=Sized)

    @router.post("/standing", include_in_schema=False)
    def standing(answers: list[Quotes]) -> list[Notes]:
        return notes_of(library, answers[-MOST_ANSWERS:])

    return router


def notes_of(library: Library, answers: Sequence[Quotes]) -> list[Notes]:
    """The notes of answers; raises NoSnapshotError when nothing is served."""
    given = [[(each.n, _cited(each)) for each in answer.quotes] for answer in answers]
    cited = [one for quotes in given for _, one in quotes]
    found = iter(standings(library.store, library.current().snapshot, cited))
    numbered = [[Numbered(n, one, next(found)) for n, one in quotes] for quotes in given]
    return [
        Notes(answer=answer_note(quotes), quotes=[quote_note(each) for each in quotes])
        for quotes in numbered
    ]


def _cited(quote: Quote) -> Cited:
    return Cited("", quote.url, quote.version, quote.quote, quote.start)
