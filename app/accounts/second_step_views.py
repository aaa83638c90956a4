"""The page of the sign-in that asks for the second factor."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, url_for
from flask_security.utils import login_user
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.forms import CodeForm
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
    if find_pending() is None:
        return redirect(url_for("security.login"))
    return _page(CodeForm(formdata=None), 200)


@bp.post("")
@public
@checks_its_own_token
def check() -> BaseResponse:
    staff, form = find_pending(), CodeForm()
    if staff is None:
        return redirect(url_for("security.login"), 303)
    if not form.validate():
        return _page(form, 422)
    if not has_taken_code(staff, text_of(form.code)):
        log.warning("second factor refused", staff_id=staff.id)
        form.reject(form.code, WRONG_CODE)
        return _page(form, 422)
    where = local_path(take_next(), url_for("accounts.home"))
    login_user(staff, authn_via=["password", "code"])
    db.session.commit()
    return redirect(where, 303)


def _page(form: CodeForm, code: int) -> Response:
    return make_response(render_template("accounts/staff/second_step.html", form=form), code)
