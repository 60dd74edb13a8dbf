"""Time of the chat as its user sees it: `python -m evals.bench --chat`.

The real chat in a process of its own, a real Chromium. What is seen is timed inside the page
(templates/chatbench.js), so Python and the browser's remote control add nothing to it.
"""

import itertools
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.errors import SettingsError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
VIEW = {"width": 1440, "height": 900}
LOADS = 5  # of the page, each in a browser without a cache
TALK = 5  # questions of one conversation
LONG = 100  # of the long one
ENDS = 20  # first and last questions of the long one that are told apart
WAIT_MS = 120_000
BOX = "#ppp-ask textarea"


@dataclass(frozen=True)
class ChatTimes:
    """What a user waits for, in ms.

    `start`: from the start of the process to a usable question box; `ready`: from the
    navigation to it; `words`: from Enter to the first visible word; `marks`: from the click on
    a mark to its visible quote; `long`: as `words`, in one conversation that goes on and on.
    """

    start: float
    ready: Sequence[float]
    words: Sequence[float]
    marks: Sequence[float]
    long: Sequence[float] = ()


def chat_times(
    store: Path, questions: Sequence[str], marks: int = 20, long: int = LONG
) -> ChatTimes:
    """Ask the chat over a store, until all are asked or enough marks were opened.

    Then ask `long` questions in one conversation.

    Raises SettingsError when Playwright, Chromium or the chat does not start.
    """
    with chromium() as browser:
        begun = time.time() * 1000
        with running(store) as address:
            page = opened(browser, address)
            start = page.evaluate("pppBench.origin + pppBench.ready") - begun
            ready = [page.evaluate("pppBench.ready")]
            ask_all(page, questions, marks)
            words, opens = page.evaluate("[pppBench.words, pppBench.marks]")
            page.context.close()
            for _ in range(LOADS - 1):
                page = opened(browser, address)
                ready.append(page.evaluate("pppBench.ready"))
                page.context.close()
            talk = long_talk(browser, address, questions, long)
    return ChatTimes(start, ready, words, opens, talk)


def ask_all(page: "Page", questions: Sequence[str], marks: int) -> None:
    """Ask each question, and open the first mark of each answer that has one."""
    for number, question in enumerate(questions):
        if number and number % TALK == 0:
            page.click("#ppp-clear")
            page.wait_for_function("() => !document.querySelector('.ppp-question')")
        ask(page, question, number + 1)
        link = page.locator(".ppp-answer").last.locator("a.ppp-cite")
        if not link.count():
            continue
        before = page.evaluate("pppBench.marks.length")
        link.first.click()
        page.wait_for_function("n => pppBench.marks.length > n", arg=before)
        page.click(".ppp-close")
        if before + 1 >= marks and number + 1 >= marks:
            return


def long_talk(
    browser: "Browser", address: str, questions: Sequence[str], count: int
) -> list[float]:
    """The time to the first word of each question of one conversation."""
    page = opened(browser, address)
    for number, question in enumerate(itertools.islice(itertools.cycle(questions), count), start=1):
        ask(page, question, number)
    words: list[float] = page.evaluate("pppBench.words")
    page.context.close()
    return words


def ask(page: "Page", question: str, count: int) -> None:
    """Send a question with Enter and wait for the whole answer."""
    page.fill(BOX, question)
    page.press(BOX, "Enter")
    page.wait_for_function("n => pppBench.words.length >= n", arg=count)
    page.wait_for_selector("#ppp-ask button.submit-button")


def opened(browser: "Browser", address: str) -> "Page":
    """The page, usable, in a context of its own."""
    context: BrowserContext = browser.new_context(viewport=VIEW)  # type: ignore[arg-type]
    context.set_default_timeout(WAIT_MS)
    context.add_init_script(files("evals").joinpath("templates", "chatbench.js").read_text("utf-8"))
    page = context.new_page()
    page.goto(address, wait_until="commit")
    page.wait_for_function("() => pppBench.ready > 0")
    return page


@contextmanager
def running(store: Path) -> Iterator[str]:
    """`ppp chat` on a free port; gives its address."""
    command = [sys.executable, "-m", "ppp", "--store", str(store), "chat", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield _address(process)
        finally:
            process.terminate()


def _address(process: "subprocess.Popen[str]") -> str:
    """What the chat says where it is open."""
    for line in process.stdout or ():
        if line.startswith("Open http"):
            return line.split()[1]
    raise SettingsError(f"the chat ended with code {process.wait()} before it was open")


@contextmanager
def chromium() -> Iterator["Browser"]:
    """A headless Chromium: the one on the path, else Playwright's own."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise SettingsError(
            "the chat is timed with Playwright; run: pip install 'ppp-assistant[test]'"
        ) from error
    path = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        except Error as error:
            raise SettingsError(
                f"Chromium does not start ({error.message.splitlines()[0]}); "
                "run: playwright install chromium"
            ) from error
        yield browser
        browser.close()


def chat_lines(times: ChatTimes) -> str:
    """The times as a table, each with its bar."""
    rows = [f"{'what':<34}{'p50 ms':>9}{'p95 ms':>9}{'count':>7}{'bar':>7}"]
    rows += [
        _row("process start to question box", [times.start], ""),
        _row("navigation to question box", times.ready, "2000"),
        _row("first word, asked at once", times.words[:1], ""),
        _row("Enter to first visible word", times.words[1:], "300"),
        _row("click on a mark to visible quote", times.marks, "200"),
        _row(f"first word, questions 1 to {ENDS}", times.long[:ENDS], "300"),
        _row(f"first word, the last {ENDS} of {len(times.long)}", times.long[-ENDS:], "300"),
    ]
    return "\n".join(rows)


def _row(name: str, values: Sequence[float], bar: str) -> str:
    if not values:
        return f"{name:<34}{'-':>9}{'-':>9}{0:>7}{bar:>7}"
    p50, p95 = np.percentile(values, [50, 95])
    return f"{name:<34}{p50:>9.0f}{p95:>9.0f}{len(values):>7}{bar:>7}"
