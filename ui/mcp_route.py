"""MCP over streamable HTTP at /mcp: behind the key, the rate limit, and checks of the host."""

import ipaddress
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.chain import Assistant
from ppp_settings import Settings
from ui.caller import NO_KEY, caller_of, has_key
from ui.mcp_server import build_server, installed
from ui.ratelimit import RateLimit, TooManyError

if TYPE_CHECKING:
    from mcp.server.transport_security import TransportSecuritySettings

PATH = "/mcp"
MOST_BYTES = 1_000_000  # of one request
LOCAL = ("127.0.0.1", "localhost", "[::1]")
COUNTED = ("ask", "search")  # tools that count as questions
REFUSED = -32_000  # JSON-RPC leaves this range to servers


def add_mcp(app: FastAPI, settings: Settings, assistant: Assistant, limit: RateLimit) -> None:
    """Serve the tools at /mcp, for as long as the app runs; nothing without the package mcp."""
    if not installed():
        return
    from mcp.server.transport_security import RequestBodyLimitMiddleware

    server = build_server(assistant)
    inner = server.streamable_http_app(
        streamable_http_path=PATH, json_response=True, stateless_http=True,
        transport_security=host_checks(settings.host),
    )  # fmt: skip
    gate = Gate(inner, settings.api_key, limit)
    app.router.routes.append(Route(PATH, RequestBodyLimitMiddleware(gate, MOST_BYTES)))
    before = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(running: Any) -> AsyncIterator[Any]:  # noqa: ANN401 - as Starlette has it
        async with before(running) as state, server.session_manager.run():
            yield state

    app.router.lifespan_context = lifespan


def host_checks(host: str) -> "TransportSecuritySettings":
    """Only requests for the own host, from its pages or from programs, against DNS rebinding.

    Off where the server listens on every address: its names are not known then.
    """
    from mcp.server.transport_security import TransportSecuritySettings

    if _is_everywhere(host):
        return TransportSecuritySettings(enable_dns_rebinding_protection=False)
    own = f"[{host}]" if ":" in host else host
    hosts = [name for each in dict.fromkeys((*LOCAL, own)) for name in (each, f"{each}:*")]
    origins = [f"{scheme}://{name}" for scheme in ("http", "https") for name in hosts]
    return TransportSecuritySettings(allowed_hosts=hosts, allowed_origins=origins)


class Gate:
    """ASGI middleware that asks for the key and counts the questions of each caller."""

    def __init__(self, app: ASGIApp, key: str | None, limit: RateLimit) -> None:
        """Wrap the app."""
        self.app = app
        self.key = key
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 401 or 429 as JSON-RPC errors."""
        request = Request(scope, receive)
        if not has_key(request.headers.get("authorization", ""), self.key):
            refusal = _refusal(401, NO_KEY, {"WWW-Authenticate": "Bearer"})
            return await refusal(scope, receive, send)
        body = await request.body()
        try:
            self.limit.take(caller_of(request), _questions(body))
        except TooManyError as error:
            refusal = _refusal(429, str(error), {"Retry-After": str(error.retry_after)})
            return await refusal(scope, receive, send)
        await self.app(scope, _again(body, receive), send)


def _is_everywhere(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return host == ""


def _questions(body: bytes) -> int:
    """Calls in a JSON-RPC body that count as questions."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return 0  # the server answers it with what is wrong
    messages = found if isinstance(found, list) else [found]
    return sum(_is_question(each) for each in messages)


def _is_question(message: object) -> bool:
    if not isinstance(message, dict) or message.get("method") != "tools/call":
        return False
    params = message.get("params")
    return isinstance(params, dict) and params.get("name") in COUNTED


def _refusal(status: int, message: str, headers: dict[str, str]) -> JSONResponse:
    error = {"code": REFUSED, "message": message}
    return JSONResponse({"jsonrpc": "2.0", "id": None, "error": error}, status, headers)


def _again(body: bytes, receive: Receive) -> Receive:
    """A receive that gives the body once more."""
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return pending.pop() if pending else await receive()

    return replay
