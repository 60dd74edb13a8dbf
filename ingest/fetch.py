"""Fetch web pages: politely, bounded in time and size, clear reasons for failure."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

import httpx
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential,
)

from corpus.clock import utc_now
from corpus.errors import SourceError
from ingest.encoding import decode
from ingest.guard import HostGuard
from ingest.robots import Robots, Rules
from ppp_settings import Settings

CONCURRENCY = 4
PER_HOST = 2  # requests to one host at a time
ATTEMPTS = 2
REDIRECTS = 5
NOT_MODIFIED = 304
BUSY = (429, 503)
PERMANENT = (301, 308)
FORMATS = {"text/html": "html", "application/xhtml+xml": "html", "text/markdown": "markdown",
           "text/plain": "plain", "application/pdf": "pdf",
           "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
           }  # fmt: skip

T = TypeVar("T")


@dataclass(frozen=True)
class Validators:
    """What a server said of a body, to ask whether it is still the same."""

    etag: str | None = None
    last_modified: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """Of a conditional request."""
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in pairs.items() if value}


@dataclass(frozen=True)
class Fetched:
    """The body of a web page with its format and the time it was fetched (UTC).

    `moved_to` is where all of its redirects were permanent, `charset` what the server declares.
    """

    url: str
    body: bytes
    format: str
    fetched_at: str
    validators: Validators = Validators()
    moved_to: str | None = None
    charset: str | None = None

    @property
    def text(self) -> str:
        """The body of a text format; raises PageError where it is none."""
        return decode(self.body, self.charset)


@dataclass(frozen=True)
class NotModified:
    """The server says that the body is the one it gave before."""

    url: str


Result = Fetched | NotModified | SourceError


class _BusyError(SourceError):
    """The server asks to come back later."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


class _Pace:
    """Keeps requests to one host apart by the delay that it asks for."""

    def __init__(self) -> None:
        self.slots = asyncio.Semaphore(PER_HOST)
        self._next = 0.0

    async def wait(self, delay: float) -> None:
        """Wait for one's turn."""
        now = time.monotonic()
        begin = max(now, self._next)
        self._next = begin + delay
        await asyncio.sleep(begin - now)


class Fetcher:
    """Fetches pages over HTTP; `transport` replaces the network in tests."""

    def __init__(
        self, settings: Settings, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._settings = settings
        self._transport = transport

    def fetch(
        self, urls: Sequence[str], known: Mapping[str, Validators] | None = None
    ) -> list[Result]:
        """One result for each url, in order; a page that fails never stops the others.

        `known` are the validators of pages that are there already: only what is new is sent.
        """
        return asyncio.run(self._fetch_all(urls, known or {}))

    async def _fetch_all(
        self, urls: Sequence[str], known: Mapping[str, Validators]
    ) -> list[Result]:
        limit = asyncio.Semaphore(CONCURRENCY)
        paces: dict[str, _Pace] = defaultdict(_Pace)
        async with httpx.AsyncClient(
            headers={"User-Agent": self._settings.user_agent},
            timeout=self._settings.fetch_timeout_seconds,
            follow_redirects=True, max_redirects=REDIRECTS,
            event_hooks={"request": [HostGuard(urls)]},
            transport=self._transport,
        ) as client:  # fmt: skip
            robots = Robots(client, self._settings.user_agent, self._settings.fetch_timeout_seconds)

            async def one(url: str) -> Result:
                async with limit:
                    rules = await self._bounded(self._rules(robots, url))
                    if isinstance(rules, SourceError):
                        return rules
                    pace = paces[urlsplit(url).netloc]
                    async with pace.slots:
                        await pace.wait(rules.delay)
                        asked = self._ask(client, url, known.get(url, Validators()))
                        return await self._bounded(asked)

            return await asyncio.gather(*map(one, urls))

    async def _rules(self, robots: Robots, url: str) -> Rules:
        """Raises SourceError where the host does not let this page be fetched."""
        rules = await robots.rules(url)
        if not rules.allow(url):
            raise SourceError(f"the robots.txt of {urlsplit(url).netloc} forbids it")
        return rules

    async def _bounded(self, work: Awaitable[T]) -> T | SourceError:
        """What comes of the work, or a reason in plain words why nothing does."""
        seconds = self._settings.fetch_timeout_seconds
        try:
            async with asyncio.timeout(seconds):
                return await work
        except (TimeoutError, httpx.TimeoutException):
            limit = f"{seconds:g} s (PPP_FETCH_TIMEOUT_SECONDS)"
            return SourceError(f"no complete answer within {limit}")
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:  # also Unicode errors
            return SourceError(f"{type(error).__name__}: {error}")
        except SourceError as error:
            return error

    async def _ask(
        self, client: httpx.AsyncClient, url: str, known: Validators
    ) -> Fetched | NotModified:
        async for attempt in AsyncRetrying(
            stop=stop_after_attempt(ATTEMPTS), wait=_pause,
            retry=retry_if_exception_type((httpx.TransportError, _BusyError)), reraise=True,
        ):  # fmt: skip
            with attempt:
                return await self._get(client, url, known)
        raise AssertionError("the retry loop returns or raises")

    async def _get(
        self, client: httpx.AsyncClient, url: str, known: Validators
    ) -> Fetched | NotModified:
        async with client.stream("GET", url, headers=known.headers) as response:
            if response.status_code == NOT_MODIFIED and known.headers:
                return NotModified(url)
            if response.status_code != 200:
                raise _status_error(response)
            kind = response.headers.get("content-type", "text/html").split(";")[0].strip().lower()
            if kind not in FORMATS:
                raise SourceError(f"content type {kind} is not supported")
            body = await self._read(response)
        return Fetched(
            url=url,
            body=body,
            format=FORMATS[kind],
            fetched_at=utc_now(),
            validators=Validators(
                response.headers.get("etag"), response.headers.get("last-modified")
            ),
            moved_to=_moved_to(response),
            charset=response.charset_encoding,
        )

    async def _read(self, response: httpx.Response) -> bytes:
        limit = self._settings.fetch_max_bytes
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > limit:
                raise SourceError(f"body is larger than {limit} bytes (PPP_FETCH_MAX_BYTES)")
        return bytes(body)


def _pause(state: RetryCallState) -> float:
    """Seconds before the next attempt: what the server asks for, else a little more each time."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, _BusyError):
        return error.seconds
    return float(wait_exponential(0.2, max=2)(state))


def _status_error(response: httpx.Response) -> SourceError:
    message = f"HTTP status {response.status_code} {response.reason_phrase}"
    if response.status_code not in BUSY:
        return SourceError(message)
    wait = response.headers.get("retry-after", "")
    return _BusyError(message, float(wait) if wait.isdecimal() else 0.5)


def _moved_to(response: httpx.Response) -> str | None:
    """The address that a page has for good by now; None where it is the one asked for."""
    hops = response.history
    return str(response.url) if hops and all(e.status_code in PERMANENT for e in hops) else None
