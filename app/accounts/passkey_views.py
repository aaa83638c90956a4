"""Adding and removing passkeys on one's own account."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask_security.utils import login_user
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import begin_acting, current_staff, requires
from app.accounts.challenges import current_place, make_challenge, take_challenge
from app.accounts.enums import Permission
from app.accounts.forms import PasskeyForm, PasswordForm
from app.accounts.passkeys import add_passkey, list_passkeys, offer_passkey, remove_passkey
from app.accounts.security import CHANGED
from app.core.db import db
from app.core.errors import RefusedError
from app.web.csrf import checks_its_own_token
from app.web.door import reads_first
from app.web.forms import text_of

bp = Blueprint("passkeys", __name__, url_prefix="/staff/account/passkeys")


@bp.get("")
@requires(Permission.VIEW_STAFF_HOME)
def passkeys() -> BaseResponse:
    if not current_staff().has_second_factor:
        return redirect(url_for("account.account"))
    return _page(PasskeyForm(formdata=None), 200)


@bp.post("")
@requires(Permission.VIEW_STAFF_HOME)
@checks_its_own_token
@reads_first
def add() -> BaseResponse:
    form, staff = PasskeyForm(), current_staff()
    challenge = take_challenge()
    if not form.validate():
        return _page(form, 422)
    place, credential, name = current_place(), text_of(form.credential), text_of(form.name)
    try:
        add_passkey(begin_acting(), place, challenge, credential, name)
    except RefusedError as refusal:
        form.reject(form.name, refusal.reason)
        return _page(form, 422)
    login_user(staff, authn_via=[CHANGED])
    flash("The passkey is added. The sign-in offers it from now on.", "notice")
    db.session.commit()
    return redirect(url_for("passkeys.passkeys"), 303)


@bp.post("/<int(max=2147483647):passkey_id>/remove")
@requires(Permission.VIEW_STAFF_HOME)
@checks_its_own_token
@reads_first
def remove(passkey_id: int) -> BaseResponse:
    form, staff = PasswordForm(), current_staff()
    if not form.validate():
        return _page(PasskeyForm(formdata=None), 422, form)
    try:
        remove_passkey(begin_acting(), passkey_id)
    except RefusedError as refusal:
        form.reject(form.password, refusal.reason)
        return _page(PasskeyForm(formdata=None), 422, form)
    login_user(staff, authn_via=[CHANGED])
    flash("The passkey is removed, and your other sessions have ended.", "notice")
    db.session.commit()
    return redirect(url_for("passkeys.passkeys"), 303)


def _page(form: PasskeyForm, code: int, removal: PasswordForm | None = None) -> Response:
    staff = current_staff()
    removal = removal or PasswordForm(formdata=None)
    html = render_template(
        "accounts/staff/passkeys.html",
        form=form,
        removal=removal,
        passkeys=list_passkeys(staff),
        options=offer_passkey(staff, current_place(), make_challenge()),
        problems=[*form.problems, *removal.problems],
    )
    return make_response(html, code)
