"""The guard of staff views."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.enums import Permission
from app.accounts.models import StaffUser
from app.accounts.permissions import may
from app.accounts.queries import hold_account
from app.accounts.rules import needs_second_factor
from app.core.db import begin_writing
from app.web.access import View, declare_access
from app.web.door import SAFE_METHODS
from app.web.errors import ErrorText, error_page
from app.web.logs import log
from config import Settings

SIGNED_OUT = ErrorText(
    "You are not signed in any more",
    "You were signed out, or away for too long, so this was not saved.",
    ("Copy what you typed, sign in again at /staff/login, and send it from there.",),
)

SET_UP_FIRST = ErrorText(
    "Set up your second factor first",
    "Your role needs one here, so nothing else can be done before. This was not saved.",
    ("Copy what you typed, set the second factor up at /staff/account/second-factor, and go on.",),
)
OPEN_WITHOUT_FACTOR = frozenset({"account.set_up", "account.confirm", "security.logout"})


def requires(permission: Permission) -> Callable[[View], View]:
    """Let in only staff with the permission; others sign in first, or are told they may not."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if "staff" not in g:
                return ask_to_sign_in()
            if not may(current_staff().role_set, permission):
                rule = str(request.url_rule)
                log.warning("access refused", staff_id=current_staff().id, rule=rule)
                abort(403)
            return view(*args, **kwargs)

        return declare_access(guarded, permission.name.lower())  # type: ignore[return-value]

    return decorate


def current_staff() -> StaffUser:
    """The person behind this request; only inside a guarded view."""
    staff: StaffUser = g.staff
    return staff


def begin_acting() -> StaffUser:
    """The person behind this request, in a transaction that may write what they do.

    What was checked before was only read. Whoever's sessions have been ended since then (by a new
    password, other roles, a disabled account) does nothing; from now on these wait for us.
    """
    staff = current_staff()
    key = staff.fs_uniquifier
    begin_writing()
    hold_account(staff)
    if staff.fs_uniquifier != key:
        abort(ask_to_sign_in())
    return staff


def ask_to_sign_in() -> BaseResponse:
    """The sign-in page, and then back here; what was being sent is kept on a page to copy."""
    if request.method not in SAFE_METHODS:
        return error_page(403, SIGNED_OUT)
    path = request.full_path if request.query_string else request.path
    return redirect(url_for("security.login", next=path))


def is_second_factor_required(staff: StaffUser) -> bool:
    settings: Settings = current_app.extensions["soundings_settings"]
    return needs_second_factor(staff.role_set, settings.second_factor_roles)


def ask_for_second_factor(staff: StaffUser) -> BaseResponse | None:
    """Whoever needs a second factor and has none is led to its page and can do nothing else."""
    if (
        staff.has_second_factor
        or request.endpoint in OPEN_WITHOUT_FACTOR
        or not is_second_factor_required(staff)
    ):
        return None
    if request.method in SAFE_METHODS:
        return redirect(url_for("account.set_up"))
    return error_page(403, SET_UP_FIRST)


def init_access(app: Flask) -> None:
    """Let templates ask who is signed in and what they may do; None on public pages."""

    @app.context_processor
    def add_staff() -> dict[str, Any]:
        staff: StaffUser | None = g.get("staff")

        def may_now(permission: str) -> bool:
            return staff is not None and may(staff.role_set, Permission[permission.upper()])

        return {"current_staff": staff, "may": may_now}
