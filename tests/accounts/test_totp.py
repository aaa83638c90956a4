"""One-time codes by the clock, against the vectors of RFC 6238 (SHA-1, its last six digits)."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from app.accounts.pictures import QUIET_ZONE, draw_qr
from app.accounts.totp import app_address, find_step, make_code, say_secret, step_at

SECRET = b"12345678901234567890"
VECTORS = [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"),
           (2000000000, "279037"), (20000000000, "353130")]  # fmt: skip


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_the_codes_are_those_of_the_standard(seconds, code):
    assert make_code(SECRET, seconds // 30) == code
    assert find_step(SECRET, code, datetime.fromtimestamp(seconds, UTC)) == seconds // 30


def test_a_telephone_may_be_half_a_minute_early_or_late_and_no_more():
    moment = datetime(2026, 6, 30, 12, tzinfo=UTC)
    here = step_at(moment)
    taken = [n for n in range(-3, 4) if find_step(SECRET, make_code(SECRET, here + n), moment)]
    assert taken == [-1, 0, 1]


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "٢٨٧٠٨٢", "é"])
def test_what_is_no_code_is_at_no_step(code):
    assert find_step(SECRET, code, datetime.fromtimestamp(59, UTC)) is None


def test_the_key_in_text_is_the_key_in_the_picture():
    address = urlsplit(app_address(SECRET, "ada lee@example.org", "Soundings"))
    facts = parse_qs(address.query)
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert address.path == "/Soundings:ada%20lee%40example.org"
    assert facts == {"secret": [say_secret(SECRET).replace(" ", "")], "issuer": ["Soundings"]}
    assert base64.b32decode(facts["secret"][0]) == SECRET


def test_a_picture_has_a_quiet_zone_and_its_three_corners():
    picture = draw_qr("otpauth://totp/x")
    assert picture.path.startswith(f"M{QUIET_ZONE} {QUIET_ZONE}h1v1h-1z")
    far = picture.size - QUIET_ZONE - 1
    for x, y in ((far, QUIET_ZONE), (QUIET_ZONE, far)):
        assert f"M{x} {y}h1v1h-1z" in picture.path
    assert f"M{QUIET_ZONE - 1} " not in picture.path
