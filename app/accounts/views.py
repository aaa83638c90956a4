"""The page behind an invitation's link, where somebody new chooses a password."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.forms import WelcomeForm
from app.accounts.invitations import accept_invitation, find_invitation, why_not_open
from app.accounts.models import Invitation
from app.accounts.passwords import hash_checked
from app.core.db import begin_writing, db
from app.core.errors import NotFoundError, RefusedError
from app.web.access import public
from app.web.csrf import checks_its_own_token
from app.web.door import reads_first
from app.web.forms import text_of

bp = Blueprint("invitations", __name__, url_prefix="/staff/invitations")


@bp.get("/<string(maxlength=64):token>")
@public
def welcome(token: str) -> Response:
    return _welcome_page(_get(token), WelcomeForm(formdata=None), 200)


@bp.post("/<string(maxlength=64):token>")
@public
@checks_its_own_token
@reads_first
def accept(token: str) -> BaseResponse:
    invitation, form = _get(token), WelcomeForm()
    if why_not_open(invitation) or not form.validate():
        return _welcome_page(invitation, form, 422)
    try:
        name, email = text_of(form.name), invitation.staff.email
        hashed = hash_checked(text_of(form.password), email, name)
        begin_writing()
        accept_invitation(invitation, name, hashed)
    except RefusedError as refusal:
        form.reject(form.password, refusal.reason)
        return _welcome_page(invitation, form, 422)
    flash("Your password is set. Sign in with it.", "notice")
    db.session.commit()
    return redirect(url_for("security.login"), 303)


def _get(token: str) -> Invitation:
    invitation = find_invitation(token)
    if invitation is None:
        raise NotFoundError("no such invitation")
    return invitation


def _welcome_page(invitation: Invitation, form: WelcomeForm, code: int) -> Response:
    """The form, or why the link opens nothing any more (410)."""
    refusal = why_not_open(invitation)
    html = render_template(
        "accounts/welcome.html", staff=invitation.staff, form=form, refusal=refusal
    )
    return make_response(html, 410 if refusal else code)
