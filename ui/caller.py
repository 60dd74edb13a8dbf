"""Who calls: whether with the key, and from where."""

import ipaddress
import secrets

from starlette.requests import Request

NO_KEY = "give the key as `Authorization: Bearer KEY`"
NETWORK_BITS = 64  # of an IPv6 address: what one subscriber holds


def has_key(authorization: str, key: str | None) -> bool:
    """True where no key is set, or the header `Authorization: Bearer KEY` gives it."""
    if key is None:
        return True
    scheme, _, given = authorization.partition(" ")
    return scheme.lower() == "bearer" and secrets.compare_digest(given.encode(), key.encode())


def caller_of(request: Request) -> str:
    """What the rate limit knows a caller by: the address, for holders of the one key too."""
    return network_of(request.client.host if request.client else "")


def network_of(host: str) -> str:
    """The address that a caller is known by: of IPv6 its network; "" where there is none."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 4:
        return host
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address.packed, NETWORK_BITS), strict=False))
