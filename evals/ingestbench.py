"""Time and memory of an ingest against the embedder alone: `python -m evals.bench --ingest N`."""

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corpus.embedder import Embedder
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

    `texts` were embedded by each of the first two; `megabytes` is the peak of the process when
    the ingests were done.
    """

    pages: int
    passages: int
    texts: int
    embedder: float
    first: float
    second: float
    megabytes: float

    @property
    def share(self) -> float:
        """The pipeline's throughput as a share of the embedder's own."""
        return self.embedder / self.first


def ingest_cost(folder: Path, count: int, settings: Settings, embedder: Embedder) -> IngestCost:
    """Ingest `count` written pages, in numbered editions, into a store in `folder`."""
    write_pages(folder / "pages", count)
    sources = collect([str(folder / "pages")])
    embedder.embed(["warm"])
    store = Store(folder / "store")
    ingest = Ingest(settings, store, embedder)
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
        f"nothing changed {cost.second:8.1f} s",
        f"peak memory     {cost.megabytes:8.0f} MB",
    ])  # fmt: skip


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
