"""Time of a warm answer on the shipped pages, by part: `python -m evals.bench`."""

import argparse
import sys
from collections.abc import Sequence

import numpy as np

from assistant.chain import Assistant
from assistant.library import Library
from corpus.embedder import MiniLM
from evals.catalog import load_set
from evals.run import corpus_store
from ppp_settings import load_settings

SETS = ("fda-dev", "fda-test")


def timings(assistant: Assistant, questions: Sequence[str]) -> dict[str, list[float]]:
    """Milliseconds by part, a value for each question; each question is new to the caches."""
    spent: dict[str, list[float]] = {}
    for question in questions:
        for part, ms in assistant.invoke(question).timings_ms.items():
            spent.setdefault(part, []).append(ms)
    return spent


def table(spent: dict[str, list[float]]) -> str:
    """Median and 95th percentile of each part."""
    rows = [f"{'part':<10}{'p50 ms':>10}{'p95 ms':>10}{'answers':>10}"]
    for part, values in spent.items():
        p50, p95 = np.percentile(values, [50, 95])
        rows.append(f"{part:<10}{p50:>10.1f}{p95:>10.1f}{len(values):>10}")
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
    sys.stdout.write(table(timings(assistant, questions)) + "\n")


if __name__ == "__main__":
    main()
