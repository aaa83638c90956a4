"""Between the password and the second factor: who has got so far is noted in the session alone.

Nobody is signed in before the second step is done. The library asks its plug-in for second factors
after every right password; this one takes the plug-in's place.
"""

from __future__ import annotations

from datetime import timedelta

from flask import redirect, session, url_for
from flask_security import Security
from flask_security.tf_plugin import TfPlugin
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.models import StaffUser
from app.accounts.queries import find_staff_by_session_key
from app.core import clock

PENDING = "second_step"
TIME_LIMIT = timedelta(minutes=10)


class SecondStep(TfPlugin):
    def tf_enter(
        self,
        user: StaffUser,  # type: ignore[override]  # the library knows any kind of user
        remember_me: bool | None,
        primary_authn_via: str,
        next_loc: str | None,
    ) -> BaseResponse | None:
        """Lead to the second step, or None where the password is enough."""
        if not user.has_second_factor:
            return None
        present = int(clock.now().timestamp())
        session[PENDING] = {"key": user.fs_uniquifier, "at": present, "next": next_loc or ""}
        return redirect(url_for("second_step.ask"), 303)


def init_second_step(security: Security) -> None:
    security.two_factor_plugins = SecondStep()


def find_pending() -> StaffUser | None:
    """Who has given the right password and not yet the code; None after ten minutes."""
    pending = session.get(PENDING, {})
    age = int(clock.now().timestamp()) - pending.get("at", 0)
    if age > TIME_LIMIT.total_seconds():
        return None
    staff = find_staff_by_session_key(pending["key"])
    return staff if staff and staff.active and staff.has_second_factor else None


def take_next() -> str:
    """Where the person was going; the session forgets that somebody was on the way."""
    where: str = session.pop(PENDING, {}).get("next", "")
    return where
