"""Fetch web pages: politely, bounded in time and size, clear reasons for failure."""

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import cache, partial
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
from ingest.fetched import (
    NONE,
    Body,
    Fetched,
    ForbiddenError,
    GoneError,
    NotModified,
    Result,
    Validators,
)
from ingest.formats import check_type, format_of
from ingest.guard import HostGuard
from ingest.gunzip import unpacked
from ingest.robots import Robots, Rules
from ppp_settings import Settings

CONCURRENCY = 4
PER_HOST = 2  # requests to one host at a time
ATTEMPTS = 2
REDIRECTS = 5
NOT_MODIFIED = 304
BUSY = (429, 503)
GONE = (404, 410)
PERMANENT = (301, 308)
PACKING = "gzip, identity;q=0.5"  # of which it can be told whether a body is whole

T = TypeVar("T")


class _BusyError(SourceError):
    """The server asks to come back later."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


class _Pace:
    """Keeps requests to one host apart by the delay that it asks for; `turns` outlive it."""

    def __init__(self, host: str, turns: dict[str, float]) -> None:
        self.slots = asyncio.Semaphore(PER_HOST)
        self._host = host
        self._turns = turns

    async def wait(self, delay: float) -> None:
        """Wait for one's turn."""
        now = time.monotonic()
        begin = max(now, self._turns.get(self._host, 0.0))
        self._turns[self._host] = begin + delay
        await asyncio.sleep(begin - now)


@cache  # httpx would read the certificates again for each client and each proxy
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()


class Fetcher:
    """Fetches pages over HTTP; `transport` replaces the network in tests."""

    def __init__(
        self, settings: Settings, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._settings = settings
        self._transport = transport
        self._turns: dict[str, float] = {}

    def fetch(
        self, urls: Sequence[str], known: Mapping[str, Validators] | None = None
    ) -> list[Result]:
        """One result for each url, in order; a page that fails never stops the others.

        `known` are the validators of pages that are there already: only what is new is sent.
        """
        validators = known or {}

        async def work(session: "Session") -> list[Result]:
            return await asyncio.gather(
                *(session.page(url, validators.get(url, NONE)) for url in urls)
            )

        return self.explore(urls, work)

    def explore(self, named: Sequence[str], work: Callable[["Session"], Awaitable[T]]) -> T:
        """What comes of work that asks for one page after another; `named` as in HostGuard."""
        return asyncio.run(self._explore(named, work))

    async def _explore(self, named: Sequence[str], work: Callable[["Session"], Awaitable[T]]) -> T:
        async with httpx.AsyncClient(
            headers={"User-Agent": self._settings.user_agent, "Accept-Encoding": PACKING},
            timeout=self._settings.fetch_timeout_seconds,
            follow_redirects=True, max_redirects=REDIRECTS,
            event_hooks={"request": [HostGuard(named)]},
            transport=self._transport, verify=_tls(),
        ) as client:  # fmt: skip
            return await work(Session(client, self._settings, self._turns))


class Session:
    """One connected visit: each host's robots.txt is read once, its pace kept throughout."""

    def __init__(
        self, client: httpx.AsyncClient, settings: Settings, turns: dict[str, float]
    ) -> None:
        self._client = client
        self._settings = settings
        self._limit = asyncio.Semaphore(CONCURRENCY)
        self._paces: dict[str, _Pace] = {}
        self._turns = turns
        self._robots = Robots(client, settings.user_agent, settings.fetch_timeout_seconds)

    async def page(self, url: str, known: Validators = NONE) -> Result:
        """The page at a url, or why there is none; NotModified only where something is known."""
        return await self._in_turn(url, partial(self._get, url, known))

    async def body(self, url: str) -> Body | SourceError:
        """The bytes at a url, or why there are none."""
        return await self._in_turn(url, partial(self._get_body, url))

    async def allowed(self, url: str) -> bool:
        """Whether the robots.txt of its host lets a url be fetched."""
        return not isinstance(await self._bounded(self._rules(url)), SourceError)

    async def _in_turn(self, url: str, get: Callable[[], Awaitable[T]]) -> T | SourceError:
        async with self._limit:
            rules = await self._bounded(self._rules(url))
            if isinstance(rules, SourceError):
                return rules
            host = urlsplit(url).netloc
            pace = self._paces.setdefault(host, _Pace(host, self._turns))
            async with pace.slots:
                await pace.wait(rules.delay)
                return await self._bounded(self._ask(get))

    async def _rules(self, url: str) -> Rules:
        """Raises ForbiddenError where the host does not let this page be fetched."""
        rules = await self._robots.rules(url)
        if not rules.allow(url):
            raise ForbiddenError(f"the robots.txt of {urlsplit(url).netloc} forbids it")
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

    async def _ask(self, get: Callable[[], Awaitable[T]]) -> T:
        async for attempt in AsyncRetrying(
            stop=stop_after_attempt(ATTEMPTS), wait=_pause,
            retry=retry_if_exception_type((httpx.TransportError, _BusyError)), reraise=True,
        ):  # fmt: skip
            with attempt:
                return await get()
        raise AssertionError("the retry loop returns or raises")

    async def _get(self, url: str, known: Validators) -> Fetched | NotModified:
        async with self._client.stream("GET", url, headers=known.headers) as response:
            if response.status_code == NOT_MODIFIED and known.headers:
                return NotModified(url, self._robots.said(response))
            if response.status_code != 200:
                raise _status_error(response)
            kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
            addresses = (str(response.url), url)
            check_type(kind, addresses)
            body = await self._read(response)
        return Fetched(
            url=url,
            body=body,
            format=format_of(kind, addresses, body),
            fetched_at=utc_now(),
            validators=Validators(
                response.headers.get("etag"), response.headers.get("last-modified")
            ),
            moved_to=_moved_to(response),
            at=str(response.url),
            charset=response.charset_encoding,
            robots=self._robots.said(response),
        )

    async def _get_body(self, url: str) -> Body:
        async with self._client.stream("GET", url) as response:
            if response.status_code != 200:
                raise _status_error(response)
            return Body(str(response.url), await self._read(response))

    async def _read(self, response: httpx.Response) -> bytes:
        limit = self._settings.fetch_max_bytes
        body = bytearray()
        packed = response.headers.get("content-encoding", "").strip().lower() == "gzip"
        pieces = unpacked(response.aiter_raw(), limit) if packed else response.aiter_bytes()
        async for piece in pieces:
            body += piece
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
    if response.status_code in GONE:
        return GoneError(message)
    if response.status_code not in BUSY:
        return SourceError(message)
    wait = response.headers.get("retry-after", "")
    return _BusyError(message, float(wait) if wait.isdecimal() else 0.5)


def _moved_to(response: httpx.Response) -> str | None:
    """The address that a page has for good by now; None where it is the one asked for."""
    hops = response.history
    return str(response.url) if hops and all(e.status_code in PERMANENT for e in hops) else None
