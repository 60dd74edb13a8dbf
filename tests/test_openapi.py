"""The API against its own description: random requests, statuses, schemas, examples."""

import json
from typing import Any

import jsonschema
import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from assistant.chain import Assistant
from assistant.library import Library
from corpus.store import Store
from ppp_settings import Settings
from tests.fakes import Bench, HashEmbedder
from ui import examples
from ui.api import PREFIX, api_router
from ui.problems import explain_errors

PAGE = f"---\nurl: {examples.URL}\n---\n{examples.TEXT}"
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance,
]  # fmt: skip
UNHURRIED = list(HealthCheck)
OPERATIONS = [
    ("POST", "/ask"), ("POST", "/feedback"), ("GET", "/status"), ("GET", "/pages"),
    ("GET", "/pages/text"), ("GET", "/versions"), ("GET", "/diff"), ("GET", "/health"),
    ("GET", "/ready"),
]  # fmt: skip
TAKING = ("/ask", "/feedback", "/pages/text", "/diff")  # something that could be wrong
RANDOM = [
    *((*each, GenerationMode.POSITIVE) for each in OPERATIONS),
    *((*each, GenerationMode.NEGATIVE) for each in OPERATIONS if each[1] in TAKING),
]
BROKEN = st.sampled_from(["\ud800", "\x00", "x" * 5_000, "user", "assistant", examples.URL])
NAMES = st.sampled_from(["question", "history", "id", "role", "content", "\ud800", "x"])
MANY = 100_000  # of feedback a minute
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | BROKEN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=8,
)
LIKELY = st.fixed_dictionaries(
    {"question": st.text(max_size=40) | JUNK}, optional={"history": JUNK, "id": JUNK}
)
CHANGED = st.dictionaries(st.sampled_from(list(examples.ANSWER)), JUNK, max_size=2)
SAID = st.fixed_dictionaries(
    {"verdict": st.just("wrong"), "answer": CHANGED.map(lambda new: {**examples.ANSWER, **new})},
    optional={"note": st.text(max_size=40) | JUNK, "history": JUNK},
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    bench = Bench(tmp_path_factory.mktemp("openapi"))
    bench.write("harbor.md", PAGE.replace("40", "36"))
    bench.ingest()
    bench.write("harbor.md", PAGE)
    bench.ingest()
    own = Settings(store=bench.store.root, min_confidence=0.0, feedback_rate_limit=MANY)
    assistant = Assistant(own, Library(Store(own.store)), HashEmbedder())
    app = FastAPI()
    explain_errors(app)
    app.include_router(api_router(own, assistant))
    return app


@pytest.fixture(scope="module")
def client(app: FastAPI) -> TestClient:
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def description(client: TestClient) -> dict[str, Any]:
    return dict(client.get("/openapi.json").json())


@pytest.mark.slow
@pytest.mark.parametrize(("method", "path", "mode"), RANDOM)
def test_random_requests_get_only_what_is_described(
    app: FastAPI, method: str, path: str, mode: GenerationMode
) -> None:
    described = schemathesis.openapi.from_asgi("/openapi.json", app)
    operation = described[f"{PREFIX}{path}"][method]

    @settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=UNHURRIED)
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=CHECKS)

    send()


@pytest.mark.slow
@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=UNHURRIED)
@given(body=(LIKELY | JUNK).map(json.dumps) | st.binary(max_size=60))
def test_no_body_breaks_the_server(client: TestClient, body: str | bytes) -> None:
    got = client.post(f"{PREFIX}/ask", content=body, headers={"Content-Type": "application/json"})
    assert got.status_code in (200, 400, 422)
    if got.status_code != 200:
        assert list(got.json()) == ["error"]


@pytest.mark.slow
@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=UNHURRIED)
@given(body=(SAID | JUNK).map(json.dumps))
def test_no_feedback_breaks_the_server(client: TestClient, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    got = client.post(f"{PREFIX}/feedback", content=body, headers=headers)
    assert got.status_code in (201, 422)


@pytest.mark.parametrize("body", [b"[" * 200_000, b"\xff", b'{"question": NaN}', b'{"\\ud800": 1}'])
@pytest.mark.parametrize("path", ["/ask", "/feedback"])
def test_a_broken_body_is_told_in_words_that_can_be_sent(
    client: TestClient, path: str, body: bytes
) -> None:
    headers = {"Content-Type": "application/json"}
    got = client.post(f"{PREFIX}{path}", content=body, headers=headers)
    assert got.status_code in (400, 422) and got.json()["error"]


def test_all_operations_are_sent_random_requests(description: dict[str, Any]) -> None:
    found = {
        (method.upper(), path.removeprefix(PREFIX))
        for path, methods in description["paths"].items()
        for method in methods
    }
    assert found == set(OPERATIONS)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_operation_has_examples_that_fit_its_schema(
    description: dict[str, Any], method: str, path: str
) -> None:
    operation = description["paths"][f"{PREFIX}{path}"][method.lower()]
    for parameter in operation.get("parameters", []):
        assert parameter["schema"]["examples"], parameter["name"]
    for code, answer in operation["responses"].items():
        for kind, content in answer["content"].items():
            assert "example" in content, (code, kind)
            if kind == "application/json":
                check(content["example"], content["schema"], description)


def test_the_example_of_a_question_can_be_asked(
    client: TestClient, description: dict[str, Any]
) -> None:
    schema = description["components"]["schemas"]["AskBody"]
    for example in schema["examples"]:
        assert client.post(f"{PREFIX}/ask", json=example).status_code == 200


def test_the_example_of_feedback_can_be_given(
    client: TestClient, description: dict[str, Any]
) -> None:
    schema = description["components"]["schemas"]["FeedbackBody"]
    for example in schema["examples"]:
        assert client.post(f"{PREFIX}/feedback", json=example).status_code == 201


@pytest.mark.parametrize(
    ("path", "example"),
    [
        ("/ask", examples.ANSWER), ("/feedback", examples.STORED), ("/status", examples.STATUS),
        ("/pages", [examples.PAGE]), ("/versions", examples.VERSIONS),
        ("/diff", examples.DIFF), ("/ready", examples.READY),
    ],
)  # fmt: skip
def test_examples_have_the_form_of_what_comes_back(
    client: TestClient, path: str, example: object
) -> None:
    url = f"{PREFIX}{path}"
    sent = {"/ask": examples.ASK, "/feedback": examples.FEEDBACK}.get(path)
    got = client.post(url, json=sent) if sent else client.get(url)
    assert form(got.json()) == form(example)


def test_the_example_text_is_the_one_that_its_offsets_count(client: TestClient) -> None:
    text = client.get(f"{PREFIX}/pages/text", params={"url": examples.URL}).text
    assert text == examples.TEXT
    (page,) = client.get(f"{PREFIX}/pages").json()
    assert page["version"] == examples.VERSION
    (cited,) = examples.ANSWER["citations"]
    (found,) = client.post(f"{PREFIX}/ask", json=examples.ASK).json()["citations"]
    same = ("url", "title", "section", "quote", "start", "end", "page_version", "link")
    assert [found[name] for name in same] == [cited[name] for name in same]
    assert client.get(f"{PREFIX}/diff").json() == examples.DIFF


def check(value: object, schema: dict[str, Any], description: dict[str, Any]) -> None:
    """Raises ValidationError where the value does not fit the schema."""
    jsonschema.validate(value, {**schema, "components": description["components"]})


def form(value: object) -> object:
    """Names and nesting of JSON, without its values."""
    if isinstance(value, dict):
        return {name: form(each) for name, each in value.items()}
    return [form(each) for each in value] if isinstance(value, list) else None
