"""The maintainer's page over HTTP, with a real store, feedback database and ingest."""

import html
import json
import re
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from pydantic import SecretStr

from assistant.answer import Answer
from assistant.chain import Assistant
from assistant.library import Library
from corpus.embedder import Embedder
from corpus.store import Store
from ingest.report import IngestReport, Reporter
from ingest.run import Ingest
from ppp_settings import Settings
from tests.fakes import Bench, HashEmbedder, harbour_bench
from tests.judged import answer
from ui.chat import build_app
from ui.feedback import Used, make_record
from ui.feedback_store import FeedbackStore, feedback_store
from ui.headers import OwnHostOnly
from ui.ingest_job import IngestJob
from ui.login import ATTEMPTS, Logins
from ui.maintainer import BUSY, MOST_BYTES, maintainer_router
from ui.maintainer_page import COOKIE, PREFIX, seconds
from ui.maintainer_view import Sources, snapshot_values
from ui.problems import explain_errors
from ui.usage import FILE, Usage

PASSWORD = "correct hörse"
OPEN = {"/login", "/style.css", "/script.js"}
KEY = re.compile(r'name="key" value="([^"]+)"')
DAY_ROW = re.compile(r'<tr><th scope="row">.*?</tr>')


class Desk:
    """The page of a small store, and a maintainer with a browser."""

    def __init__(self, bench: Bench, **settings: Any) -> None:  # noqa: ANN401 - of any setting
        self.bench = bench
        self.settings = Settings(store=bench.store.root, **settings)
        self.may_go = threading.Event()
        self.may_go.set()
        self.usage = Usage(bench.store.root / FILE)
        app = FastAPI()
        app.add_middleware(OwnHostOnly)
        explain_errors(app)
        job, logins = IngestJob(self._ingest), Logins(PASSWORD)
        self.router = maintainer_router(self.settings, self.usage, job, logins)
        app.include_router(self.router)
        self.app = app
        self.client = self.browser()

    def _ingest(self, reporter: Reporter) -> IngestReport:
        assert self.may_go.wait(60)
        ingest = Ingest(self.settings, self.bench.store, HashEmbedder(), None, reporter)
        return ingest.run(self.bench.sources())

    def browser(self, address: str = "10.0.0.1", base_url: str = "http://testserver") -> TestClient:
        return TestClient(
            self.app, base_url=base_url, follow_redirects=False, client=(address, 50_000)
        )

    def log_in(self, password: str = PASSWORD) -> httpx.Response:
        return self.client.post(f"{PREFIX}/login", data={"password": password})

    def page(self) -> str:
        got = self.client.get(PREFIX)
        assert got.status_code == 200
        return str(got.text)

    def key(self) -> str:
        found = KEY.search(self.page())
        assert found
        return found[1]

    def start(self) -> httpx.Response:
        return self.client.post(f"{PREFIX}/ingest", data={"key": self.key()})

    def until_ended(self) -> str:
        end = time.monotonic() + 120
        while 'data-state="running"' in (seen := self.client.get(f"{PREFIX}/ingest").text):
            assert time.monotonic() < end
            time.sleep(0.02)
        return str(seen)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return harbour_bench(tmp_path)


@pytest.fixture
def desk(bench: Bench) -> Desk:
    made = Desk(bench)
    assert made.log_in().status_code == 303
    return made


@pytest.mark.slow
def test_without_a_password_there_is_no_page_and_nothing_is_counted(bench: Bench) -> None:
    settings = Settings(store=bench.store.root)
    app = build_app(settings, Assistant(settings, Library(bench.store), HashEmbedder()))
    client = TestClient(app)
    for path in ("", "/", "/login", "/ingest", "/style.css"):
        assert client.get(PREFIX + path).status_code == 404
        assert client.post(PREFIX + path).status_code in (404, 405)
    assert client.post("/api/v1/ask", json={"question": "How many berths?"}).is_success
    assert not (bench.store.root / FILE).exists()


def test_a_wrong_password_opens_nothing(bench: Bench) -> None:
    desk = Desk(bench)
    got = desk.log_in("guess")
    assert got.status_code == 403 and "That is not the password." in got.text
    assert COOKIE not in got.cookies and desk.client.get(PREFIX).status_code == 303


def test_attempts_are_limited_by_address(bench: Bench) -> None:
    desk = Desk(bench)
    codes = [desk.log_in("guess").status_code for _ in range(ATTEMPTS + 1)]
    assert codes == [403] * ATTEMPTS + [429]
    refused = desk.log_in()
    assert refused.status_code == 429 and int(refused.headers["retry-after"]) > 0
    elsewhere = desk.browser("10.0.0.2").post(f"{PREFIX}/login", data={"password": PASSWORD})
    assert elsewhere.status_code == 303


