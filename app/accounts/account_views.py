"""A person's own account: the password, the second factor and the recovery codes."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask_security.utils import login_user
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import begin_acting, current_staff, is_second_factor_required, requires
from app.accounts.enums import Permission
from app.accounts.forms import PasswordForm, SetUpForm
from app.accounts.pictures import draw_qr
from app.accounts.rules import why_not_turn_off
from app.accounts.second_factor import (
    count_codes_left,
    make_recovery_codes,
    offer_secret,
    turn_off,
    turn_on,
)
from app.accounts.security import CHANGED
from app.accounts.totp import app_address, say_secret
from app.core.db import db, stop_writing
from app.core.errors import RefusedError
from app.web.csrf import checks_its_own_token
from app.web.door import reads_first
from app.web.forms import text_of

bp = Blueprint("account", __name__, url_prefix="/staff/account")


@bp.get("")
@requires(Permission.VIEW_STAFF_HOME)
def account() -> Response:
    return _account_page(PasswordForm(formdata=None), 200)


@bp.get("/second-factor")
@requires(Permission.VIEW_STAFF_HOME)
def set_up() -> BaseResponse:
    if current_staff().has_second_factor:
        return redirect(url_for("account.account"))
    return _set_up_page(SetUpForm(formdata=None), 200)


@bp.post("/second-factor")
@requires(Permission.VIEW_STAFF_HOME)
@checks_its_own_token
@reads_first
def confirm() -> BaseResponse:
    form, staff = SetUpForm(), current_staff()
    if not form.validate():
        return _set_up_page(form, 422)
    try:
        codes = turn_on(begin_acting(), text_of(form.code))
    except RefusedError as refusal:
        stop_writing()
        form.reject(form.code, refusal.reason)
        return _set_up_page(form, 422)
    login_user(staff, authn_via=[CHANGED])
    page = _codes_page(codes)
    db.session.commit()
    return page


@bp.post("/second-factor/off")
@requires(Permission.VIEW_STAFF_HOME)
@checks_its_own_token
@reads_first
def remove() -> BaseResponse:
    form, staff = PasswordForm(), current_staff()
    refusal = why_not_turn_off(
        is_on=staff.has_second_factor, is_required=is_second_factor_required(staff)
    )
    if refusal:
        form.reject(form.password, refusal)
    if refusal or not form.validate():
        return _account_page(form, 422)
    turn_off(begin_acting(), by=staff)
    login_user(staff, authn_via=[CHANGED])
    flash("Your second factor is off, and your other sessions have ended.", "notice")
    db.session.commit()
    return redirect(url_for("account.account"), 303)


@bp.post("/recovery-codes")
@requires(Permission.VIEW_STAFF_HOME)
@checks_its_own_token
@reads_first
def renew_codes() -> BaseResponse:
    form, staff = PasswordForm(), current_staff()
    if not staff.has_second_factor or not form.validate():
        return _account_page(form, 422)
    page = _codes_page(make_recovery_codes(begin_acting(), tells=True))
    db.session.commit()
    return page


def _account_page(form: PasswordForm, code: int) -> Response:
    staff = current_staff()
    html = render_template(
        "accounts/staff/account.html",
        staff=staff,
        form=form,
        codes_left=count_codes_left(staff),
        why_not_turn_off=why_not_turn_off(
            is_on=staff.has_second_factor, is_required=is_second_factor_required(staff)
        ),
    )
    return make_response(html, code)


def _set_up_page(form: SetUpForm, code: int) -> Response:
    staff = current_staff()
    secret = offer_secret(staff)
    html = render_template(
        "accounts/staff/set_up.html",
        form=form,
        secret=say_secret(secret),
        picture=draw_qr(app_address(secret, staff.email, "Soundings")),
        is_required=is_second_factor_required(staff),
    )
    return make_response(html, code)


def _codes_page(codes: list[str]) -> Response:
    return make_response(render_template("accounts/staff/recovery_codes.html", codes=codes))
