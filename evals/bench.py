"""Time of a warm answer on the shipped pages, by part: `python -m evals.bench`."""

import argparse
import sys
from collections.abc import Sequence

from assistant.chain import Assistant
from assistant.library import Library
from corpus.embedder import MiniLM
from evals.catalog import load_set
from evals.latency import Latency, latencies
from evals.run import corpus_store
from ppp_settings import load_settings

SETS = ("fda-dev", "fda-test")


def table(spent: Sequence[Latency]) -> str:
    """Median and 95th percentile of each part."""
    rows = [f"{'part':<10}{'p50 ms':>10}{'p95 ms':>10}{'answers':>10}"]
    rows += [f"{each.part:<10}{each.p50:>10.1f}{each.p95:>10.1f}{each.count:>10}" for each in spent]
    return "\n".join(rows)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", nargs="*", default=list(SETS))
    arguments = parser.parse_args()
    settings = load_settings()
    embedder = MiniLM(settings.threads)
    sets = [load_set(name) for name in arguments.sets]
    library = Library(corpus_store(sets[0], settings, embedder))
    assistant = Assistant(settings, library, embedder)
    assistant.invoke("What is this page about?")  # loads the models
    questions = [case.question for each in sets for case in each.cases]
    answers = map(assistant.invoke, questions)  # each question is new to the caches
    sys.stdout.write(table(latencies(answers)) + "\n")


if __name__ == "__main__":
    main()
