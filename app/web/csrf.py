"""Forged requests are refused before anybody is asked who they are.

The token has no time limit: slow writers lose nothing. A form that must show itself again, with
everything typed, when its cookie is gone checks the token itself, as one of its fields.
"""

from __future__ import annotations

from flask import Flask, current_app, request
from flask_wtf.csrf import CSRFProtect

from app.web.access import View
from app.web.door import SAFE_METHODS

csrf = CSRFProtect()


def checks_its_own_token(view: View) -> View:
    """The view's form (a BaseForm) holds the token and is validated on every unsafe request."""
    view.__dict__["checks_its_own_token"] = True
    return view


def init_csrf(app: Flask) -> None:
    app.config.update(
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_SSL_STRICT=False,  # receipts send no referrer; SameSite and the token remain
    )
    csrf.init_app(app)
    app.before_request(_protect)


def _protect() -> None:
    if request.method in SAFE_METHODS or request.endpoint is None:
        return
    view = current_app.view_functions[request.endpoint]
    if not getattr(view, "checks_its_own_token", False):
        csrf.protect()
