"""The REST interface, over a real store: answers, pages, versions, errors, the key."""

import json
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.answer import Answer
from assistant.chain import Assistant
from assistant.library import Library
from assistant.watch import Ended, Watcher
from corpus.errors import StoreError
from corpus.store import Store
from ppp_settings import Settings
from tests.fakes import HARBOUR, Bench, HashEmbedder, harbour_bench
from ui.api import api_router
from ui.problems import explain_errors

URL = "file:harbour.md"


def client_of(bench: Bench, *watchers: Watcher, **settings: object) -> TestClient:
    own = Settings(store=bench.store.root, min_confidence=0.0, **settings)  # type: ignore[arg-type]
    assistant = Assistant(own, Library(Store(own.store)), HashEmbedder()).watched(*watchers)
    app = FastAPI()
    explain_errors(app)
    app.include_router(api_router(own, assistant))
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return harbour_bench(tmp_path)


@pytest.fixture
def client(bench: Bench) -> TestClient:
    return client_of(bench)


def test_an_answer_is_the_one_that_the_command_line_gives(client: TestClient) -> None:
    body = {"question": "How many berths are there?", "id": "7"}
    answer = Answer.model_validate(client.post("/api/v1/ask", json=body).json())
    assert answer.id == "7"
    assert answer.citations
    text = client.get("/api/v1/pages/text", params={"url": URL}).text
    for each in answer.citations:
        assert text[each.start : each.end] == each.quote


def test_a_stream_ends_with_the_whole_answer(client: TestClient) -> None:
    body = {"question": "How many berths are there?"}
    got = client.post("/api/v1/ask", json=body, headers={"Accept": "text/event-stream"})
    assert got.headers["content-type"].startswith("text/event-stream")
    events = [each.split("\n") for each in got.text.strip().split("\n\n")]
    names = [lines[0] for lines in events]
    assert set(names[:-1]) == {"event: answer"}
    assert names[-1] == "event: done"
    last = Answer.model_validate_json(events[-2][1].removeprefix("data: "))
    whole = Answer.model_validate(client.post("/api/v1/ask", json=body).json())
    assert last.model_copy(update={"timings_ms": {}}) == whole.model_copy(update={"timings_ms": {}})


@pytest.mark.parametrize(
    "body",
    [
        {"question": "  "},
        {"question": "x" * 5_000},
        {"question": "Who?", "history": [{"role": "pirate", "content": "x"}]},
        {"question": "Who?", "extra": 1},
        {},
        [],
    ],
)
def test_what_cannot_be_asked_is_422(client: TestClient, body: object) -> None:
    got = client.post("/api/v1/ask", json=body)
    assert got.status_code == 422
    assert list(got.json()) == ["error"]


def test_a_stream_tells_what_cannot_be_asked(client: TestClient) -> None:
    got = client.post(
        "/api/v1/ask", json={"question": " "}, headers={"Accept": "text/event-stream"}
    )
    assert got.text.startswith("event: error\n")
    assert "empty" in json.loads(got.text.split("data: ")[1])["error"]


def test_pages_versions_and_differences_are_told(bench: Bench, client: TestClient) -> None:
    bench.write("harbour.md", HARBOUR.replace("40", "44"))
    bench.ingest()
    (page,) = client.get("/api/v1/pages").json()
    first, second = client.get("/api/v1/versions").json()[URL]
    assert (page["url"], page["version"]) == (URL, second["version"])
    old = client.get("/api/v1/pages/text", params={"url": URL, "version": first["version"]}).text
    assert "40 berths" in old
    (diff,) = client.get("/api/v1/diff", params={"url": URL, "from": first["version"]}).json()
    assert [each["kind"] for each in diff["changes"]] == ["changed"]


def test_the_status_tells_of_failing_pages_and_names_no_path_of_the_server(
    bench: Bench, client: TestClient
) -> None:
    bench.write("empty.md", "")
    bench.ingest()
    bench.write("harbour.md", "")
    bench.write("other.md", HARBOUR)
    bench.ingest()
    (page, _) = client.get("/api/v1/status").json()["pages"]
    assert (page["url"], page["state"]) == (URL, "failing")
    for path in ("/api/v1/status", "/api/v1/pages"):
        assert str(bench.root) not in client.get(path).text


