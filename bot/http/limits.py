"""Who knocks, and how often: the visitor's address and a limit by key, both in memory only."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import datetime
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

from bot.core.clock import Clock

KEYS = 50_000

Network: TypeAlias = IPv4Network | IPv6Network


class Limiter:
    """Lets `burst` tries of a key through at once, and `per_minute` more each minute.

    Keeps the `size` keys that tried last; a flooding key is never among those forgotten.
    """

    def __init__(self, *, burst: int, per_minute: float, clock: Clock, size: int = KEYS) -> None:
        self._burst = float(burst)
        self._per_second = per_minute / 60
        self._clock = clock
        self._size = size
        self._buckets: OrderedDict[str, tuple[float, datetime]] = OrderedDict()

    def allow(self, key: str) -> bool:
        """Return False when `key` is over its limit; a refused try costs nothing."""
        now = self._clock()
        left, since = self._buckets.pop(key, (self._burst, now))
        elapsed = max(0.0, (now - since).total_seconds())
        left = min(self._burst, left + elapsed * self._per_second)
        allowed = left >= 1
        self._buckets[key] = (left - 1 if allowed else left, now)
        if len(self._buckets) > self._size:
            self._buckets.popitem(last=False)
        return allowed


def networks(trusted: Iterable[str]) -> tuple[Network, ...]:
    """Return the networks that `web.trusted_proxies` names."""
    return tuple(ip_network(text, strict=False) for text in trusted)


def visitor(peer: str | None, forwarded_for: Sequence[str], trusted: Sequence[Network]) -> str | None:
    """Return the key of the visitor's address, or None when there is none.

    X-Forwarded-For counts only as far as trusted proxies wrote it: it is read from the right, and
    the first address that is not a trusted proxy is the visitor. An IPv6 visitor owns at least a
    /64, which is therefore the key.
    """
    address = _address(peer or "")
    if address is None:
        return None
    hops = [hop.strip() for header in forwarded_for for hop in header.split(",")]
    while hops and _is_among(address, trusted):
        before = _address(hops.pop())
        if before is None:
            break
        address = before
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address)


def is_loopback(peer: str | None) -> bool:
    """Say whether the other end of the connection is this machine."""
    address = _address(peer or "")
    return address is not None and address.is_loopback


def _is_among(address: IPv4Address | IPv6Address, trusted: Sequence[Network]) -> bool:
    return any(address in network for network in trusted if network.version == address.version)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """Read an address as proxies write it: bare, `1.2.3.4:5678`, `[::1]` or `[::1]:5678`."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address
