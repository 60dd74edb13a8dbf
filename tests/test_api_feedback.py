"""Feedback over the API, over a real store: what is stored, and what is refused how."""

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from corpus.store import Store
from ppp_settings import Settings
from tests.fakes import Bench, harbour_bench
from tests.test_api import client_of
from ui.api_feedback import OFF
from ui.feedback import NOTE_CHARS, Record
from ui.feedback_store import FILE, feedback_store
from ui.feedback_view import LOST
from ui.sized import MOST_BYTES

PATH = "/api/v1/feedback"
HISTORY = [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Hello."}]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return harbour_bench(tmp_path)


@pytest.fixture
def client(bench: Bench) -> TestClient:
    return client_of(bench)


def records(bench: Bench) -> list[Record]:
    return feedback_store(Settings(store=bench.store.root)).records()


def asked(client: TestClient) -> dict[str, Any]:
    """The answer to a question, as /ask gives it."""
    body = {"question": "How many berths are there?", "id": "7"}
    return dict(client.post("/api/v1/ask", json=body).json())


def test_a_verdict_is_stored_with_the_whole_answer(bench: Bench, client: TestClient) -> None:
    answer = asked(client)
    body = {"verdict": "wrong", "note": " More. ", "answer": answer, "history": HISTORY}
    got = client.post(PATH, json=body)
    (record,) = records(bench)
    assert got.status_code == 201
    assert got.json() == {"id": record.id, "given_at": record.given_at}
    assert (record.verdict, record.note) == ("wrong", "More.")
    assert (record.question, record.snapshot) == (answer["question"], answer["snapshot"])
    assert (record.answer, record.history) == (answer, HISTORY)


def test_nothing_of_the_caller_is_stored(bench: Bench) -> None:
    client = client_of(bench, api_key="secret")
    headers = {"Authorization": "Bearer secret", "User-Agent": "agent-x", "Cookie": "who=me"}
    body = {
        "verdict": "right",
        "answer": client.post("/api/v1/ask", json={"question": "Who?"}, headers=headers).json(),
    }
    assert client.post(PATH, json=body).status_code == 401
    assert client.post(PATH, json=body, headers=headers).status_code == 201
    kept = (bench.store.root / FILE).read_bytes()
    assert b"right" in kept
    for trace in (b"testclient", b"agent-x", b"secret", b"who=me"):
        assert trace not in kept


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"verdict": "great"}, "verdict"),
        ({"note": "x" * (NOTE_CHARS + 1)}, "note"),
        ({"answer": {}}, "answer.question"),
        ({"history": [{"role": "pirate", "content": "x"}]}, "history.0.role"),
        ({"who": "me"}, "who"),
    ],
)
def test_what_is_no_feedback_is_named_and_not_stored(
    bench: Bench, client: TestClient, change: dict[str, object], named: str
) -> None:
    got = client.post(PATH, json={"verdict": "wrong", "answer": asked(client), **change})
    assert got.status_code == 422 and named in got.json()["error"]
    assert records(bench) == []


@pytest.mark.parametrize(
    "change", [{"quote": "It has 41 berths."}, {"start": 0}, {"page_version": "0" * 64}]
)
def test_an_answer_whose_quotes_are_not_in_the_pages_is_refused(
    bench: Bench, client: TestClient, change: dict[str, object]
) -> None:
    answer = asked(client)
    answer["citations"][0].update(change)
    got = client.post(PATH, json={"verdict": "wrong", "answer": answer})
    assert got.status_code == 422 and "citation 1 is no quote" in got.json()["error"]
    assert records(bench) == []


def test_an_answer_of_an_earlier_snapshot_can_be_judged(bench: Bench, client: TestClient) -> None:
    answer = asked(client)
    bench.write("harbour.md", "# Harbour\n\nThe harbour is closed.\n")
    bench.ingest()
    assert client.post(PATH, json={"verdict": "right", "answer": answer}).status_code == 201
    assert records(bench)[0].snapshot == answer["snapshot"]


def test_a_number_that_is_none_is_refused(bench: Bench, client: TestClient) -> None:
    body = json.dumps({"verdict": "right", "answer": {**asked(client), "confidence": float("nan")}})
    got = client.post(PATH, content=body, headers={"Content-Type": "application/json"})
    assert got.status_code == 422 and "number" in got.json()["error"]
    assert records(bench) == []


def test_a_large_body_is_refused(bench: Bench, client: TestClient) -> None:
    body = {"verdict": "wrong", "answer": asked(client)}
    turn = {"role": "user", "content": "x" * MOST_BYTES}
    got = client.post(PATH, json={**body, "history": [turn]})
    assert got.status_code == 413 and str(MOST_BYTES) in got.json()["error"]
    assert client.post(PATH, json=body).status_code == 201


def test_feedback_over_the_limit_is_told_when_to_come_again(bench: Bench) -> None:
    client = client_of(bench, feedback_rate_limit=2, rate_limit=1)
    body = {"verdict": "right", "answer": asked(client)}
    codes = [client.post(PATH, json=body).status_code for _ in range(3)]
    got = client.post(PATH, json=body)
    assert codes == [201, 201, 429]
    assert "2 pieces of feedback a minute (PPP_FEEDBACK_RATE_LIMIT)" in got.json()["error"]
    assert 0 < int(got.headers["retry-after"]) <= 60
    assert len(records(bench)) == 2


def test_a_server_without_feedback_says_so(bench: Bench) -> None:
    client = client_of(bench, feedback=False)
    got = client.post(PATH, json={"verdict": "right", "answer": asked(client)})
    assert (got.status_code, got.json()) == (404, {"error": OFF})
    assert not (bench.store.root / FILE).exists()


def test_a_broken_database_is_told_without_naming_it(bench: Bench, client: TestClient) -> None:
    body = {"verdict": "right", "answer": asked(client)}
    (bench.store.root / FILE).mkdir()
    got = client.post(PATH, json=body)
    assert (got.status_code, got.json()) == (503, {"error": LOST})
    (bench.store.root / FILE).rmdir()
    assert client.post(PATH, json=body).status_code == 201


def test_the_store_of_pages_is_left_as_it_was(bench: Bench, client: TestClient) -> None:
    before = Store(bench.store.root).open().id
    client.post(PATH, json={"verdict": "right", "answer": asked(client)})
    assert Store(bench.store.root).open().id == before
