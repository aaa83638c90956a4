"""Flask-Security, set up: which of its pages exist, and where; sessions that end."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import Any

from flask import Flask, Response, g, make_response, render_template, request, session
from flask_login import user_logged_out
from flask_security import (
    LoginForm,
    PasswordUtil,
    Security,
    SQLAlchemyUserDatastore,
    current_user,
    uia_email_mapper,
)
from flask_security.signals import user_authenticated
from sqlalchemy import inspect
from wtforms import Field

from app.accounts.access import ask_to_sign_in
from app.accounts.models import StaffRole, StaffUser
from app.accounts.rules import why_not_password
from app.accounts.service import end_sessions
from app.core import clock
from app.core.crypto import get_keys, keyed_hash
from app.core.db import begin_writing, db, reading
from app.web.limits import (
    SIGNING_IN,
    SIGNING_IN_ANYWHERE,
    SIGNING_IN_TO_ONE_ACCOUNT,
    SIGNING_IN_TO_ONE_ACCOUNT_ANYWHERE,
    limiter,
    network_key,
)
from app.web.redirects import local_path

IDLE_LIMIT = timedelta(hours=2)
ABSOLUTE_LIMIT = timedelta(hours=12)
EMAIL_LIMIT = 254
ASK_FOR_A_PASSWORD = ("security.login", "security.verify", "security.change_password")

SETTINGS: dict[str, Any] = {
    "SECURITY_URL_PREFIX": "/staff",
    "SECURITY_STATIC_FOLDER": None,
    "SECURITY_CLI_USERS_NAME": None,
    "SECURITY_CLI_ROLES_NAME": None,
    "SECURITY_CHANGEABLE": True,
    "SECURITY_CHANGE_URL": "/password",
    "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_MSG_GENERIC_AUTHN_FAILED": ("The e-mail address or the password is wrong.", "error"),
    "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_DEPRECATED_PASSWORD_SCHEMES": [],
    "SECURITY_PASSWORD_NORMALIZE_FORM": "NFKC",
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": True},
    "SECURITY_LOGIN_USER_TEMPLATE": "accounts/staff/login.html",
    "SECURITY_CHANGE_PASSWORD_TEMPLATE": "accounts/staff/change_password.html",
    "SECURITY_VERIFY_TEMPLATE": "accounts/staff/verify.html",
    "SECURITY_POST_LOGIN_VIEW": "accounts.home",
    "SECURITY_POST_LOGOUT_VIEW": "security.login",
    "SECURITY_POST_CHANGE_VIEW": "accounts.home",
    "SECURITY_API_ENABLED_METHODS": ["session"],
    "SECURITY_USER_IDENTITY_ATTRIBUTES": [
        {"email": {"mapper": uia_email_mapper, "case_insensitive": True}}
    ],
}


class StaffLoginForm(LoginForm):
    """Without "remember me": a shared computer must not stay signed in."""

    remember = None  # type: ignore[assignment]  # how WTForms takes a field away

    def validate_next(self, field: Field) -> None:
        """A way on that leads away is no mistake of whoever signs in; it is not taken."""
        field.data = local_path(field.data, "")

    def validate(self, **details: Any) -> bool:
        """Ends with a transaction that may write, in which a hash that was weak is renewed."""
        is_right: bool = super().validate(**details)
        if is_right and self.user is not None:
            history = inspect(self.user).attrs.password.history
            begin_writing()
            if history.added and [self.user.password] == list(history.deleted):
                self.user.password = history.added[0]
        return is_right


class StaffPasswords(PasswordUtil):
    """Our own rule for new passwords instead of the library's, which fails above 72 characters."""

    def validate(
        self, password: str, is_register: bool, **facts: Any
    ) -> tuple[list[str] | None, str]:
        normalised = self.normalize(password)
        user: StaffUser | None = facts.get("user")
        own_words = [user.email, user.name] if user else [str(fact) for fact in facts.values()]
        reason = why_not_password(normalised, own_words)
        return ([reason] if reason else None), normalised


