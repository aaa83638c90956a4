"""Flask-Security, set up: which of its pages exist, and where; sessions that end."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import Any

from flask import (
    Flask,
    Response,
    after_this_request,
    current_app,
    g,
    make_response,
    render_template,
    request,
    session,
)
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
from flask_security.utils import get_message
from sqlalchemy import inspect
from wtforms import Field

from app.accounts.access import ask_for_second_factor, ask_to_sign_in
from app.accounts.audit import record_act
from app.accounts.enums import AuditAct
from app.accounts.known_browsers import is_known_to, remember_browser
from app.accounts.models import StaffRole, StaffUser
from app.accounts.queries import hold_account
from app.accounts.rules import list_local_words, why_not_password
from app.accounts.second_step import find_pending, init_second_step
from app.accounts.service import end_sessions, note_sign_in
from app.core import clock
from app.core.crypto import get_keys, keyed_hash
from app.core.db import begin_writing, db
from app.web.door import reads_first
from app.web.limits import (
    CODES_OF_ONE_ACCOUNT,
    SIGNING_IN,
    SIGNING_IN_ANYWHERE,
    SIGNING_IN_TO_ONE_ACCOUNT,
    SIGNING_IN_TO_ONE_ACCOUNT_ANYWHERE,
    limiter,
    network_key,
)
from app.web.logs import log
from app.web.redirects import local_path
from config import Settings

IDLE_LIMIT = timedelta(hours=2)
ABSOLUTE_LIMIT = timedelta(hours=12)
EMAIL_LIMIT = 254
CODE_PAGES = ("second_step.check", "second_step.prove")
CHANGED = "change"  # the library's word for signing in anew after a change
ASK_FOR_A_PASSWORD = (
    "security.login",
    "password.change",
    "account.confirm",
    "account.remove",
    "account.renew_codes",
    "passkeys.add",
    "passkeys.remove",
)

SETTINGS: dict[str, Any] = {
    "SECURITY_URL_PREFIX": "/staff",
    "SECURITY_STATIC_FOLDER": None,
    "SECURITY_CLI_USERS_NAME": None,
    "SECURITY_CLI_ROLES_NAME": None,
    "SECURITY_FRESHNESS": timedelta(seconds=-1),  # no page of the library asks how fresh it is
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_MSG_GENERIC_AUTHN_FAILED": ("The e-mail address or the password is wrong.", "error"),
    "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_DEPRECATED_PASSWORD_SCHEMES": [],
    "SECURITY_PASSWORD_NORMALIZE_FORM": "NFKC",
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": True},
    "SECURITY_LOGIN_USER_TEMPLATE": "accounts/staff/login.html",
    "SECURITY_POST_LOGIN_VIEW": "accounts.home",
    "SECURITY_POST_LOGOUT_VIEW": "security.login",
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
        if isinstance(self.user, StaffUser) and is_right and not _begin_as(self.user):
            self.password.errors = [*self.password.errors, get_message("INVALID_PASSWORD")[0]]
            is_right = False
        if not is_right:
            log.warning("sign-in refused", staff_id=self.user.id if self.user else None)
        return is_right


class StaffPasswords(PasswordUtil):
    """Our own rule for new passwords instead of the library's, which fails above 72 characters."""

    def validate(
        self, password: str, is_register: bool, **facts: Any
    ) -> tuple[list[str] | None, str]:
        normalised = self.normalize(password)
        settings: Settings = current_app.extensions["soundings_settings"]
        known_words = [*facts.values(), *list_local_words(settings.organisation)]
        reason = why_not_password(normalised, known_words)
        return ([reason] if reason else None), normalised


def _begin_as(staff: StaffUser) -> bool:
    """May this person still come in, whose password was right while nothing was locked?"""
    renewed = staff.password
    known = next(iter(inspect(staff).attrs.password.history.deleted or ()), renewed)
    begin_writing()
    hold_account(staff)
    if staff.password != known or not staff.active:
        return False
    staff.password = renewed
    return True


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
    init_second_step(security)
    _leave_public_pages_alone(app)
    reads_first(app.view_functions["security.login"])  # hashing takes its time
    app.before_request(_admit_session)
    app.before_request(_limit_guesses)
    app.before_request(_limit_codes)
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


def _limit_codes() -> None:
    """Bound the guesses at a code, by whoever knows the password already."""
    if request.method != "POST" or request.endpoint not in CODE_PAGES:
        return
    with limiter.shared_limit(SIGNING_IN, scope="codes from a network"):
        pass
    staff = find_pending()
    whose = f"codes of {staff.id}" if staff else "codes of nobody"
    with limiter.shared_limit(
        CODES_OF_ONE_ACCOUNT, scope="codes of an account", key_func=lambda: whose
    ):
        pass


def _account_here_key() -> str:
    return network_key() + _account_key()


def _account_key() -> str:
    """One key for an account, however its address is spelt."""
    staff: StaffUser | None = g.get("staff")
    email = staff.email if staff else request.form.get("email", "")[:EMAIL_LIMIT]
    spelt = unicodedata.normalize("NFKC", email).replace("\u3002", ".").strip().casefold()
    return keyed_hash(get_keys().network, f"account {spelt}").hex()[:32]


def _begin_session(
    _app: Flask, user: StaffUser, authn_via: list[str] | None = None, **_details: object
) -> None:
    """A new session: at sign-in, and anew for whoever has just changed how they sign in."""
    present = int(clock.now().timestamp())
    session["signed_in_at"] = session["seen_at"] = present
    session.pop("csrf_token", None)  # whoever knew it before must not know it now
    g.pop("csrf_token", None)  # nor may a page of this answer still carry it
    if authn_via != [CHANGED]:
        note_sign_in(user, is_new_browser=not is_known_to(user))
        remember_browser(user)


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
        return ask_for_second_factor(g.staff)
    session.clear()
    return None if (request.endpoint or "").startswith("security.") else ask_to_sign_in()


def _end_everywhere(_app: Flask, user: StaffUser, **_details: object) -> None:
    """Signing out ends this person's sessions on the server, in every browser."""

    @after_this_request
    def clear(response: Response) -> Response:
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    end_sessions(user)
    record_act(AuditAct.SIGNED_OUT, user, by=user)
    db.session.commit()
