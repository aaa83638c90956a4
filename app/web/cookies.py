"""The one cookie: signed, for this host alone, unreadable by scripts."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask


def init_cookies(app: Flask, *, secret: str, old_secrets: Sequence[str], is_secure: bool) -> None:
    """Sessions and form tokens of the old secrets are taken and go on under the new one."""
    app.config.update(
        SECRET_KEY=secret,
        SECRET_KEY_FALLBACKS=list(old_secrets),
        WTF_CSRF_SECRET_KEY=[*old_secrets, secret],  # the last one signs
        SESSION_COOKIE_NAME="__Host-soundings" if is_secure else "soundings",
        SESSION_COOKIE_SECURE=is_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
    )
