"""A long random history of edits, moves, failures and deletions, ingested again and again."""

import random
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from assistant.chain import Assistant
from assistant.library import Library
from corpus.models import Page
from corpus.snapshot import Snapshot
from corpus.texts import text_key
from ingest.fetch import Fetcher
from ppp_settings import Settings
from tests.fakes import Bench, HashEmbedder
from tests.livingsite import SETTINGS, LivingSite, Way, serving

INGESTS = 200
BUILT_ANEW_EVERY = 10
ASKED_EVERY = 10
MANY_PAGES = 300
MANY_INGESTS = 4
WAYS: tuple[Way, ...] = ("named", "crawl", "sitemap")


def timeless(page: Page) -> Page:
    return replace(page, fetched_at=None, checked_at=None)


def pages_of(snapshot: Snapshot) -> list[Page]:
    return [timeless(each) for each in snapshot.pages]


def from_nothing(site: LivingSite, folder: Path) -> Snapshot:
    """A store of its own, built at once from what each page last said."""
    fetcher = Fetcher(SETTINGS, site.ideal())
    fresh = Bench(folder, HashEmbedder(), fetcher)
    fresh.ingest(site.sources())
    return fresh.store.open()


def assert_same(served: Snapshot, fresh: Snapshot) -> None:
    assert pages_of(served) == pages_of(fresh)
    assert served.passages == fresh.passages
    assert served.contents.keys == fresh.contents.keys
    assert (served.contents.vectors == fresh.contents.vectors).all()
    assert (served.contents.passage_rows == fresh.contents.passage_rows).all()
    vectors = served.contents.vectors[served.contents.passage_rows[:5]]
    for vector in vectors:
        assert served.index.nearest(vector, 3) == fresh.index.nearest(vector, 3)


def assert_cites_live_pages(assistant: Assistant, served: Snapshot, question: str) -> int:
    """How many citations there were; each of them stands in a page that is served now."""
    answer = assistant.invoke(question)
    assert answer.snapshot == served.id
    for cited in answer.citations:
        page = served.page_of[cited.url]
        assert page.version == cited.page_version
        assert page.text[cited.start : cited.end] == cited.quote
    return len(answer.citations)


def assert_has_what_is_good(site: LivingSite, served: Snapshot) -> None:
    files = {f"file:{Path(each.label).name}" for each in site.sources().items if not each.url}
    pages = {site.base + path: each.newest for path, each in site.good.items()}
    assert {each.url for each in served.pages} == files | pages.keys()
    for url, newest in pages.items():
        assert newest in " ".join(served.page_of[url].text.split())


@dataclass
class History:
    """One store that follows a site, and what it has embedded."""

    site: LivingSite
    bench: Bench
    known: set[str] = field(default_factory=set)

    def follow(self, changes: int) -> Snapshot:
        """Change the site, ingest, and check that exactly the new texts were embedded."""
        self.site.turn(changes)
        report = self.bench.ingest(self.site.sources())
        served = self.bench.store.open()
        keys = set(served.contents.keys)
        assert {text_key(each) for each in self.bench.embedded()} == keys - self.known
        assert report.embedded == len(keys - self.known)
        self.known = keys
        assert_has_what_is_good(self.site, served)
        return served


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_store_equals_one_built_from_nothing_after_each_ingest_of_a_long_history(
    tmp_path: Path,
) -> None:
    site = LivingSite(tmp_path / "files", random.Random(20261125))
    with serving(site):
        bench = Bench(tmp_path / "served", HashEmbedder(), Fetcher(SETTINGS))
        settings = Settings(store=bench.store.root, min_confidence=0.0)
        assistant = Assistant(settings, Library(bench.store), HashEmbedder())
        history = History(site, bench)
        cited = 0
        history.follow(25)
        for number in range(1, INGESTS):
            served = history.follow(site.chance.randint(0, 3))
            if number % BUILT_ANEW_EVERY == 0 or number == INGESTS - 1:
                assert_same(served, from_nothing(site, tmp_path / f"fresh-{number}"))
            if number % ASKED_EVERY == 0:
                sentence = site.chance.choice(served.pages[-1].sentences)
                question = f"Which {served.pages[-1].quote(sentence)}"
                cited += assert_cites_live_pages(assistant, served, question)
        assert cited >= INGESTS // ASKED_EVERY // 2


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_store_of_hundreds_of_pages_equals_one_built_from_nothing(tmp_path: Path) -> None:
    site = LivingSite(tmp_path / "files", random.Random(7), most=2 * MANY_PAGES)
    for number in range(MANY_PAGES):
        site.grow(WAYS[number % len(WAYS)])
    with serving(site):
        history = History(site, Bench(tmp_path / "served", HashEmbedder(), Fetcher(SETTINGS)))
        for _ in range(MANY_INGESTS):
            served = history.follow(30)
        assert len(served.pages) > MANY_PAGES * 0.8
        assert_same(served, from_nothing(site, tmp_path / "fresh"))
