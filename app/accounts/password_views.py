"""Changing one's own password."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask_security.utils import login_user
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import begin_acting, current_staff, requires
from app.accounts.enums import Permission
from app.accounts.forms import NewPasswordForm
from app.accounts.passwords import hash_checked
from app.accounts.security import CHANGED
from app.accounts.service import keep_hash
from app.core.db import db
from app.core.errors import RefusedError
from app.web.csrf import checks_its_own_token
from app.web.door import reads_first
from app.web.forms import text_of

bp = Blueprint("password", __name__, url_prefix="/staff/password")


@bp.get("")
@requires(Permission.VIEW_STAFF_HOME)
def password() -> Response:
    return _page(NewPasswordForm(formdata=None), 200)


@bp.post("")
@requires(Permission.VIEW_STAFF_HOME)
@checks_its_own_token
@reads_first
def change() -> BaseResponse:
    form, staff = NewPasswordForm(), current_staff()
    if not form.validate():
        return _page(form, 422)
    try:
        hashed = hash_checked(text_of(form.new_password), staff.email, staff.name)
    except RefusedError as refusal:
        form.reject(form.new_password, refusal.reason)
        return _page(form, 422)
    keep_hash(begin_acting(), hashed, by=staff)
    login_user(staff, authn_via=[CHANGED])
    flash("Your password is changed, and your other sessions have ended.", "notice")
    db.session.commit()
    return redirect(url_for("accounts.home"), 303)


def _page(form: NewPasswordForm, code: int) -> Response:
    return make_response(render_template("accounts/staff/change_password.html", form=form), code)
