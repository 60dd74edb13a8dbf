"""Copies of a passage are read once; what differs in a number is no copy."""

from pathlib import Path

import pytest

from assistant.duplicates import distinct
from assistant.index import Index
from assistant.retrieve import Hit
from tests.fakes import Bench

FIRST = "The ferry crosses the lake in summer and costs 12 dollars for walkers with a dog."


def hits_of_pages(folder: Path, *texts: str) -> tuple[Index, list[Hit]]:
    bench = Bench(folder)
    for number, text in enumerate(texts):
        bench.write(f"page{number}.md", f"# Ferry\n\n{text}\n")
    bench.ingest()
    index = Index(bench.store.open())
    passages = sorted(index.snapshot.passages, key=lambda each: each.url)
    return index, [Hit(each, 0.5, 1.0, 0.5) for each in passages]


@pytest.mark.parametrize("copy", [FIRST, FIRST.replace("walkers", "walkers,").upper()])
def test_a_copy_on_another_page_is_read_once(tmp_path: Path, copy: str) -> None:
    index, hits = hits_of_pages(tmp_path, FIRST, copy, "The lake is deep.")
    assert distinct(index, hits) == [hits[0], hits[2]]


def test_another_price_is_no_copy(tmp_path: Path) -> None:
    index, hits = hits_of_pages(tmp_path, FIRST, FIRST.replace("12", "14"))
    assert distinct(index, hits) == hits
