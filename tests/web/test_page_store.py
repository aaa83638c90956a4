"""Where finished pages lie: in memory up to a limit, and in Redis while it is there."""

from __future__ import annotations

import uuid

import pytest

from app.web.page_store import LARGEST_PAGE, MemoryStore, RedisStore

NOWHERE = "redis://127.0.0.1:1/0"


def test_a_page_is_found_under_its_key():
    store = MemoryStore()
    store.keep("one", b"first")
    store.keep("one", b"second")
    assert (store.find("one"), store.find("two")) == (b"second", None)


def test_memory_never_holds_more_than_its_limit():
    store = MemoryStore(limit=10_000)
    for number in range(100):
        store.keep(str(number), b"x" * 1_000)
        assert store.size <= 10_000
    assert store.find("99") is not None
    assert store.find("0") is None


def test_the_page_that_was_asked_for_longest_ago_makes_room():
    store = MemoryStore(limit=4_000)
    for key in ("one", "two", "three"):
        store.keep(key, b"x" * 1_000)
    store.find("one")
    store.keep("four", b"x" * 1_000)
    assert [store.find(key) is not None for key in ("one", "two", "three", "four")] == [
        True, False, True, True,
    ]  # fmt: skip


def test_a_page_that_is_too_large_is_not_kept():
    store = MemoryStore()
    store.keep("large", b"x" * (LARGEST_PAGE + 1))
    assert (store.find("large"), store.size) == (None, 0)


def test_without_redis_memory_goes_on_alone():
    store = RedisStore(NOWHERE, MemoryStore())
    assert store.find("one") is None
    store.keep("one", b"first")
    assert store.find("one") == b"first"


@pytest.mark.redis
class TestWithRedis:
    def test_what_one_process_keeps_another_finds(self, redis_url):
        key = uuid.uuid4().hex
        RedisStore(redis_url, MemoryStore()).keep(key, b"\xff page")
        other = RedisStore(redis_url, MemoryStore())
        assert other.find(key) == b"\xff page"
        assert other.find(uuid.uuid4().hex) is None
