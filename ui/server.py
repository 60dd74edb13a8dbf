"""Runs an app on its address until it is stopped."""

import contextlib
import logging
import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from corpus.errors import PppError

Announce = Callable[[str], None]
GRACE_SECONDS = 1  # an open chat holds its connection: it must not keep the server running


class AddressError(PppError):
    """The server's host and port can't be used: the port is busy, the host is unknown."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; raises AddressError that names host and port. 0: a free port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        raise AddressError(
            f"{host}:{port}: can't listen there ({error}); stop what uses the port, "
            "or choose another with --port (0 takes a free one)"
        ) from error


def address_of(listening: socket.socket) -> str:
    """The address to open in a browser."""
    host, port = listening.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"


class Server(uvicorn.Server):
    """A uvicorn server that tells its address once it answers requests."""

    def __init__(self, app: ASGIApp, listening: socket.socket, announce: Announce | None) -> None:
        """Serve the app on a socket that listens already."""
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        super().__init__(config)
        self._listening = listening
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then announce the address."""
        await super().startup(sockets)
        if self.started and self._announce is not None:
            self._announce(address_of(self._listening))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop; connections that are cut by it are no errors to report."""
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)

    def run_here(self) -> None:
        """Serve until stopped; Ctrl-C is the way to stop it."""
        with contextlib.suppress(KeyboardInterrupt):
            self.run(sockets=[self._listening])
