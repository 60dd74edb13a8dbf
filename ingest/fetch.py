"""Fetch web pages: bounded in time and size, a few retries, clear reasons for failure."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from corpus.errors import SourceError
from ingest.encoding import decode
from ppp_settings import Settings

CONCURRENCY = 4
ATTEMPTS = 2
REDIRECTS = 5
FORMATS = {"text/html": "html", "application/xhtml+xml": "html", "text/markdown": "markdown",
           "text/plain": "plain"}  # fmt: skip


@dataclass(frozen=True)
class Fetched:
    """The body of a web page, decoded, with its format and the time it was fetched (UTC)."""

    url: str
    text: str
    format: str
    fetched_at: str


class Fetcher:
    """Fetches pages over HTTP; `transport` replaces the network in tests."""

    def __init__(
        self, settings: Settings, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._settings = settings
        self._transport = transport

    def fetch(self, urls: Sequence[str]) -> list[Fetched | SourceError]:
        """One result for each url, in order; a page that fails never stops the others."""
        return asyncio.run(self._fetch_all(urls))

    async def _fetch_all(self, urls: Sequence[str]) -> list[Fetched | SourceError]:
        limit = asyncio.Semaphore(CONCURRENCY)
        async with httpx.AsyncClient(
            headers={"User-Agent": self._settings.user_agent},
            timeout=self._settings.fetch_timeout_seconds,
            follow_redirects=True, max_redirects=REDIRECTS,
            transport=self._transport,
        ) as client:  # fmt: skip

            async def one(url: str) -> Fetched | SourceError:
                async with limit:
                    return await self._fetch_one(client, url)

            return await asyncio.gather(*map(one, urls))

    async def _fetch_one(self, client: httpx.AsyncClient, url: str) -> Fetched | SourceError:
        seconds = self._settings.fetch_timeout_seconds
        try:
            async with asyncio.timeout(seconds):
                async for attempt in AsyncRetrying(
                    stop=stop_after_attempt(ATTEMPTS), wait=wait_exponential(0.2, max=2),
                    retry=retry_if_exception_type(httpx.TransportError), reraise=True,
                ):  # fmt: skip
                    with attempt:
                        return await self._get(client, url)
        except (TimeoutError, httpx.TimeoutException):
            limit = f"{seconds:g} s (PPP_FETCH_TIMEOUT_SECONDS)"
            return SourceError(f"no complete answer within {limit}")
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            return SourceError(f"{type(error).__name__}: {error}")
        except SourceError as error:
            return error
        raise AssertionError("the retry loop returns or raises")

    async def _get(self, client: httpx.AsyncClient, url: str) -> Fetched:
        async with client.stream("GET", url) as response:
            if response.status_code != 200:
                raise SourceError(f"HTTP status {response.status_code} {response.reason_phrase}")
            kind = response.headers.get("content-type", "text/html").split(";")[0].strip().lower()
            if kind not in FORMATS:
                raise SourceError(f"content type {kind} is not supported")
            body = await self._read(response)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return Fetched(url, decode(body, response.charset_encoding), FORMATS[kind], now)

    async def _read(self, response: httpx.Response) -> bytes:
        limit = self._settings.fetch_max_bytes
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > limit:
                raise SourceError(f"body is larger than {limit} bytes (PPP_FETCH_MAX_BYTES)")
        return bytes(body)
