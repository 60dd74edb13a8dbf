"""Time of a warm answer by part: `python -m evals.bench`.

On the shipped pages, or with --passages N on a store of at least so many passages, made of the
pages that were written for the reader, in numbered editions. --ingest N: cost of an ingest.
--chat: what a user of the chat waits for, in a real browser.
"""

import argparse
import itertools
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from assistant.chain import Assistant
from assistant.library import Library
from corpus.embedder import MiniLM
from corpus.errors import PppError
from corpus.store import Store
from evals.cases import Case
from evals.catalog import load_set
from evals.chatbench import chat_lines, chat_times
from evals.ingestbench import cost_lines, ingest_cost, write_pages
from evals.latency import Latency, latencies
from evals.reader.pages import written_pages
from evals.run import corpus_store
from ingest.run import Ingest
from ingest.sources import collect
from ppp_settings import Settings, load_settings

SETS = ("fda-dev", "fda-test")
QUESTIONS = 200  # asked of a big store


def big_store(folder: Path, count: int, settings: Settings, embedder: MiniLM) -> Store:
    """A store of at least `count` passages, beside the files that it is made from."""
    for edition in itertools.count(1):
        files = folder / f"pages-{edition}"
        write_pages(files, edition * len(written_pages()))
        store = Store(folder / "store")
        Ingest(settings, store, embedder).run(collect([str(files)]))
        if len(store.open().passages) >= count:
            return store
    raise AssertionError("the editions have no end")


def some_questions(count: int) -> list[str]:
    """Questions of the written pages, spread over all of them."""
    questions = [each.text for page in written_pages() for each in page.questions]
    return questions[:: max(1, len(questions) // count)]


def chat_table(name: str, settings: Settings, embedder: MiniLM) -> str:
    """The times of the chat, asked the questions of a set; ends the program without a browser."""
    chosen = load_set(name)
    store = corpus_store(chosen, settings, embedder)
    try:
        return chat_lines(chat_times(store.root, single_questions(chosen.cases)))
    except PppError as error:
        sys.exit(f"bench: {error}")


def single_questions(cases: Sequence[Case]) -> list[str]:
    """Questions that the pages answer, asked without a history; each once."""
    return list(
        dict.fromkeys(each.question for each in cases if each.answerable and not each.history)
    )


def table(spent: Sequence[Latency]) -> str:
    """Median and 95th percentile of each part."""
    rows = [f"{'part':<10}{'p50 ms':>10}{'p95 ms':>10}{'answers':>10}"]
    rows += [f"{each.part:<10}{each.p50:>10.1f}{each.p95:>10.1f}{each.count:>10}" for each in spent]
    return "\n".join(rows)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", nargs="*", default=list(SETS))
    parser.add_argument("--passages", type=int, help="of a big store, in place of the sets")
    parser.add_argument("--ingest", type=int, help="pages; cost of an ingest, nothing is asked")
    parser.add_argument("--chat", action="store_true", help="time the chat of the first set")
    arguments = parser.parse_args()
    settings = load_settings()
    embedder = MiniLM(settings.threads)
    if arguments.chat:
        sys.stdout.write(chat_table(arguments.sets[0], settings, embedder) + "\n")
        return
    with tempfile.TemporaryDirectory() as folder:
        if arguments.ingest:
            cost = ingest_cost(Path(folder), arguments.ingest, settings, embedder)
            sys.stdout.write(cost_lines(cost) + "\n")
            return
        if arguments.passages:
            store = big_store(Path(folder), arguments.passages, settings, embedder)
            questions = some_questions(QUESTIONS)
        else:
            sets = [load_set(name) for name in arguments.sets]
            store = corpus_store(sets[0], settings, embedder)
            questions = [case.question for each in sets for case in each.cases]
        assistant = Assistant(settings, Library(store), embedder)
        assistant.invoke("What is this page about?")  # loads the models
        answers = map(assistant.invoke, questions)  # each question is new to the caches
        sys.stdout.write(table(latencies(answers)) + "\n")


if __name__ == "__main__":
    main()
