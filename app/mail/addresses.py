"""Whole addresses for messages, which are put together where there is no request."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from app.core.crypto import hash_email, list_keys
from app.core.errors import NotFoundError
from app.mail.enums import MailKind
from config import Settings

WITHOUT_SITE_URL = "http://localhost:8000"


def site_url() -> str:
    settings: Settings = current_app.extensions["soundings_settings"]
    return settings.site_url or WITHOUT_SITE_URL


def site_host() -> str:
    return urlsplit(site_url()).hostname or "localhost"


def mail_url(endpoint: str, **values: Any) -> str:
    """The public address of a page."""
    path = current_app.url_map.bind(site_host()).build(endpoint, values)
    return site_url() + path


def stop_url(email: str, kind: MailKind) -> str:
    """Where the person behind an address stops messages of one kind."""
    token = _serializer().dumps([hash_email(email).hex(), kind.value])
    return mail_url("mail.stop", token=token)


def read_stop_token(token: str) -> tuple[bytes, MailKind]:
    """The keyed hash of the address, and the kind; raises NotFoundError for a token not ours."""
    try:
        lookup, kind = _serializer().loads(token)
        return bytes.fromhex(lookup), MailKind(kind)
    except (BadData, TypeError, ValueError) as error:
        raise NotFoundError("that address is not from a message of ours") from error


def _serializer() -> URLSafeSerializer:
    secrets_oldest_first = [keys.mail for keys in reversed(list_keys())]  # the last one signs
    return URLSafeSerializer(secrets_oldest_first, salt="stop mail")
