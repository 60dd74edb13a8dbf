"""The maintainer's page in a real browser: log in, run an ingest, see it end."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pydantic import SecretStr

from assistant.chain import Assistant
from assistant.library import Library
from corpus.embedder import Embedder
from corpus.store import Store
from ingest.run import Ingest
from ingest.sources import collect
from ppp_settings import Settings
from tests.browser import DESKTOP, PATIENCE_MS, PHONE, keep_screens, running
from tests.judged import answer
from ui.feedback import Used, make_record
from ui.feedback_store import feedback_store

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]

PASSWORD = "correct hörse"
LONG_ADDRESS = "harbour-" + "x" * 90 + ".md"
# Of each text its colour against the first background behind it, as WCAG 2.2 computes it.
CONTRASTS = """() => {
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (node) => {
    for (; node; node = node.parentElement) {
      const found = parse(getComputedStyle(node).backgroundColor);
      if (found.length < 4 || found[3] > 0) return found;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const bad = [];
  for (let text; (text = walker.nextNode()); ) {
    const own = text.parentElement;
    if (!text.data.trim() || !own.getClientRects().length) continue;
    if (["SCRIPT", "NOSCRIPT", "STYLE"].includes(own.tagName)) continue;
    const pair = [light(parse(getComputedStyle(own).color)), light(behind(own))].sort();
    const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    if (ratio < 4.5) bad.push(`${text.data.trim().slice(0, 40)}: ${ratio.toFixed(2)}`);
  }
  return bad;
}"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Pages and the sources.toml that names them."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "sources.toml").write_text('[[source]]\npath = "pages"\n', "utf-8")
    for name, berths in (("harbour.md", 40), (LONG_ADDRESS, 12)):
        text = f"# Harbour\n\nThe harbour opens at six. It has {berths} berths.\n"
        (tmp_path / "pages" / name).write_text(text, "utf-8")
    return tmp_path


@pytest.fixture
def site(folder: Path, embedder: Embedder) -> Iterator[str]:
    """The app over a store with two versions of a page, feedback, a failure and questions."""
    settings = Settings(
        store=folder / "store", sources=folder / "sources.toml",
        maintainer_password=SecretStr(PASSWORD),
    )  # fmt: skip
    store = Store(settings.store)
    page = folder / "pages" / "harbour.md"
    for berths in ("40", "41"):
        page.write_text(page.read_text("utf-8").replace("40", berths), "utf-8")
        Ingest(settings, store, embedder).run(collect([str(settings.sources)]))
    said = answer("It has 40 berths.")
    used = Used(threshold=0.25, embedder="hash/1", llm=None)
    note = "<script>document.title = 'broken'</script> The fee is missing."
    feedback_store(settings).add(
        make_record("missing", note, said, [], used, "2999-01-01T00:00:00+00:00")
    )
    assistant = Assistant(settings, Library(store), embedder)
    with running(settings, assistant) as address:
        yield address


class Maintainer:
    """One who visits the page and notes every request and error."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.requests: list[str] = []
        self.errors: list[str] = []
        context.set_default_timeout(PATIENCE_MS)
        self.page: Page = context.new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda said: self._hear(said.type, said.text))

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error" and "status of 403" not in text:
            self.errors.append(text)

    def log_in(self, password: str = PASSWORD) -> None:
        """By keyboard alone: the password's field has the focus."""
        self.page.goto(f"{self.address}/maintainer")
        expect(self.page.get_by_label("Password")).to_be_focused()
        self.page.keyboard.insert_text(password)
        with self.page.expect_navigation():  # until its style is there too
            self.page.keyboard.press("Enter")

    def sideways(self) -> int:
        """By how much the page is wider than its window."""
        script = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.page.evaluate(script))


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def screen(request: pytest.FixtureRequest) -> dict[str, object]:
    return dict(request.param)


@pytest.fixture(params=["light", "dark"])
def maintainer(
    browser: Browser, site: str, screen: dict[str, object], request: pytest.FixtureRequest
) -> Iterator[Maintainer]:
    context = browser.new_context(**screen, color_scheme=request.param)  # type: ignore[arg-type]
    try:
        visitor = Maintainer(context, site)
        yield visitor
        own = (site, "data:")
        assert [each for each in visitor.requests if not each.startswith(own)] == []
        assert visitor.errors == []
    finally:
        keep_screens(context)
        context.close()


@pytest.mark.parametrize(
    ("maintainer", "screen"), [("light", DESKTOP), ("dark", PHONE)], indirect=True,
    ids=["light-desktop", "dark-phone"],
)  # fmt: skip
def test_every_part_is_read_on_every_screen(maintainer: Maintainer) -> None:
    page = maintainer.page
    maintainer.log_in("a wrong one")
    expect(page.get_by_role("alert")).to_have_text("That is not the password.")
    assert page.evaluate(CONTRASTS) == [] and maintainer.sideways() <= 0
    maintainer.log_in()
    expect(page.get_by_role("heading", level=2)).to_have_text(
        ["Served snapshot", "Ingest", "Pages", "Usage", "Feedback", "Evaluation"]
    )
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    expect(page.locator(".said .note").first).to_contain_text("<script>document.title")
    assert page.title() == "Maintainer"
    assert page.evaluate(CONTRASTS) == [] and maintainer.sideways() <= 0
    changed = page.get_by_role("link", name=re.compile("^what changed with version"))
    got = page.request.get(f"{maintainer.address}{changed.get_attribute('href')}")
    assert "<ins>41</ins>" in got.text()


@pytest.mark.parametrize("maintainer", ["light"], indirect=True)
@pytest.mark.parametrize("screen", [DESKTOP], ids=["desktop"], indirect=True)
def test_an_ingest_is_seen_to_its_end(maintainer: Maintainer, folder: Path) -> None:
    page = maintainer.page
    maintainer.log_in()
    before = page.locator("#snapshot code").inner_text()
    (folder / "pages" / "quay.md").write_text("# Quay\n\nThe quay is long.\n", "utf-8")
    page.get_by_role("button", name="Run an ingest").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#ingest-seen .outcome")).to_contain_text(
        "is served now", timeout=4 * PATIENCE_MS
    )
    expect(page.locator("#ingest-said")).to_contain_text("Done: snapshot")
    expect(page.locator("#ingest-seen .log")).to_contain_text("file:quay.md")
    expect(page.locator("#pages")).to_contain_text("Quay")
    assert page.locator("#snapshot code").inner_text() != before
    assert any(each.endswith("/maintainer/ingest") for each in maintainer.requests)
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_label("Password")).to_be_visible()
    page.goto(f"{maintainer.address}/maintainer")
    expect(page.get_by_label("Password")).to_be_visible()


@pytest.mark.parametrize("maintainer", ["light"], indirect=True)
@pytest.mark.parametrize("screen", [DESKTOP], ids=["desktop"], indirect=True)
def test_an_ingest_that_cannot_write_says_why(maintainer: Maintainer, folder: Path) -> None:
    page = maintainer.page
    maintainer.log_in()
    with Store(folder / "store").writing():
        page.get_by_role("button", name="Run an ingest").click()
        expect(page.locator("#ingest-seen .failed")).to_contain_text(
            "another ingest is writing", timeout=4 * PATIENCE_MS
        )
