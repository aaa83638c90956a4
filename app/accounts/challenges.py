"""The challenge of a passkey, kept in the session from the page to its answer, for one use."""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode
from datetime import timedelta
from urllib.parse import urlsplit

from flask import current_app, request, session

from app.accounts.passkeys import Place
from app.core import clock
from config import Settings

CHALLENGE = "passkey_challenge"
TIME_LIMIT = timedelta(minutes=10)
_BYTES = 32


def make_challenge() -> bytes:
    challenge = secrets.token_bytes(_BYTES)
    present = int(clock.now().timestamp())
    session[CHALLENGE] = {"value": b64encode(challenge).decode(), "at": present}
    return challenge


def take_challenge() -> bytes:
    """The challenge of the page before, forgotten by this; another one when it is too old."""
    kept = session.pop(CHALLENGE, {})
    age = int(clock.now().timestamp()) - kept.get("at", 0)
    if age > TIME_LIMIT.total_seconds():
        return secrets.token_bytes(_BYTES)
    return b64decode(kept["value"])


def current_place() -> Place:
    """The site as its people reach it."""
    settings: Settings = current_app.extensions["soundings_settings"]
    origin = settings.site_url or request.host_url.rstrip("/")
    parts = urlsplit(origin)
    return Place(parts.hostname or "localhost", f"{parts.scheme}://{parts.netloc}")
