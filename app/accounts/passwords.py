"""Passwords made, hashed and checked. It takes its time: nothing should be locked meanwhile."""

from __future__ import annotations

import secrets

from flask_security.proxies import _security
from flask_security.utils import hash_password, verify_password

from app.accounts.models import StaffUser
from app.core.errors import RefusedError


def make_password() -> str:
    """A random password of 96 bits that can be read out."""
    return "-".join(secrets.token_hex(2) for _ in range(6))


def is_password_of(staff: StaffUser, typed: str) -> bool:
    return verify_password(_security.password_util.normalize(typed), staff.password)


def hash_checked(password: str, email: str, name: str) -> str:
    """The hash of a password that may be this person's; raises RefusedError otherwise."""
    problems, normalised = _security.password_util.validate(password, True, email=email, name=name)
    if problems:
        raise RefusedError(" ".join(problems))
    hashed: str = hash_password(normalised)
    return hashed
