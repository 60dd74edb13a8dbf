"""What a host lets robots fetch and take, and how fast: robots.txt (RFC 9309), X-Robots-Tag."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import httpx

from corpus.errors import SourceError

MOST_BYTES = 500_000  # of a robots.txt; RFC 9309 asks for at least 500 KiB
VALUED = ("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview")
LONGEST_DELAY = 30.0  # seconds between two pages that a robots.txt can ask for


@dataclass(frozen=True)
class Rules:
    """The rules of one host for this robot; None: everything may be fetched."""

    parser: RobotFileParser | None
    agent: str

    def allow(self, url: str) -> bool:
        """Whether the url may be fetched."""
        return self.parser is None or self.parser.can_fetch(self.agent, url)

    @property
    def delay(self) -> float:
        """Seconds between two requests, 0 or more."""
        found = self.parser.crawl_delay(self.agent) if self.parser else None
        return min(float(found or 0), LONGEST_DELAY)


class Robots:
    """The rules of the hosts of one fetch, each asked for once, within `seconds`."""

    def __init__(self, client: httpx.AsyncClient, user_agent: str, seconds: float) -> None:
        self._client = client
        self._agent = user_agent.partition("/")[0].strip() or "*"
        self._seconds = seconds
        self._rules: dict[str, asyncio.Task[Rules]] = {}

    async def rules(self, url: str) -> Rules:
        """The rules for a url.

        A host without a robots.txt allows everything; so does one that breaks off, since the
        page itself will say why. One whose server fails (5xx) allows nothing: SourceError.
        Raises httpx.ConnectError, httpx.TimeoutException or TimeoutError for a host that
        can't be reached: its pages can't be either.
        """
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            task = asyncio.create_task(self._ask(f"{origin}/robots.txt"))
            task.add_done_callback(_heard)
            self._rules[origin] = task
        return await asyncio.shield(self._rules[origin])

    def said(self, response: httpx.Response) -> frozenset[str]:
        """The words of the X-Robots-Tag headers that are meant for all robots or for this one."""
        found = set()
        for header in response.headers.get_list("x-robots-tag"):
            meant = "*"
            for word in header.lower().split(","):
                name, colon, rest = word.partition(":")
                if colon and name.strip() not in VALUED:
                    meant, word = name.strip(), rest
                if meant in ("*", self._agent.lower()):
                    found.add(word.strip())
        return frozenset(found)

    async def _ask(self, address: str) -> Rules:
        try:
            async with asyncio.timeout(self._seconds):
                status, body = await self._get(address)
        except (httpx.ConnectError, httpx.TimeoutException):
            raise
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, SourceError):
            return Rules(None, self._agent)
        if status >= 500:
            raise SourceError(f"{address}: HTTP status {status}, so nothing is fetched there")
        if status != 200:
            return Rules(None, self._agent)
        parser = RobotFileParser(address)
        parser.parse(body.decode("utf-8", "replace").splitlines())
        return Rules(parser, self._agent)

    async def _get(self, address: str) -> tuple[int, bytes]:
        """Status and body, as far as it counts."""
        body = bytearray()
        async with self._client.stream("GET", address) as response:
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > MOST_BYTES:
                    break
            return response.status_code, bytes(body[:MOST_BYTES])


def _heard(task: asyncio.Task[Rules]) -> None:
    """Take note of a failure, also where all who waited for it have given up in the meantime."""
    if not task.cancelled():
        task.exception()
