"""MCP through the SDK's own client: the tools over HTTP and stdio, the key, the limit, hosts."""

import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx
import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client._transport import Transport
from mcp.client.streamable_http import streamable_http_client
from mcp.server import MCPServer
from mcp.shared.exceptions import MCPError
from mcp_types import CallToolResult

from assistant.answer import Answer, Passages
from assistant.chain import Assistant
from assistant.library import Library
from corpus.store import Store
from ppp_settings import PROJECT, Settings
from tests.browser import running
from tests.fakes import Bench, HashEmbedder
from ui.mcp_route import host_checks
from ui.mcp_server import StoredPage, build_server

PAGE = "# Harbour\n\nThe harbour opens at six. It has 40 berths.\n"
URL = "file:harbour.md"
QUESTION = {"question": "How many berths are there?"}

Work = Callable[[Client], Awaitable[Any]]
Server = str | MCPServer | StdioServerParameters | Transport


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    bench = Bench(tmp_path_factory.mktemp("mcp"))
    bench.write("harbour.md", PAGE.replace("40", "36"))
    bench.ingest()
    bench.write("harbour.md", PAGE)
    bench.ingest()
    return bench


@pytest.fixture(scope="module")
def site(bench: Bench) -> Iterator[str]:
    with served(bench) as address:
        yield address


@contextmanager
def served(bench: Bench, **settings: object) -> Iterator[str]:
    own = Settings(store=bench.store.root, min_confidence=0.0, **settings)  # type: ignore[arg-type]
    with running(own, assistant_of(own)) as address:
        yield f"{address}/mcp"


def assistant_of(settings: Settings) -> Assistant:
    return Assistant(settings, Library(Store(settings.store)), HashEmbedder())


def talk(server: Server, work: Work, mode: str = "auto") -> Any:  # noqa: ANN401
    async def run() -> object:
        async with Client(server, mode=mode) as client:
            return await work(client)

    return anyio.run(run)


def call(
    server: Server, tool: str, arguments: dict[str, Any], mode: str = "auto"
) -> CallToolResult:
    return CallToolResult.model_validate(
        talk(server, lambda client: client.call_tool(tool, arguments), mode)
    )


def with_key(url: str, key: str) -> Transport:
    http = httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"})
    return streamable_http_client(url, http_client=http)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_ask_answers_with_citations_that_open_in_the_page(site: str, mode: str) -> None:
    answer = Answer.model_validate(call(site, "ask", QUESTION, mode).structured_content)
    page = call(site, "get_page", {"url": URL}, mode).structured_content
    assert answer.citations
    for each in answer.citations:
        assert page["text"][each.start : each.end] == each.quote
        assert (page["url"], page["version"]) == (each.url, each.page_version)


def test_the_answer_is_the_one_that_rest_gives(site: str) -> None:
    got = call(site, "ask", QUESTION).structured_content
    rest = httpx.post(site.replace("/mcp", "/api/v1/ask"), json=QUESTION, timeout=60).json()
    assert {**got, "timings_ms": {}} == {**rest, "timings_ms": {}}


def test_questions_over_mcp_and_rest_are_counted_together(bench: Bench) -> None:
    with served(bench) as site:
        call(site, "ask", QUESTION)
        httpx.post(site.replace("/mcp", "/api/v1/ask"), json=QUESTION, timeout=60)
        counts = httpx.get(site.replace("/mcp", "/metrics"), timeout=60).text
    assert "ppp_questions_total 2.0" in counts.splitlines()


def test_ask_takes_a_history(site: str) -> None:
    history = [{"role": "user", "content": "When does the harbour open?"},
               {"role": "assistant", "content": "The harbour opens at six. [1]"}]  # fmt: skip
    got = call(site, "ask", {"question": "How many berths does it have?", "history": history})
    assert "harbour" in got.structured_content["standalone_question"].lower()


def test_search_finds_passages_without_an_answer(site: str) -> None:
    got = call(site, "search", {"query": "berths", "top_k": 1})
    (found,) = Passages.model_validate(got.structured_content).passages
    assert found.url == URL and "40 berths" in found.quote


def test_an_earlier_version_of_a_page_is_read(site: str, bench: Bench) -> None:
    old, new = (each.version for each in bench.store.history()[URL])
    page = StoredPage.model_validate(
        call(site, "get_page", {"url": f"{URL}#part", "version": old[:12]}).structured_content
    )
    assert "36 berths" in page.text and (page.version, page.served) == (old, False)
    again = call(site, "get_page", {"url": URL, "version": new}).structured_content
    assert again == call(site, "get_page", {"url": URL}).structured_content


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("ask", {"question": " "}, "question is empty"),
        ("ask", {"question": "x" * 5_000}, "PPP_MAX_QUESTION_CHARS"),
        ("ask", {"question": "Who?", "history": [{"role": "pirate", "content": "x"}]}, "role"),
        ("search", {"query": "berths", "top_k": 0}, "greater than or equal to 1"),
        ("get_page", {"url": "file:gone.md"}, "no such page; known: file:harbour.md"),
        ("get_page", {"url": URL, "version": "ffff"}, "0 match"),
        ("get_page", {"url": "file:gone.md", "version": "ffff"}, "no version"),
    ],
)
def test_what_cannot_be_done_is_told_to_the_model(
    site: str, tool: str, arguments: dict[str, Any], said: str
) -> None:
    got = call(site, tool, arguments)
    assert got.is_error and said in got.content[0].text


def test_the_tools_describe_what_they_take_and_give(site: str) -> None:
    tools = {each.name: each for each in talk(site, lambda client: client.list_tools()).tools}
    assert set(tools) == {"ask", "search", "get_page"}
    assert tools["ask"].input_schema["required"] == ["question"]
    assert "citations" in tools["ask"].output_schema["properties"]
    assert all(each.annotations.read_only_hint for each in tools.values())


