"""A server on this machine that remembers what it was sent and answers as it is told."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.httpserver import QuietHandler, running


@dataclass
class Listener:
    """`statuses` are given one after the other, then 200; `got` holds the bodies."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    got: list[Any] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    asked: threading.Event = field(default_factory=threading.Event)


@contextmanager
def listening(*, silent: bool = False) -> Iterator[Listener]:
    """The server, until the block ends; a `silent` one takes requests and never answers."""
    listener, done = Listener(), threading.Event()

    class Handler(QuietHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            listener.got.append(json.loads(self.rfile.read(length)))
            self._answer()

        def do_GET(self) -> None:
            self._answer()

        def _answer(self) -> None:
            listener.headers.append(dict(self.headers.items()))
            listener.asked.set()
            if silent:
                done.wait(30)
                return
            status = listener.statuses.pop(0) if listener.statuses else 200
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

    with running(Handler) as server:
        listener.url = server.base
        try:
            yield listener
        finally:
            done.set()
