"""One-time codes by the clock (RFC 6238): six digits of HMAC-SHA1 that change every 30 seconds."""

from __future__ import annotations

import base64
import hmac
from datetime import datetime
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

STEP_SECONDS = 30
DIGITS = 6
SLACK = 1  # how many steps a telephone's clock may be early or late


def make_code(secret: bytes, step: int) -> str:
    """The code of one step since 1970."""
    hotp = HOTP(secret, DIGITS, SHA1(), enforce_key_length=False)  # noqa: S303 - what apps speak
    return hotp.generate(step).decode()


def step_at(moment: datetime) -> int:
    return int(moment.timestamp()) // STEP_SECONDS


def find_step(secret: bytes, code: str, moment: datetime) -> int | None:
    """The step, near this moment, that the code belongs to."""
    present = step_at(moment)
    for step in range(present - SLACK, present + SLACK + 1):
        if hmac.compare_digest(make_code(secret, step).encode(), code.encode()):
            return step
    return None


def say_secret(secret: bytes) -> str:
    """In base 32, as apps take it by hand: "JBSW Y3DP …"."""
    text = base64.b32encode(secret).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def app_address(secret: bytes, account: str, issuer: str) -> str:
    """What the picture holds: otpauth://totp/issuer:account?secret=…"""
    facts = {"secret": base64.b32encode(secret).decode(), "issuer": issuer}
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?{urlencode(facts, quote_via=quote)}"
