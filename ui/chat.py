"""The chat in a browser: build the app, serve it."""

import os
from collections.abc import Sequence
from threading import Thread

import gradio as gr
from fastapi import APIRouter, FastAPI

from assistant.chain import Assistant
from ppp_settings import Settings
from ui.api import PREFIX, api_router
from ui.asking import about_of
from ui.blocks import build_blocks
from ui.headers import OwnHostOnly
from ui.maintainer import with_maintainer
from ui.mcp_route import add_mcp
from ui.metrics import Metrics, metrics_router
from ui.page_route import page_router
from ui.problems import explain_errors
from ui.ratelimit import FEEDBACK, RateLimit
from ui.server import Announce, Server, listen
from ui.source_route import source_router
from ui.standing_route import standing_router
from ui.theme import head, theme


def serve(settings: Settings, assistant: Assistant, announce: Announce | None = None) -> None:
    """Serve the chat until stopped; `announce` gets the address once it can be opened.

    Raises AddressError when the port is busy.
    """
    warming = Thread(target=assistant.warm)

    def opened(address: str) -> None:
        if announce is not None:
            announce(address)
        warming.start()  # not before: it would take the page's time

    with listen(settings.host, settings.port) as listening:
        Server(build_app(settings, assistant), listening, opened).run_here()
        if warming.ident is not None:
            warming.join()  # a thread that is cut in the middle of loading could crash


def build_app(
    settings: Settings, assistant: Assistant, routers: Sequence[APIRouter] = ()
) -> FastAPI:
    """The web app: the chat at /, the stored pages, the API, MCP, metrics,
    the maintainer's page, further routers.

    Routers are given here because nothing that is added after the chat, which is mounted
    at /, would be reached.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    app = FastAPI(
        title=about_of(assistant).name, docs_url=None, redoc_url=None,
        openapi_url=f"{PREFIX}/openapi.json",
    )  # fmt: skip
    app.add_middleware(OwnHostOnly)
    explain_errors(app)
    metrics = Metrics(assistant.library)
    assistant, maintainer = with_maintainer(settings, assistant.watched(metrics))
    limit = RateLimit(settings.rate_limit)
    feedback_limit = RateLimit(settings.feedback_rate_limit, counted=FEEDBACK)
    own = (
        page_router(assistant.library.store), source_router(assistant.library),
        standing_router(assistant.library),
        api_router(settings, assistant, limit, feedback_limit),
        metrics_router(metrics, settings.api_key), maintainer,
    )  # fmt: skip
    add_mcp(app, settings, assistant, limit)
    for router in (*own, *routers):
        app.include_router(router)
    blocks = build_blocks(settings, assistant, feedback_limit)
    gr.mount_gradio_app(
        app, blocks, path="/", theme=theme(), head=head(), footer_links=[],
        run_history=False, ssr_mode=False, enable_monitoring=False, show_error=False,
        pwa=False, mcp_server=False, server_name=settings.host, server_port=settings.port,
    )  # fmt: skip
    return app
