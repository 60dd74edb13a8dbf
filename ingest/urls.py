"""Web addresses in one form, their hosts, and the glob patterns that choose among them."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from urllib.parse import urljoin, urlsplit


def is_web(address: str) -> bool:
    """Whether this is an http or https address with a host."""
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:  # "http://[": half an IPv6 address
        return False


def canonical_url(address: str, base: str = "") -> str | None:
    """One form of an address: absolute, without fragment, default port or dot segments.

    A slash at the end stays or stays away, and the query stays as it is. None for what is no
    http or https address, or holds a user name.
    """
    import httpx

    try:
        joined = urljoin(base, "".join(address.split("\n")).strip())
        if not is_web(joined):
            return None
        found = httpx.URL(joined).copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError):  # also Unicode errors
        return None
    if found.userinfo:
        return None
    return str(found if urlsplit(str(found)).path else found.copy_with(path="/"))


def host_of(url: str) -> str:
    """Host and port of a canonical address."""
    return urlsplit(url).netloc


def chosen(name: str, include: Sequence[str], exclude: Sequence[str]) -> bool:
    """Whether a name matches an `include` pattern (none: all do) and no `exclude` pattern."""
    return (not include or _any(name, include)) and not _any(name, exclude)


def _any(name: str, patterns: Sequence[str]) -> bool:
    """`*` matches slashes too, and `**/` nothing as well."""
    return any(
        fnmatchcase(name, form)
        for pattern in patterns
        for form in (pattern, pattern.replace("**/", ""))
    )
