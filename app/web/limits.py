"""Rate limits by network: /24 of IPv4, /48 of IPv6, kept only as keyed hashes.

With Redis all workers share the counts; while Redis is away each worker counts for itself, so
that reading and commenting go on.
"""

from __future__ import annotations

import ipaddress
import time

from flask import Flask, request
from flask_limiter import Limiter, RateLimitExceeded

from app.core.crypto import get_keys, keyed_hash

CHECKING = "120 per 10 minutes"
SENDING = "20 per 10 minutes; 200 per day"
SIGNING_IN = "10 per minute; 60 per hour"
SIGNING_IN_TO_ONE_ACCOUNT = "10 per 5 minutes"  # from one network
SIGNING_IN_TO_ONE_ACCOUNT_ANYWHERE = "60 per 10 minutes"  # loose: it must not lock its owner out
CODES_OF_ONE_ACCOUNT = "5 per minute; 20 per hour"  # after the right password only
SIGNING_IN_ANYWHERE = "300 per minute"


def network_of(address: str) -> str:
    """The network that a visitor's address belongs to, e.g. "192.0.2.0/24"."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    length = 24 if ip.version == 4 else 48
    return str(ipaddress.ip_network(f"{ip}/{length}", strict=False))


def network_key() -> str:
    network = network_of(request.remote_addr or "")
    return keyed_hash(get_keys().network, network).hex()[:32]


limiter = Limiter(key_func=network_key, strategy="moving-window")


def init_limits(app: Flask, *, enabled: bool, redis_url: str) -> None:
    app.config.update(
        RATELIMIT_ENABLED=enabled,
        RATELIMIT_STORAGE_URI=redis_url or "memory://",
        RATELIMIT_STORAGE_OPTIONS=(
            {"socket_connect_timeout": 1, "socket_timeout": 1} if redis_url else {}
        ),
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=bool(redis_url),
        RATELIMIT_KEY_PREFIX="soundings",
    )
    limiter.init_app(app)


def seconds_to_wait(error: RateLimitExceeded) -> int:
    """How long until the limit that was reached lets the next request through."""
    current = limiter.current_limit
    if current is not None:
        return max(1, int(current.reset_at - time.time()) + 1)
    return int(error.limit.limit.get_expiry())