def init_security(app: Flask) -> None:
    app.config.update(SETTINGS)
    datastore = SQLAlchemyUserDatastore(db, StaffUser, StaffRole)
    security = Security(
        app,
        datastore,
        login_form=StaffLoginForm,
        password_util_cls=StaffPasswords,
        render_template=_render_page,  # type: ignore[arg-type]  # any answer will do there
    )
    security.want_json(lambda _request: False)  # it would give tokens out
    _leave_public_pages_alone(app)
    sign_in = app.view_functions["security.login"]
    app.view_functions["security.login"] = reading()(sign_in)  # hashing takes its time
    app.before_request(_admit_session)
    app.before_request(_limit_guesses)
    user_authenticated.connect(_begin_session, app)
    user_logged_out.connect(_end_everywhere, app)


def _render_page(template: str, **context: Any) -> Response:
    """A page of the library; where it answers a form, it says what is wrong with that."""
    html = render_template(template, **context)
    return make_response(html, 422 if request.method == "POST" else 200)


def _leave_public_pages_alone(app: Flask) -> None:
    """Take off the hooks that would read the session, and so the staff table, on every request.

    Those after a request only keep "remember me" cookies, which nobody is given here.
    """
    app.before_request_funcs[None] = [
        hook
        for hook in app.before_request_funcs.get(None, [])
        if not hook.__module__.startswith("flask_principal")
    ]
    app.after_request_funcs[None] = [
        hook
        for hook in app.after_request_funcs.get(None, [])
        if not hook.__module__.startswith("flask_login")
    ]
    app.template_context_processors[None] = [
        processor
        for processor in app.template_context_processors[None]
        if not processor.__module__.startswith("flask_login")
    ]


def _limit_guesses() -> None:
    """Bound the guesses at a password, at sign-in and on the pages that ask for it again."""
    if request.method != "POST" or request.endpoint not in ASK_FOR_A_PASSWORD:
        return
    # The library knows a limit by its line, so each has one of its own: in a loop, requests that
    # come at once would count against one another's limits.
    with limiter.shared_limit(SIGNING_IN, scope="guesses from a network"):
        pass
    with limiter.shared_limit(
        SIGNING_IN_TO_ONE_ACCOUNT, scope="guesses at an account here", key_func=_account_here_key
    ):
        pass
    with limiter.shared_limit(
        SIGNING_IN_TO_ONE_ACCOUNT_ANYWHERE, scope="guesses at an account", key_func=_account_key
    ):
        pass
    with limiter.shared_limit(SIGNING_IN_ANYWHERE, scope="guesses", key_func=lambda: "everybody"):
        pass


def _account_here_key() -> str:
    return network_key() + _account_key()


def _account_key() -> str:
    """One key for an account, however its address is spelt."""
    staff: StaffUser | None = g.get("staff")
    email = staff.email if staff else request.form.get("email", "")[:EMAIL_LIMIT]
    spelt = unicodedata.normalize("NFKC", email).replace("\u3002", ".").strip().casefold()
    return keyed_hash(get_keys().network, f"account {spelt}").hex()[:32]


def _begin_session(_app: Flask, **_details: object) -> None:
    present = int(clock.now().timestamp())
    session["signed_in_at"] = session["seen_at"] = present
    session.pop("csrf_token", None)  # whoever knew it before must not know it now


def _admit_session() -> Any:
    """Know who this is on staff pages; sign out whoever was away, or signed in, for too long."""
    if not request.path.startswith("/staff") or not current_user.is_authenticated:
        return None
    present = int(clock.now().timestamp())
    idle = present - session.get("seen_at", 0)
    whole = present - session.get("signed_in_at", 0)
    if idle <= IDLE_LIMIT.total_seconds() and whole <= ABSOLUTE_LIMIT.total_seconds():
        session["seen_at"] = present
        g.staff = current_user._get_current_object()
        return None
    session.clear()
    return None if (request.endpoint or "").startswith("security.") else ask_to_sign_in()


def _end_everywhere(_app: Flask, user: StaffUser, **_details: object) -> None:
    """Signing out ends this person's sessions on the server, in every browser."""
    end_sessions(user)
    db.session.commit()
