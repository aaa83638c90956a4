"""Where finished pages lie: their bytes, each under a validator that no other content can have.

Nothing is ever told to forget a page. A change raises a stamp, the stamp changes the validator,
and what lies under the old one is never asked for again and makes room in time.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from threading import Lock
from typing import Protocol

from redis import Redis
from redis.exceptions import RedisError

MEMORY_BYTES = 32_000_000
LARGEST_PAGE = 1_000_000
REDIS_WAIT_SECONDS = 0.2
REDIS_PAUSE_SECONDS = 10.0
REDIS_KEEPS_SECONDS = 3_600
_ENTRY_BYTES = 300  # what an entry takes beside its page


class PageStore(Protocol):
    def find(self, key: str) -> bytes | None: ...

    def keep(self, key: str, page: bytes) -> None: ...


class MemoryStore:
    """In this process; the page that was asked for longest ago makes room."""

    def __init__(self, limit: int = MEMORY_BYTES) -> None:
        self.limit = limit
        self.size = 0
        self._pages: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def find(self, key: str) -> bytes | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def keep(self, key: str, page: bytes) -> None:
        if len(page) > min(LARGEST_PAGE, self.limit):
            return
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self.size += len(page) + _ENTRY_BYTES
            while self.size > self.limit:
                self._drop(next(iter(self._pages)))

    def _drop(self, key: str) -> None:
        page = self._pages.pop(key, None)
        if page is not None:
            self.size -= len(page) + _ENTRY_BYTES


class RedisStore:
    """Shared by all processes, with memory in front; while Redis is away, memory alone."""

    def __init__(self, url: str, near: MemoryStore) -> None:
        self._redis = Redis.from_url(
            url, socket_timeout=REDIS_WAIT_SECONDS, socket_connect_timeout=REDIS_WAIT_SECONDS
        )
        self._near = near
        self._away_until = 0.0

    def find(self, key: str) -> bytes | None:
        page = self._near.find(key)
        if page is None and (found := self._ask("get", _name(key))):
            page = bytes(found)  # type: ignore[call-overload]  # bytes already
            self._near.keep(key, page)
        return page

    def keep(self, key: str, page: bytes) -> None:
        self._near.keep(key, page)
        if len(page) <= LARGEST_PAGE:
            self._ask("set", _name(key), page, ex=REDIS_KEEPS_SECONDS)

    def _ask(self, command: str, *values: object, **options: object) -> object:
        """Redis' answer; None at once for a while after it has failed."""
        if time.monotonic() < self._away_until:
            return None
        try:
            answer: object = getattr(self._redis, command)(*values, **options)
        except RedisError:
            self._away_until = time.monotonic() + REDIS_PAUSE_SECONDS
            return None
        return answer


def _name(key: str) -> str:
    return f"soundings:page:{key}"


def make_store(redis_url: str) -> PageStore:
    near = MemoryStore()
    return RedisStore(redis_url, near) if redis_url else near
