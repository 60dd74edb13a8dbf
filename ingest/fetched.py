"""What comes of asking for an address, and what is known of it for the next time."""

from dataclasses import dataclass
from functools import cached_property

from corpus.errors import SourceError
from ingest.encoding import decode


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


NONE = Validators()


@dataclass(frozen=True)
class Fetched:
    """The body of a web page with its format and the time it was fetched (UTC).

    `moved_to` is where all of its redirects were permanent, `at` where it came from at last,
    `charset` what the server declares, `robots` the words of its X-Robots-Tag.
    """

    url: str
    body: bytes
    format: str
    fetched_at: str
    validators: Validators = NONE
    moved_to: str | None = None
    at: str | None = None
    charset: str | None = None
    robots: frozenset[str] = frozenset()

    @cached_property
    def text(self) -> str:
        """The body of a text format; raises PageError where it is none."""
        return decode(self.body, self.charset)


@dataclass(frozen=True)
class Body:
    """The bytes that an address sent, of whatever type, and where they came from at last."""

    at: str
    content: bytes


@dataclass(frozen=True)
class NotModified:
    """The server says that the body is the one it gave before; `robots` as in Fetched."""

    url: str
    robots: frozenset[str] = frozenset()


Result = Fetched | NotModified | SourceError


class ForbiddenError(SourceError):
    """The robots.txt of the host does not let this page be fetched."""


class GoneError(SourceError):
    """The server says that there is no such page."""