def routes(router: APIRouter) -> list[tuple[str, str]]:
    """Methods and paths that are not open, also of the routers in it."""
    found: list[tuple[str, str]] = []
    for each in router.routes:
        if isinstance(each, APIRoute):
            if each.path.removeprefix(PREFIX) not in OPEN:
                found += [(method, each.path) for method in each.methods]
        else:
            found += routes(each.original_router)  # type: ignore[attr-defined]
    return found


def test_everything_but_the_login_asks_for_the_session(desk: Desk) -> None:
    served = desk.bench.store.open().id
    asked = routes(desk.router)
    assert len(asked) == 7
    for cookie in (None, "", "forged", desk.client.cookies[COOKIE][:-1]):
        for method, path in asked:
            stranger = desk.browser()
            if cookie is not None:
                stranger.cookies.set(COOKIE, cookie)
            got = stranger.request(method, path, **_key(method, desk.key()))
            assert (got.status_code, got.headers["location"]) == (303, f"{PREFIX}/login")
            assert served not in got.text and str(desk.bench.root) not in got.text
    assert 'data-state="idle"' in desk.client.get(f"{PREFIX}/ingest").text


def _key(method: str, key: str) -> dict[str, Any]:
    return {"data": {"key": key}} if method == "POST" else {}


def test_what_is_open_tells_nothing(bench: Bench) -> None:
    desk = Desk(bench)
    for path in OPEN:
        text = desk.client.get(PREFIX + path).text
        assert bench.store.open().id not in text and str(bench.root) not in text


def test_the_cookie_is_for_this_page_and_no_script(bench: Bench) -> None:
    desk = Desk(bench)
    cookie = desk.log_in().headers["set-cookie"]
    assert {"HttpOnly", "Max-Age=28800", f"Path={PREFIX}", "SameSite=strict"} <= set(
        cookie.split("; ")
    )
    assert "Secure" not in cookie
    safe = desk.browser(base_url="https://testserver")
    got = safe.post(f"{PREFIX}/login", data={"password": PASSWORD})
    assert "; Secure" in got.headers["set-cookie"]


def test_a_cookie_opens_nothing_after_logging_out(desk: Desk) -> None:
    copy = desk.client.cookies[COOKIE]
    got = desk.client.post(f"{PREFIX}/logout", data={"key": desk.key()})
    assert got.headers["location"] == f"{PREFIX}/login"
    assert COOKIE not in desk.client.cookies
    thief = desk.browser()
    thief.cookies.set(COOKIE, copy)
    assert thief.get(PREFIX).status_code == 303


def test_a_form_of_another_site_starts_nothing(desk: Desk) -> None:
    other = desk.browser()
    other.post(f"{PREFIX}/login", data={"password": PASSWORD})
    found = KEY.search(other.get(PREFIX).text)
    assert found
    for key in ({}, {"key": ""}, {"key": "é"}, {"key": found[1]}):
        for path in ("/ingest", "/logout"):
            assert desk.client.post(PREFIX + path, data=key).status_code == 403
    assert 'data-state="idle"' in desk.client.get(f"{PREFIX}/ingest").text
    assert desk.client.get(f"{PREFIX}/logout").status_code == 405


def test_a_form_has_a_limit(bench: Bench) -> None:
    assert Desk(bench).log_in("x" * MOST_BYTES).status_code == 413


def test_pages_allow_a_browser_only_what_they_need(desk: Desk) -> None:
    got = desk.client.get(PREFIX)
    policy = got.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy and "form-action 'self'" in policy
    assert got.headers["cache-control"] == "no-store"
    assert got.headers["referrer-policy"] == "no-referrer"
    loaded = re.findall(r'<(?:script|link|img)[^>]*(?:src|href)="([^"]+)"', got.text)
    assert {each.split(",")[0] for each in loaded} == {
        "data:", f"{PREFIX}/style.css", f"{PREFIX}/script.js"
    }  # fmt: skip
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script>", got.text)


def test_the_served_snapshot_is_shown(desk: Desk) -> None:
    page, snapshot = desk.page(), desk.bench.store.open()
    for words in (snapshot.id, "pages: 1, passages: 1", "hash/1", "none: answers are quotes",
                  "Harbour", "file:harbour.md", "Fresh"):  # fmt: skip
        assert words in page
    assert "No page has changed since it was first taken up." in page
    assert PASSWORD not in html.unescape(page)


