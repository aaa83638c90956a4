"""The page of the sign-in that asks for the second factor."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, url_for
from flask_security.utils import login_user
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.challenges import current_place, make_challenge, take_challenge
from app.accounts.forms import CodeForm, ProofForm
from app.accounts.models import StaffUser
from app.accounts.passkeys import ask_for_passkey, has_proved_passkey
from app.accounts.second_factor import WRONG_CODE, has_taken_code
from app.accounts.second_step import find_pending, take_next
from app.core.db import db
from app.web.access import public
from app.web.csrf import checks_its_own_token
from app.web.forms import text_of
from app.web.logs import log
from app.web.redirects import local_path

bp = Blueprint("second_step", __name__, url_prefix="/staff/login/code")


@bp.get("")
@public
def ask() -> BaseResponse:
    staff = find_pending()
    if staff is None:
        return redirect(url_for("security.login"))
    return _page(staff, CodeForm(formdata=None), 200)


@bp.post("")
@public
@checks_its_own_token
def check() -> BaseResponse:
    staff, form = find_pending(), CodeForm()
    if staff is None:
        return redirect(url_for("security.login"), 303)
    if not form.validate():
        return _page(staff, form, 422)
    if not has_taken_code(staff, text_of(form.code)):
        log.warning("second factor refused", staff_id=staff.id)
        form.reject(form.code, WRONG_CODE)
        return _page(staff, form, 422)
    where = _sign_in(staff, "code")
    db.session.commit()
    return redirect(where, 303)


@bp.post("/passkey")
@public
@checks_its_own_token
def prove() -> BaseResponse:
    staff, form = find_pending(), ProofForm()
    if staff is None:
        return redirect(url_for("security.login"), 303)
    challenge = take_challenge()
    is_good = form.validate() and has_proved_passkey(
        staff, current_place(), challenge, text_of(form.credential)
    )
    if not is_good:
        log.warning("second factor refused", staff_id=staff.id)
        again = CodeForm(formdata=None)
        again.reject(again.code, "The passkey was not taken. Try again, or type a code.")
        return _page(staff, again, 422)
    where = _sign_in(staff, "passkey")
    db.session.commit()
    return redirect(where, 303)


def _sign_in(staff: StaffUser, factor: str) -> str:
    """Both steps are done; returns where the person was going."""
    where = local_path(take_next(), url_for("accounts.home"))
    login_user(staff, authn_via=["password", factor])
    return where


def _page(staff: StaffUser, form: CodeForm, code: int) -> Response:
    html = render_template(
        "accounts/staff/second_step.html",
        form=form,
        options=ask_for_passkey(staff, current_place(), make_challenge()),
    )
    return make_response(html, code)