def test_without_a_snapshot_the_tools_say_what_to_run(tmp_path: Path) -> None:
    server = build_server(assistant_of(Settings(store=tmp_path)))
    for tool, arguments in (
        ("ask", QUESTION),
        ("search", {"query": "x"}),
        ("get_page", {"url": URL}),
    ):
        got = call(server, tool, arguments)
        assert got.is_error and "ppp ingest" in got.content[0].text


def test_the_key_of_rest_is_asked_for(bench: Bench) -> None:
    with served(bench, api_key="secret") as site:
        got = httpx.post(site, json={"jsonrpc": "2.0", "id": 1, "method": "ping"}, timeout=60)
        assert (got.status_code, got.headers["www-authenticate"]) == (401, "Bearer")
        with pytest.raises((MCPError, ExceptionGroup)) as caught:
            call(with_key(site, "wrong"), "ask", QUESTION)
        assert said_by(caught.value, "Bearer KEY")
        assert call(with_key(site, "secret"), "ask", QUESTION).structured_content["citations"]


def said_by(error: BaseException, words: str) -> bool:
    if isinstance(error, ExceptionGroup):
        return any(said_by(each, words) for each in error.exceptions)
    return isinstance(error, MCPError) and words in str(error)


def test_questions_over_the_limit_are_refused_with_the_name_of_the_setting(bench: Bench) -> None:
    async def work(client: Client) -> list[str]:
        await client.list_tools()
        said = []
        for _ in range(3):
            try:
                said.append((await client.call_tool("search", {"query": "x"})).content[0].text[:1])
            except MCPError as error:
                said.append(str(error))
        await client.call_tool("get_page", {"url": URL})
        return said

    with served(bench, rate_limit=2) as site:
        first, second, third = talk(site, work)
        assert (first, second) == ("{", "{") and "PPP_RATE_LIMIT" in third
        rest = httpx.post(site.replace("/mcp", "/api/v1/ask"), json=QUESTION, timeout=60)
        assert rest.status_code == 429 and int(rest.headers["retry-after"]) >= 1
        assert "PPP_RATE_LIMIT" in rest.json()["error"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost"}, 200),
        ({"Origin": "http://localhost:7860"}, 200),
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1.evil.example:80"}, 421),
        ({"Origin": "https://evil.example"}, 403),
    ],
)
def test_another_host_is_refused(site: str, headers: dict[str, str], status: int) -> None:
    accept = {"Accept": "application/json, text/event-stream"}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    got = httpx.post(site, json=message, headers={**accept, **headers}, timeout=60)
    assert got.status_code == status


def test_hosts_are_checked_unless_every_address_is_served() -> None:
    for everywhere in ("0.0.0.0", "::", ""):
        assert not host_checks(everywhere).enable_dns_rebinding_protection
    checks = host_checks("pages.example")
    assert checks.enable_dns_rebinding_protection
    assert {"pages.example", "pages.example:*", "localhost:*"} <= set(checks.allowed_hosts)
    assert "[fd00::1]:*" in host_checks("fd00::1").allowed_hosts


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[" * 100_000, b"null", b"[1]", b'{"method":1}', b"\xff"]
)
def test_junk_is_refused_by_the_protocol(bench: Bench, site: str, body: bytes) -> None:
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    got = httpx.post(site, content=body, headers=headers, timeout=60)
    assert 400 <= got.status_code < 500


def test_a_body_without_end_is_cut_off(site: str) -> None:
    got = httpx.post(site, content=b" " * 2_000_000, timeout=60)
    assert got.status_code == 413


@pytest.mark.slow
def test_over_stdio_only_the_protocol_is_on_stdout(fda_store: Path, tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PPP_")}
    command = StdioServerParameters(
        command=sys.executable,
        args=[str(PROJECT / "ppp.py"), "mcp", "--store", str(fda_store)],
        env={**kept, "PPP_LOG_LEVEL": "debug"}, cwd=tmp_path,
    )  # fmt: skip

    async def work(client: Client) -> list[Any]:
        await client.list_tools()
        return [
            (await client.call_tool(tool, arguments)).structured_content
            for tool, arguments in (
                ("ask", {"question": "What is BioFab USA?"}),
                ("search", {"query": "BioFab USA", "top_k": 3}),
                ("get_page", {"url": Store(fda_store).open().pages[0].url}),
            )
        ]

    answer, passages, page = talk(command, work)
    (first, *_) = Answer.model_validate(answer).citations
    assert page["text"][first.start : first.end] == first.quote
    assert len(passages["passages"]) == 3


@pytest.mark.slow
def test_stdio_ends_with_its_input_and_prints_nothing_else(fda_store: Path, tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, str(PROJECT / "ppp.py"), "mcp", "--store", str(fda_store)],
        cwd=tmp_path, input=b"", capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"", b"")


WITHOUT_PACKAGE = 'import sys; sys.modules["mcp"] = None\n'


def test_without_the_package_the_command_names_its_extra(tmp_path: Path) -> None:
    code = f"{WITHOUT_PACKAGE}import ppp; sys.exit(ppp.run(['mcp', '--store', sys.argv[1]]))"
    ran = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=PROJECT, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stdout) == (2, "") and "ppp-assistant[mcp]" in ran.stderr


def test_without_the_package_the_app_is_served_without_it(tmp_path: Path) -> None:
    code = (
        f"{WITHOUT_PACKAGE}from fastapi import FastAPI; from ui.mcp_route import add_mcp\n"
        "app = FastAPI(); add_mcp(app, None, None, None); print([each.path for each in app.routes])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, timeout=120,
        check=True,
    )  # fmt: skip
    assert "/mcp" not in ran.stdout
