"""Routes that take no more than so many bytes."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.routing import APIRoute
from starlette.types import Message, Receive

MOST_BYTES = 1_000_000


class Sized(APIRoute):
    """A route that refuses a large body before all of it is read."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Counts what the handler receives."""
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            return await handler(Request(request.scope, _counted(request.receive)))

        return handle


def _counted(receive: Receive) -> Receive:
    """The same messages; raises HTTPException where their bodies are too large together."""
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MOST_BYTES:
            raise HTTPException(413, f"the body has more than {MOST_BYTES} bytes; send less")
        return message

    return counted
