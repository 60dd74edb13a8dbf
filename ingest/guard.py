"""No request to a host that nobody named: redirects into a private network are refused."""

import asyncio
import ipaddress
import socket
from collections.abc import Iterable

import httpx

from corpus.errors import SourceError


class HostGuard:
    """Called before each request, also of a redirect; raises SourceError for a private address.

    Hosts that the sources name are allowed wherever they are: an intranet may be read on
    purpose, but no page may send the reader there.
    """

    def __init__(self, urls: Iterable[str]) -> None:
        self._named = {host for url in urls if (host := _host(url))}

    async def __call__(self, request: httpx.Request) -> None:
        """Check one request."""
        host = request.url.host
        if request.url.scheme not in ("http", "https"):
            raise SourceError(f"redirected to {request.url}, which is no http or https address")
        if host in self._named:
            return
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        try:
            loop = asyncio.get_running_loop()
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise SourceError(f"redirected to {host}, which can't be found: {error}") from error
        private = [entry[4][0] for entry in found if not is_public(str(entry[4][0]))]
        if private:
            raise SourceError(
                f"redirected to {host}, a private address ({private[0]}); "
                "name it as a source of its own if it is meant"
            )


def is_public(address: str) -> bool:
    """Whether an IP address is one of the internet's; IPv4 inside IPv6 counts as itself."""
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_global and not found.is_multicast


def _host(url: str) -> str:
    """The host of an address; "" where it is none, which its own fetch will tell."""
    try:
        return httpx.URL(url).host
    except (httpx.InvalidURL, UnicodeError):
        return ""
