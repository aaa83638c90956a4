"""Browsers that somebody has signed in with before, known by a cookie that only staff are given.

The cookie opens nothing: it only keeps the message about a new browser from being sent each time.
"""

from __future__ import annotations

from datetime import timedelta

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadData, URLSafeSerializer

from app.accounts.models import StaffUser

KEPT_FOR = timedelta(days=365)
_MOST = 20  # people who share a browser


def is_known_to(staff: StaffUser) -> bool:
    """Whether this person has signed in with this browser before."""
    return staff.id in _read()


def remember_browser(staff: StaffUser) -> None:
    """Know this browser from now on, for another year."""
    ids = [staff.id, *(number for number in _read() if number != staff.id)][:_MOST]

    @after_this_request
    def give_cookie(response: Response) -> Response:
        response.set_cookie(
            _name(),
            _serializer().dumps(ids),
            max_age=KEPT_FOR,
            path="/staff",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response


def _read() -> list[int]:
    try:
        ids = _serializer().loads(request.cookies.get(_name(), ""))
    except BadData:
        return []
    return [number for number in ids if isinstance(number, int)]


def _name() -> str:
    is_secure = current_app.config["SESSION_COOKIE_SECURE"]
    return "__Secure-soundings-browser" if is_secure else "soundings-browser"


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="known browser")
