from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine

from app.comments.nonces import (
    RECEIPT_KEY_LENGTH,
    find_nonce,
    hash_receipt_key,
    make_nonce,
    make_receipt_key,
)
from app.core.crypto import Keys

pytestmark = pytest.mark.usefixtures("app")
MORNING = datetime(2026, 6, 1, 8, 30, tzinfo=UTC)


def test_a_form_says_when_it_was_opened():
    with time_machine.travel(MORNING):
        signed = make_nonce().signed
    nonce = find_nonce(signed)
    assert nonce
    assert nonce.opened_at == MORNING


def test_a_nonce_has_no_end():
    with time_machine.travel(datetime(2016, 1, 1, tzinfo=UTC)):
        signed = make_nonce().signed
    assert find_nonce(signed)


def test_two_forms_have_two_nonces():
    assert make_nonce().value != make_nonce().value


@pytest.mark.parametrize("signed", ["", "x", "a.b.c", "W10.x", "é", "\x00", "." * 5_000])
def test_a_nonce_that_is_not_ours_is_none(signed):
    assert find_nonce(signed) is None


def test_a_nonce_cannot_be_made_older():
    payload, signature = make_nonce().signed.rsplit(".", 1)
    older = make_nonce(MORNING).signed.rsplit(".", 1)[0]
    assert find_nonce(f"{older}.{signature}") is None
    assert find_nonce(f"{payload}.{signature}")


def test_a_nonce_of_another_site_is_none(app):
    signed = make_nonce().signed
    app.extensions["soundings_keys"] = Keys.from_secret("the secret of another site: 5h2")
    assert find_nonce(signed) is None


def test_a_receipt_key_can_be_made_again_from_the_nonce_and_the_secret_alone(app):
    key = make_receipt_key("nonce")
    assert len(key) == RECEIPT_KEY_LENGTH
    assert make_receipt_key("nonce") == key
    app.extensions["soundings_keys"] = Keys.from_secret("the secret of another site: 5h2")
    assert make_receipt_key("nonce") != key


def test_what_is_stored_of_a_receipt_key_does_not_open_the_receipt():
    key = make_receipt_key("nonce")
    assert key not in hash_receipt_key(key)
    assert hash_receipt_key(hash_receipt_key(key)) != hash_receipt_key(key)