def test_the_status_names_no_path_of_the_server(bench: Bench, client: TestClient) -> None:
    got = client.get("/api/v1/status")
    assert got.json()["passages"] == 1
    for text in (got.text, client.get("/api/v1/pages").text):
        assert URL in text and str(bench.root) not in text


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("/api/v1/pages/text", {"url": "file:gone.md"}),
        ("/api/v1/pages/text", {"url": URL, "version": "ffff"}),
        ("/api/v1/diff", {"url": "file:gone.md"}),
    ],
)
def test_what_is_not_there_is_404(client: TestClient, path: str, params: dict[str, str]) -> None:
    got = client.get(path, params=params)
    assert (got.status_code, list(got.json())) == (404, ["error"])


def test_without_a_snapshot_it_is_healthy_but_not_ready(tmp_path: Path) -> None:
    client = client_of(Bench(tmp_path))
    assert client.get("/api/v1/health").json() == {"status": "ok"}
    for path in ("/api/v1/ready", "/api/v1/pages", "/api/v1/status"):
        got = client.get(path)
        assert got.status_code == 503 and "ppp ingest" in got.json()["error"]
        assert str(tmp_path) not in got.text
    assert client.post("/api/v1/ask", json={"question": "Who?"}).status_code == 503


@pytest.mark.parametrize("error", [ZeroDivisionError("/secret"), StoreError("/secret: broken")])
def test_a_failure_of_the_server_tells_nothing_of_it(bench: Bench, error: Exception) -> None:
    def fail(_: Ended) -> None:
        raise error

    client = client_of(bench, fail)
    body = {"question": "How many berths are there?"}
    got = client.post("/api/v1/ask", json=body)
    assert got.status_code == 500 and "its log" in got.json()["error"]
    stream = client.post("/api/v1/ask", json=body, headers={"Accept": "text/event-stream"})
    assert "event: error" in stream.text
    assert "secret" not in got.text + stream.text


def test_a_key_is_asked_for_where_one_is_set(bench: Bench) -> None:
    client = client_of(bench, api_key="secret")
    assert client.get("/api/v1/ready").status_code == 200
    for key in ("", "Bearer wrong", "Bearer ünï"):
        headers = {"Authorization": key.encode()} if key else {}
        assert client.get("/api/v1/pages", headers=headers).status_code == 401
    assert client.get("/api/v1/pages", headers={"Authorization": "Bearer secret"}).is_success


def test_a_refused_key_is_told_which_way_to_give_it(bench: Bench) -> None:
    got = client_of(bench, api_key="secret").get("/api/v1/pages")
    assert got.headers["www-authenticate"] == "Bearer"
    assert got.json() == {"error": "give the key as `Authorization: Bearer KEY`"}


def test_questions_over_the_limit_are_told_when_to_come_again(bench: Bench) -> None:
    client = client_of(bench, rate_limit=2)
    body = {"question": "How many berths are there?"}
    stream = {"Accept": "text/event-stream"}
    assert client.post("/api/v1/ask", json=body).status_code == 200
    assert client.post("/api/v1/ask", json=body, headers=stream).status_code == 200
    for headers in ({}, stream):
        got = client.post("/api/v1/ask", json=body, headers=headers)
        assert got.status_code == 429 and 1 <= int(got.headers["retry-after"]) <= 30
        assert "PPP_RATE_LIMIT" in got.json()["error"]
    assert client.get("/api/v1/pages").status_code == 200


def test_who_has_no_key_uses_up_no_questions(bench: Bench) -> None:
    client = client_of(bench, rate_limit=1, api_key="secret")
    body = {"question": "How many berths are there?"}
    for _ in range(3):
        assert client.post("/api/v1/ask", json=body).status_code == 401
    key = {"Authorization": "Bearer secret"}
    assert client.post("/api/v1/ask", json=body, headers=key).status_code == 200


def test_the_api_describes_itself(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert {"/api/v1/ask", "/api/v1/pages", "/api/v1/diff", "/api/v1/health"} <= paths.keys()
