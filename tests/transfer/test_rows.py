"""What is done quickly for most rows comes out as it would at leisure."""

from __future__ import annotations

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given
from hypothesis import strategies as st

from app.transfer.rows import EMAIL_LIMIT, is_email

LOCALS = st.sampled_from(
    ["pat", "pat.lowe", "pat..lowe", ".pat", "p+1", "-", "", '"pat"', "Zoë", "a" * 64, "a" * 65]
)
DOMAINS = st.sampled_from(
    ["example.org", "example", "-a.org", "a_b.org", "bücher.example", "localhost", "[127.0.0.1]",
     "a.test", "x" * 63 + ".org", "x" * 64 + ".org", ".".join(["x" * 60] * 4), "a.org>", "a@b.org"]
)  # fmt: skip


def is_email_at_leisure(text: str) -> bool:
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return len(text) <= EMAIL_LIMIT


@given(LOCALS | st.text(max_size=5), DOMAINS | st.text(max_size=5))
@example("a" * 64, ".".join(["x" * 60] * 4))
def test_an_address_is_one_however_quickly_it_is_looked_at(local, domain):
    text = f"{local}@{domain}"
    assert is_email(text) == is_email_at_leisure(text)


@pytest.mark.parametrize("text", ["", "@", "pat", "pat@", "Pat <pat@example.org>"])
def test_what_is_no_address_is_none(text):
    assert not is_email(text)
