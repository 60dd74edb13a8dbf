"""A running chat and a real Chromium for the tests that need them."""

import os
import queue
import re
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect, sync_playwright

from assistant.chain import Assistant
from ppp_settings import Settings
from ui.chat import build_app
from ui.server import Server, listen

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
PATIENCE_MS = 60_000  # other work may hold the processors
SCREENS = Path(__file__).parent.parent / "artifacts" / "screens"
DONE = ".ppp-footnote, .ppp-refusal, .ppp-error"


@contextmanager
def running(settings: Settings, assistant: Assistant) -> Iterator[str]:
    """The chat on a free port; gives its address."""
    addresses: queue.Queue[str] = queue.Queue()
    with listen("127.0.0.1", 0) as listening:
        server = Server(build_app(settings, assistant), listening, addresses.put)
        thread = threading.Thread(target=server.run_here, daemon=True)
        thread.start()
        try:
            yield addresses.get(timeout=120)
        finally:
            server.should_exit = True
            thread.join(timeout=60)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium; skips when there is none, unless PPP_REQUIRE_BROWSER is set."""
    path = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if path is None:
        missing = f"no Chromium on the path ({', '.join(CHROMIUMS)})"
        if os.environ.get("PPP_REQUIRE_BROWSER") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


class Visit:
    """A visitor of the chat who notes every request and every error of the page."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.requests: list[str] = []
        self.errors: list[str] = []
        context.set_default_timeout(PATIENCE_MS)
        self.page: Page = context.new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", self._on_dialog)
        self.page.goto(address)
        self.page.wait_for_selector("#ppp-ask textarea")

    def _on_dialog(self, dialog: Dialog) -> None:
        self.errors.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def ask(self, question: str) -> None:
        """Type a question, send it with Enter, and wait for what comes of it."""
        before = self.page.locator(DONE).count()
        self.page.fill("#ppp-ask textarea", question)
        self.page.press("#ppp-ask textarea", "Enter")
        self.wait_for_answers(before + 1)

    def wait_for_answers(self, count: int) -> None:
        """Wait until so many answers are whole."""
        script = "([done, n]) => document.querySelectorAll(done).length >= n"
        self.page.wait_for_function(script, arg=[DONE, count])
        growing = ".ppp-pending, #ppp-ask button.stop-button"
        self.page.wait_for_function("grows => !document.querySelector(grows)", arg=growing)

    def quoted(self) -> str:
        """The highlighted words of the panel; waits for them."""
        self.page.wait_for_selector(".ppp-page mark.focus")
        return "".join(self.page.locator(".ppp-page mark.focus").all_text_contents())

    def outside(self) -> Sequence[str]:
        """Requests that left for another host."""
        own = (self.address, "data:", "blob:")
        return [url for url in self.requests if not url.startswith(own)]

    def width(self) -> int:
        """Width of the document; more than the window's means sideways scrolling."""
        return int(self.page.evaluate("document.documentElement.scrollWidth"))


@contextmanager
def visit(browser: Browser, address: str, before: str = "", **options: object) -> Iterator[Visit]:
    """A fresh visit; `before` is a script that runs ahead of the page's own.

    Options are those of a browser context.
    """
    context = browser.new_context(**options)  # type: ignore[arg-type]
    if before:
        context.add_init_script(before)
    try:
        yield Visit(context, address)
    finally:
        keep_screens(context)
        context.close()


def keep_screens(context: BrowserContext) -> None:
    """What is on the screen at the end of a test, to look at: artifacts/screens/TEST.png."""
    test = os.environ["PYTEST_CURRENT_TEST"].rpartition("::")[2].rpartition(" ")[0]
    for number, page in enumerate(context.pages):
        name = f"{test}-{number}" if number else test
        page.screenshot(path=SCREENS / f"{re.sub(r'[^a-zA-Z0-9_.-]+', '-', name)}.png")