def test_an_ingest_is_seen_while_it_runs_and_serves_what_is_new(desk: Desk) -> None:
    desk.bench.write("quay.md", "# Quay\n\nThe quay is long.\n")
    library = Library(desk.bench.store)
    before = library.current().snapshot.id
    desk.may_go.clear()
    started = desk.start()
    assert (started.status_code, started.headers["location"]) == (303, f"{PREFIX}#ingest")
    assert "Running: the pages are being read." in desk.page()
    second = desk.start()
    assert second.status_code == 409 and BUSY in second.text
    assert library.current().snapshot.id == before
    desk.may_go.set()
    seen = desk.until_ended()
    after = library.current().snapshot.id
    assert after != before and f"snapshot {after} is served now" in seen
    assert "file:quay.md" in seen and "<b>1</b> new" in seen and "<b>1</b> unchanged" in seen
    assert after in desk.page()
    assert desk.start().status_code == 303
    assert f"snapshot {after} is served as before" in desk.until_ended()


def test_an_ingest_that_fails_says_why_and_what_was_served_stays(desk: Desk) -> None:
    served = desk.bench.store.open().id
    (desk.bench.pages / "harbour.md").unlink()
    desk.start()
    seen = desk.until_ended()
    assert 'data-state="failed"' in seen and "no pages in this folder" in seen
    assert desk.bench.store.open().id == served and served in desk.page()


def test_a_page_that_fails_is_shown_with_its_reason(desk: Desk) -> None:
    desk.bench.write("harbour.md", "")
    desk.bench.write("<b>quay</b>.md", "")
    desk.bench.write("mole.md", "# Mole\n\nThe mole is old.\n")
    desk.start()
    assert 'data-state="partly"' in desk.until_ended()
    page = desk.page()
    assert "<b>2</b> failing" in page and "Failing, last good check less than a day ago" in page
    assert "Failing, nothing is served for it" in page
    assert "&lt;b&gt;quay&lt;/b&gt;.md" in page and "<b>quay" not in page
    assert page.index("Harbour</h3>") < page.index("Mole</h3>")


def test_pages_are_fresh_until_their_check_is_old(desk: Desk) -> None:
    sources = Sources(
        desk.settings, desk.bench.store, feedback_store(desk.settings), desk.usage
    )  # fmt: skip
    checked = "2026-11-01T12:00:00+00:00"
    desk.bench.store.record_checks({"file:harbour.md": checked})
    fresh = snapshot_values(sources, "2026-12-01T12:00:00+00:00")
    assert fresh["counts"] == {"failing": 0, "stale": 0, "fresh": 1}
    stale = snapshot_values(sources, "2026-12-02T00:00:00+00:00")
    assert stale["counts"] == {"failing": 0, "stale": 1, "fresh": 0}
    assert stale["pages"][0]["words"] == "Stale, last good check 30.5 days ago"
    desk.bench.store.record_checks({})
    (page,) = snapshot_values(sources, checked)["pages"]
    assert page["words"] == "Stale: never checked"


def test_versions_lead_to_what_changed(desk: Desk) -> None:
    desk.bench.write("harbour.md", "# Harbour\n\nThe harbour opens at six. It has 41 berths.\n")
    desk.bench.ingest()
    page = desk.page()
    links = [html.unescape(each) for each in re.findall(r'href="([^"]*/diff[^"]*)"', page)]
    assert len(links) == 2 and "2 versions" in page
    for link in links:
        got = desk.client.get(link)
        assert "<del>40</del>" in got.text and "<ins>41</ins>" in got.text
        assert "sandbox" in got.headers["content-security-policy"]
    unknown = desk.client.get(f"{PREFIX}/diff", params={"url": "<i>none</i>"})
    assert unknown.status_code == 404 and "&lt;i&gt;none&lt;/i&gt;: no such page" in unknown.text


def test_feedback_is_counted_and_its_words_are_only_words(desk: Desk) -> None:
    assert "Nobody has said anything yet." in desk.page()
    store = feedback_store(desk.settings)
    note = "<script>alert(1)</script> \"'& {{ 7 * 7 }}"
    for verdict in ("wrong", "wrong", "right"):
        _say(store, verdict, note, answer("<img src=x onerror=alert(2)>"))
    page = desk.page()
    assert "<b>2</b> wrong" in page and "<b>1</b> right" in page
    assert "<b>0</b> something is missing" in page
    assert html.unescape(page).count(note) == 3
    assert "<script>alert" not in page and "<img" not in page and "49" not in page


def _say(store: FeedbackStore, verdict: str, note: str, said: Answer) -> None:
    used = Used(threshold=0.25, embedder="hash/1", llm=None)
    store.add(make_record(verdict, note, said, [], used, "2999-01-01T00:00:00+00:00"))


