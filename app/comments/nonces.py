"""Form nonces and receipt keys.

A form carries a signed one-time nonce, which also says when the form was opened. The receipt key
is made from it with a secret that the database does not hold: mail can make the address again, a
stolen database cannot.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from itsdangerous import BadData, URLSafeSerializer

from app.core import clock
from app.core.crypto import get_keys, hash_token, list_keys, make_token

RECEIPT_KEY_LENGTH = 43


@dataclass(frozen=True)
class FormNonce:
    """What the form carries (`signed`), the nonce in it, and when the form was opened."""

    signed: str
    value: str
    opened_at: datetime


def _serializer() -> URLSafeSerializer:
    secrets_oldest_first = [keys.nonce for keys in reversed(list_keys())]  # the last one signs
    return URLSafeSerializer(secrets_oldest_first, salt="comment form")


def make_nonce(opened_at: datetime | None = None) -> FormNonce:
    """A new nonce; `opened_at` is when the form was first opened, now by default."""
    value = secrets.token_urlsafe(24)
    opened = int((opened_at or clock.now()).timestamp())
    return FormNonce(
        _serializer().dumps([value, opened]), value, datetime.fromtimestamp(opened, UTC)
    )


def find_nonce(signed: str) -> FormNonce | None:
    """The nonce behind a form field, or None when it is missing or not ours."""
    try:
        value, opened = _serializer().loads(signed)
    except (BadData, TypeError, ValueError):
        return None
    return FormNonce(signed, value, datetime.fromtimestamp(opened, UTC))


def make_receipt_key(nonce: str) -> str:
    """43 URL-safe characters: HMAC-SHA256 of the nonce under the receipt secret."""
    return make_token(get_keys().receipt, nonce)


def remake_receipt_key(nonce: str, receipt_hash: str) -> str:
    """The key that a comment was given, also when the secret has been changed since."""
    made = [make_token(keys.receipt, nonce) for keys in list_keys()]
    return next((key for key in made if hash_receipt_key(key) == receipt_hash), made[0])


def hash_receipt_key(receipt_key: str) -> str:
    return hash_token(receipt_key)
