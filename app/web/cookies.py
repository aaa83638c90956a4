"""The one cookie: signed, for this host alone, unreadable by scripts."""

from __future__ import annotations

from flask import Flask


def init_cookies(app: Flask, *, secret: str, is_secure: bool) -> None:
    app.config.update(
        SECRET_KEY=secret,
        SESSION_COOKIE_NAME="__Host-soundings" if is_secure else "soundings",
        SESSION_COOKIE_SECURE=is_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
    )
