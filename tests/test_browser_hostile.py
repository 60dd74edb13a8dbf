"""Text that attacks whoever shows it: in a page, its title, a question, the corpus's own words."""

import re
from collections.abc import Iterator

import pytest

from assistant.chain import Assistant
from assistant.library import Library
from corpus.embedder import Embedder
from corpus.store import Store
from ingest.run import Ingest
from ingest.sources import collect
from ppp_settings import Settings
from tests.browser import Visit, chromium, running, visit

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

ATTACKS = (
    "<script>window.pwned=1</script>",
    "<img src=x onerror='window.pwned=2'>",
    "![x](http://evil.test/x.png)",
    "<svg onload=window.pwned=3>",
    "[here](javascript:window.pwned=4)",
    "${window.pwned=5} {{constructor.constructor('window.pwned=6')()}} {{value}}",
    "<iframe srcdoc='<script>parent.pwned=7</script>'></iframe>",
    "<style>@import 'http://evil.test/s.css';</style>",
    "</div></template></script><b onmouseover=window.pwned=8>x</b>",
    "http://evil.test/autolink $$\\href{javascript:alert(1)}{x}$$",
)


def unread(text: str) -> str:
    """The text with every sign escaped, so that Markdown means it letter by letter."""
    return re.sub(r"([^\w\s])", r"\\\1", text)


ESCAPED = "\n\n".join(
    f"The Zubrowka institute number {n} makes {unread(attack)} parts."
    for n, attack in enumerate(ATTACKS)
)
PAGE = f"""---
title: "Zubrowka {ATTACKS[0]} {ATTACKS[1]}"
---

# Zubrowka institutes {unread(ATTACKS[1])}

{ESCAPED}

## Managers

The Zubrowka institute is managed by Agatha Mendl {unread(ATTACKS[1])} in {unread(ATTACKS[5])}.
"""
SOURCES = """
[about]
name = "</title><script>window.pwned=9</script>"
greeting = "<img src=x onerror=window.pwned=10> ![x](http://evil.test/y.png)"
notice = "<img src=x onerror=window.pwned=11>"
examples = ["<img src=x onerror=window.pwned=12> ![x](http://evil.test/z.png)"]

[[source]]
path = "page.md"
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Assistant:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "page.md").write_text(PAGE, "utf-8")
    (folder / "sources.toml").write_text(SOURCES, "utf-8")
    settings = Settings(store=folder / "store")
    store = Store(settings.store)
    Ingest(settings, store, embedder).run(collect([str(folder / "sources.toml")]))
    return Assistant(settings, Library(store), embedder)


@pytest.fixture(scope="module")
def visitor(hostile: Assistant) -> Iterator[Visit]:
    with (
        chromium() as browser,
        running(hostile.settings, hostile) as address,
        visit(browser, address) as arrived,
    ):
        yield arrived


@pytest.fixture(autouse=True)
def nothing_happened(visitor: Visit) -> Iterator[None]:
    yield
    visitor.page.wait_for_timeout(300)
    assert visitor.page.evaluate("window.pwned") is None
    assert visitor.errors == []
    assert visitor.outside() == []
    assert (
        visitor.page.locator("#ppp-log img, #ppp-log script, #ppp-source img, iframe").count() == 0
    )


def test_the_store_holds_the_attacks(hostile: Assistant) -> None:
    text = hostile.library.current().snapshot.pages[0].text
    assert all(each in text for each in ATTACKS)


def test_the_words_of_the_corpus_about_itself_are_inert(visitor: Visit) -> None:
    assert "<script>" in visitor.page.inner_text("h1")
    assert "![x](" in visitor.page.inner_text(".ppp-welcome")


def test_a_hostile_quote_is_shown_letter_by_letter(visitor: Visit, hostile: Assistant) -> None:
    question = "Who is the Zubrowka institute managed by?"
    cited = hostile.invoke(question).citations[0]
    assert "onerror" in cited.quote and "{{value}}" in cited.quote
    visitor.ask(question)
    assert visitor.page.locator(".ppp-sentence").first.inner_text() == cited.quote
    visitor.page.hover("a.ppp-cite")
    assert visitor.page.get_by_role("tooltip").inner_text() == cited.quote
    visitor.page.click("a.ppp-cite")
    assert visitor.quoted() == cited.quote


def test_a_page_of_no_web_address_has_no_live_link(visitor: Visit) -> None:
    assert visitor.page.locator("#ppp-source .ppp-live a").count() == 0
    assert visitor.page.inner_text("#ppp-source .ppp-live").startswith("file:")


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_hostile_question_is_shown_letter_by_letter(visitor: Visit, attack: str) -> None:
    question = f"Who is {attack}"
    visitor.ask(question)
    assert visitor.page.locator(".ppp-question").last.inner_text() == question


def test_hostile_nearest_passages_are_inert(visitor: Visit) -> None:
    visitor.ask("What is the boiling point of mercury on Tuesdays?")
    visitor.page.locator("a.ppp-near").last.click()
    assert visitor.quoted()
