"""Files that people sent are kept under what is in them, whole or not at all."""

from __future__ import annotations

import hashlib
import io

import pytest

from app.core.storage import Store, TooLargeError

WORDS = b"What is in it."
HASH = hashlib.sha256(WORDS).hexdigest()


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "papers")


def test_a_file_is_kept_under_its_hash_and_only_once(store):
    stored = store.keep(io.BytesIO(WORDS), 100)
    assert (stored.sha256, stored.size) == (HASH, len(WORDS))
    store.keep(io.BytesIO(WORDS), 100)
    assert [path.name for path in store.list_kept()] == [HASH]
    with store.open(HASH) as file:
        assert file.read() == WORDS


def test_of_one_that_is_too_large_nothing_stays(store):
    store.keep(io.BytesIO(WORDS), len(WORDS))
    with pytest.raises(TooLargeError):
        store.keep(io.BytesIO(WORDS + b"!"), len(WORDS))
    assert [path.name for path in store.folder.rglob("*") if path.is_file()] == [HASH]


def test_what_is_wrong_with_a_kept_file_is_told(store):
    store.keep(io.BytesIO(WORDS), 100)
    assert store.why_not_whole(HASH) is None
    store.path_of(HASH).write_bytes(b"Something else.")
    assert store.why_not_whole(HASH) == "has changed"
    store.path_of(HASH).unlink()
    assert store.why_not_whole(HASH) == "is missing"


def test_a_file_that_was_spoiled_is_whole_again_once_it_is_sent_again(store):
    store.keep(io.BytesIO(WORDS), 100)
    store.path_of(HASH).write_bytes(b"Something else.")
    store.keep(io.BytesIO(WORDS), 100)
    assert store.why_not_whole(HASH) is None


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, HASH + "\n"])
def test_no_other_name_leads_anywhere(store, name):
    with pytest.raises(ValueError, match="SHA-256"):
        store.path_of(name)
