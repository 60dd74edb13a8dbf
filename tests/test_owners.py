from pathlib import Path

import pytest

from assistant.crossencoder import reader_text
from assistant.features import context_terms
from assistant.index import SentenceRef
from assistant.owners import owner_of, title_with_owner
from corpus.models import Page
from tests.fakes import Bench

BODY = "The Harbour Trust Office (HTO) looks after 12 piers. We send a letter 45 days before."


def page_of(folder: Path, title: str, text: str) -> Page:
    bench = Bench(folder)
    bench.write("page.md", f"# {title}\n\n{text}\n")
    bench.ingest()
    return bench.store.open().pages[0]


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        (BODY, "Harbour Trust Office (HTO)"),
        (f"Welcome here.\n\n{BODY}", "Harbour Trust Office (HTO)"),
        ("Piers are open all year round. The Harbour Trust Office (HTO) owns them.", ""),
        ("Piers are open all year round (NOTE).", ""),
        ("", ""),
    ],
)
def test_the_owner_is_whom_the_opening_sentence_spells_out(
    tmp_path: Path, text: str, owner: str
) -> None:
    assert owner_of(page_of(tmp_path, "Piers", text)) == owner


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Renting a pier", "Harbour Trust Office (HTO) - Renting a pier"),
        ("The Harbour Trust Office", "The Harbour Trust Office (HTO)"),
        ("Harbour Trust Office (HTO)", "Harbour Trust Office (HTO)"),
    ],
)
def test_a_title_gets_the_owner_that_it_leaves_open(tmp_path: Path, title: str, shown: str) -> None:
    assert title_with_owner(page_of(tmp_path, title, BODY)) == shown


def test_a_long_title_is_cut_before_its_owner_is(tmp_path: Path) -> None:
    title = " ".join(f"word{n}" for n in range(14))
    shown = title_with_owner(page_of(tmp_path, title, BODY))
    assert shown == "Harbour Trust Office (HTO) - " + " ".join(title.split()[:10])


def test_a_sentence_is_read_and_described_with_the_owner_of_its_page(tmp_path: Path) -> None:
    page = page_of(tmp_path, "Renting a pier", BODY)
    last = SentenceRef(page, len(page.sentences) - 1)
    assert last.quote == "We send a letter 45 days before."
    assert reader_text(last).startswith("Harbour Trust Office (HTO) - Renting a pier: We send")
    assert {"hto", "harbour"} <= context_terms(last)
