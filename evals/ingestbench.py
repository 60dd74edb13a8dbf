"""Time and memory of an ingest against the embedder alone: `python -m evals.bench --ingest N`."""

import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.embedder import Embedder, Progress, Vectors
from corpus.store import Store
from corpus.texts import passage_text, sentence_text
from evals.reader.pages import written_pages
from ingest.run import Ingest
from ingest.sources import collect
from ppp_settings import Settings

MEGABYTE = 1024  # of what getrusage counts in


@dataclass(frozen=True)
class IngestCost:
    """Seconds of the embedder alone, of the first ingest and of one that changes nothing.

    `texts` were embedded by each of the first two; `within` are the seconds of the first ingest
    that its embedder took: what the rest of the pipeline costs, whatever else the machine does
    meanwhile. `megabytes` is the peak of the process when the ingests were done.
    """

    pages: int
    passages: int
    texts: int
    embedder: float
    within: float
    first: float
    second: float
    megabytes: float

    @property
    def share(self) -> float:
        """The pipeline's throughput as a share of the embedder's own."""
        return self.embedder / self.first

    @property
    def busy(self) -> float:
        """The share of the first ingest during which the embedder was at work."""
        return self.within / self.first


class Timed:
    """An embedder that counts the seconds of its work."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.seconds = 0.0

    @property
    def id(self) -> str:
        """See Embedder."""
        return self._embedder.id

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """See Embedder."""
        begun = time.perf_counter()
        vectors = self._embedder.embed(texts, progress)
        self.seconds += time.perf_counter() - begun
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """See Embedder; not counted."""
        return self._embedder.embed_query(text)

    def words(self) -> frozenset[str]:
        """See Embedder."""
        return self._embedder.words()


def ingest_cost(folder: Path, count: int, settings: Settings, embedder: Embedder) -> IngestCost:
    """Ingest `count` written pages, in numbered editions, into a store in `folder`."""
    write_pages(folder / "pages", count)
    sources = collect([str(folder / "pages")])
    embedder.embed(["warm"])
    store = Store(folder / "store")
    timed = Timed(embedder)
    ingest = Ingest(settings, store, timed)
    first = _seconds(lambda: ingest.run(sources))
    second = _seconds(lambda: ingest.run(sources))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    snapshot = store.open()
    page_of = snapshot.page_of
    texts = [passage_text(page_of[each.url], each) for each in snapshot.passages]
    texts += [sentence_text(page, n) for page in snapshot.pages for n in range(len(page.sentences))]
    distinct = list(dict.fromkeys(texts))
    return IngestCost(
        pages=len(snapshot.pages),
        passages=len(snapshot.passages),
        texts=len(distinct),
        embedder=_seconds(lambda: embedder.embed(distinct)),
        within=timed.seconds,
        first=first,
        second=second,
        megabytes=peak,
    )


def write_pages(folder: Path, count: int) -> None:
    """Files of `count` pages; each edition has a line of its own."""
    folder.mkdir()
    pages = written_pages()
    for number in range(count):
        edition, place = divmod(number, len(pages))
        text = pages[place].markdown().replace("\n", f", edition {edition + 1}\n", 1)
        (folder / f"{edition + 1}-{place}.md").write_text(text, "utf-8")


def cost_lines(cost: IngestCost) -> str:
    """The cost as lines of text."""
    return "\n".join([
        f"{cost.pages} pages, {cost.passages} passages, {cost.texts} texts embedded",
        f"embedder alone  {cost.embedder:8.1f} s  {cost.texts / cost.embedder:6.1f} texts/s",
        f"whole ingest    {cost.first:8.1f} s  {cost.share:6.1%} of the embedder's throughput",
        f"of it embedding  {cost.within:7.1f} s  {cost.busy:6.1%}",
        f"nothing changed {cost.second:8.1f} s",
        f"peak memory     {cost.megabytes:8.0f} MB",
    ])  # fmt: skip


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
