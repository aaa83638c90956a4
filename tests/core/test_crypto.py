from __future__ import annotations

import pytest
from cryptography.fernet import InvalidToken

from app.core.crypto import Keys, derive_key, get_keys, keyed_hash, seal, unseal

SECRET = "a secret of the old days: 4m8x2"


def test_a_sealed_value_can_be_read_again_and_says_nothing_meanwhile(app):
    sealed = seal("zoë@example.org")
    assert unseal(sealed) == "zoë@example.org"
    assert b"example" not in sealed


def test_the_same_value_is_sealed_differently_each_time(app):
    assert seal("jo@example.org") != seal("jo@example.org")


def test_another_secret_cannot_unseal(app):
    sealed = seal("jo@example.org")
    app.extensions["soundings_keys"] = Keys.from_secret(SECRET)
    with pytest.raises(InvalidToken):
        unseal(sealed)


def test_a_changed_seal_is_not_read(app):
    sealed = bytearray(seal("jo@example.org"))
    sealed[20] ^= 1
    with pytest.raises(InvalidToken):
        unseal(bytes(sealed))


def test_each_purpose_has_a_key_of_its_own(app):
    assert len(set(vars(get_keys()).values())) == len(vars(get_keys()))


def test_a_key_stays_the_same_from_version_to_version():
    """Otherwise receipts that people keep would stop working."""
    assert derive_key(SECRET, "receipt").hex() == (
        "1301fd3b4d58154593f3d48c68362fe6f460dcfee44151d93988d1544663a270"
    )


def test_a_keyed_hash_depends_on_the_key_and_on_the_text():
    hashes = {keyed_hash(key, text) for key in (b"one", b"two") for text in ("a", "b")}
    assert len(hashes) == 4
    assert {len(digest) for digest in hashes} == {32}
