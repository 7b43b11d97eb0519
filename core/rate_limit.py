"""Rate limits: so many tries in a window of time for one address, exact under any number of processes and threads.

Each time takes one of so many places in the cache, and a place is free again when its while is over. Taking one is
`cache.add`, which one caller wins; nobody waits for a lock, so that a busy moment refuses nobody who is within the limit.
"""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from core.web import client_ip


def address_of(request: HttpRequest) -> str:
    """Who asks: an address, or the /64 network of an IPv6 one, which is one house."""
    text = client_ip(request, settings.TRUSTED_PROXIES)
    try:
        address = ip_address(text)
    except ValueError:
        return "unknown"
    return str(ip_network((address, 64), strict=False)) if address.version == 6 else str(address)


def take(name: str, who: str, *, times: int, seconds: int) -> bool:
    """Take one of `times` places that `who` has in `seconds`; False when all are taken."""
    keys = _keys(name, who, times)
    taken = cache.get_many(keys)
    return any(cache.add(key, 1, seconds) for key in keys if key not in taken)


def is_exhausted(name: str, who: str, *, times: int) -> bool:
    """Whether `take` would say no; takes nothing."""
    return len(cache.get_many(_keys(name, who, times))) == times


def _keys(name: str, who: str, times: int) -> list[str]:
    return [f"limit:{name}:{who}:{place}" for place in range(times)]
