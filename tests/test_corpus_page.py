"""The shipped page holds the seed's words, all of them and in their order."""

import hashlib
import re
from collections import Counter
from pathlib import Path

import frontmatter
import pytest

from corpus.models import Page
from ingest.read import read_file
from ingest.sources import Source, load_sources
from ppp_settings import PACKAGED_SOURCES

SEED_SHA256 = "04b4bd416448c5456907f3f896c5f415e923e9415c44bdb9fed6893910672f5c"
FILE = PACKAGED_SOURCES.parent / "pages" / "public-private-partnerships.md"
URL = (
    "https://www.fda.gov/emergency-preparedness-and-response/innovative-technologies/"
    "public-private-partnerships"
)


def seed_text(markdown: str) -> str:
    """The page as it was given: no front matter, heading marks, blank lines or final newline."""
    body = frontmatter.loads(markdown).content
    lines = [re.sub(r"^#+ ", "", line) for line in body.split("\n") if line.strip()]
    return "\n".join(lines)


@pytest.fixture(scope="module")
def page() -> Page:
    return read_file(Source(path=FILE, root=FILE.parent))


def test_file_without_its_markup_is_the_seed_byte_for_byte() -> None:
    text = seed_text(FILE.read_text("utf-8"))
    assert hashlib.sha256(text.encode("utf-8")).hexdigest() == SEED_SHA256


def test_one_changed_letter_would_be_noticed() -> None:
    text = seed_text(FILE.read_text("utf-8").replace("more than 100 drugs", "more than 101 drugs"))
    assert hashlib.sha256(text.encode("utf-8")).hexdigest() != SEED_SHA256


def test_canonical_text_holds_the_seed_too(page: Page) -> None:
    lines = [re.sub(r"^#+ ", "", line) for line in page.text.split("\n") if line]
    assert hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest() == SEED_SHA256


def test_front_matter_says_where_the_page_is_from() -> None:
    metadata = frontmatter.loads(FILE.read_text("utf-8")).metadata
    assert set(metadata) == {"title", "url", "retrieved", "note"}
    assert metadata["url"] == URL
    assert metadata["title"] == "Public-Private Partnerships"
    assert "public domain" in str(metadata["note"])


def test_front_matter_becomes_the_facts_of_the_page(page: Page) -> None:
    assert (page.url, page.title) == (URL, "Public-Private Partnerships")
    assert page.fetched_at == "2026-11-22"
    assert page.current_as_of is None  # "As of April 2023" dates a count, not the page


def test_every_word_of_the_page_stands_in_a_sentence(page: Page) -> None:
    quoted = " ".join(page.quote(each) for each in page.sentences)
    marks = re.compile(r"^(?:#+|-) ", re.MULTILINE)
    assert Counter(quoted.split()) == Counter(marks.sub("", page.text).split())


def test_headings_make_the_sections_that_a_reader_sees(page: Page) -> None:
    assert page.section_at(page.text.index("BioFab USA is a")) == (
        "Public-Private Partnerships",
        "Public-private partnerships",
        "Manufacturing USA institutes",
        "BioFab USA",
    )


def test_lists_belong_to_the_sentences_that_introduce_them(page: Page) -> None:
    quotes = {page.quote(each): each for each in page.sentences}
    lead = quotes["NIIMBL seeks to:"]
    items = [each for each in page.sentences if each.list_id == lead.list_id]
    assert [each.kind for each in items] == ["prose", "item", "item", "item"]
    assert page.quote(items[1]).startswith("Accelerate the translation")


def test_packaged_sources_are_valid_and_only_name_fda_pages() -> None:
    sources = load_sources(PACKAGED_SOURCES)
    assert sources.items[0].path == FILE
    assert all(
        each.url and each.url.startswith("https://www.fda.gov/") for each in sources.items[1:]
    )
    assert "Not an official FDA site" in sources.about.notice
    assert len(sources.about.examples) >= 3


def test_seed_given_as_plain_text_yields_the_same_sentences(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "seed.txt"
    file.write_text(seed_text(FILE.read_text("utf-8")), "utf-8")
    plain = read_file(Source(path=file, root=tmp_path))
    assert [plain.quote(each) for each in plain.sentences] == [
        page.quote(each) for each in page.sentences
    ]