def test_a_section_that_fails_leaves_the_others(bench: Bench) -> None:
    desk = Desk(bench, feedback_url=SecretStr("nosuchkind://user:secret@localhost/x"))
    desk.log_in()
    page = desk.page()
    assert "the feedback&#39;s database can&#39;t be used" in page and "secret" not in page
    assert bench.store.open().id in page


def test_an_empty_store_is_said(tmp_path: Path) -> None:
    desk = Desk(Bench(tmp_path))
    desk.log_in()
    assert "Nothing is served yet; the first ingest changes that." in desk.page()
    desk.bench.write("quay.md", "# Quay\n\nThe quay is long.\n")
    desk.start()
    desk.until_ended()
    assert "Quay" in desk.page()


def test_an_eval_report_is_shown_or_its_lack_is_said(bench: Bench) -> None:
    desk = Desk(bench)
    desk.log_in()
    assert "No report is named; write one with" in desk.page()
    assert desk.client.get(f"{PREFIX}/eval").status_code == 404
    folder = bench.root / "runs"
    folder.mkdir()
    figures = {"all": {"right": {"value": 0.75, "interval": [0.5, 1.0], "count": 4, "missing": 0}}}
    club = {"snapshot": "abc", "answerable": 4, "unanswerable": 0, "figures": figures}
    run = {"sets": {"<club>": club}, "gate": {"failures": []}}
    (folder / "run.json").write_text(json.dumps(run), "utf-8")
    (folder / "run.html").write_text("<h1>The report</h1>", "utf-8")
    named = Desk(bench, eval_report=folder)
    named.log_in()
    page = named.page()
    assert "&lt;club&gt;" in page and "<b>75%</b> right" in page and "(50% – 100%)" in page
    assert "The gate passed." in page and f'href="{PREFIX}/eval"' in page
    report = named.client.get(f"{PREFIX}/eval")
    assert report.text == "<h1>The report</h1>"
    assert "sandbox allow-scripts" in report.headers["content-security-policy"]


def test_charts_hold_the_counted_numbers(desk: Desk) -> None:
    settings = desk.settings.model_copy(update={"min_confidence": 0.0})
    counted = Assistant(settings, Library(desk.bench.store), HashEmbedder()).watched(desk.usage)
    for question in ("How many berths are there?", "How many berths are there?", "?"):
        counted.invoke(question)
    page = desk.page()
    for figure in ("<b>3</b> asked", "<b>2</b> answered", "<b>1</b> refused"):
        assert figure in page
    rows = DAY_ROW.findall(page)
    questions, times = rows[0], rows[len(rows) // 2]
    assert re.findall(r'<td class="n">(\d+)</td>', questions) == ["3", "2", "1", "0"]
    assert '<meter min="0" max="3" value="3">' in questions
    (today,) = desk.usage.days(1)
    assert re.findall(r'<td class="n">(.+?)</td>', times) == [
        seconds(today.median), seconds(today.slow)
    ]  # fmt: skip
    assert f'<meter min="0" max="{today.slow}" value="{today.slow}">' in times
    assert "berths" not in page


@pytest.mark.slow
def test_the_app_ingests_with_its_own_model_and_answers_from_it(
    tmp_path: Path, embedder: Embedder
) -> None:
    sources = tmp_path / "sources.toml"
    (tmp_path / "harbour.md").write_text("# Harbour\n\nThe harbour has 40 berths.\n", "utf-8")
    sources.write_text('[[source]]\npath = "harbour.md"\n', "utf-8")
    settings = Settings(
        store=tmp_path / "store", sources=sources, maintainer_password=SecretStr(PASSWORD)
    )
    assistant = Assistant(settings, Library(Store(settings.store)), embedder)
    client = TestClient(build_app(settings, assistant))
    page = client.post(f"{PREFIX}/login", data={"password": PASSWORD}).text
    found = KEY.search(page)
    assert found
    assert client.post(f"{PREFIX}/ingest", data={"key": found[1]}).status_code == 200
    end = time.monotonic() + 200
    while 'data-state="running"' in (seen := client.get(f"{PREFIX}/ingest").text):
        assert time.monotonic() < end
        time.sleep(0.1)
    assert 'data-state="done"' in seen
    said = client.post("/api/v1/ask", json={"question": "How many berths are there?"}).json()
    assert "40" in said["text"] and said["snapshot"] in client.get(PREFIX).text
    assert "<b>1</b> answered" in client.get(PREFIX).text
    assert PREFIX not in client.get("/api/v1/openapi.json").text
