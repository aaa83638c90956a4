"""The people on the staff, for administrators: invited, given roles, signed out, retired."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask import request as current_request
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import current_staff, requires
from app.accounts.enums import Permission
from app.accounts.forms import EMAIL_LIMIT, ROLE_CHOICES, InvitationForm, RolesForm
from app.accounts.invitations import invite_again, invite_staff
from app.accounts.models import StaffUser
from app.accounts.queries import find_latest_invitation, get_staff_by_id, list_people
from app.accounts.second_factor import turn_off_for
from app.accounts.service import change_roles, disable_staff, enable_staff, sign_out_everywhere
from app.core.db import db
from app.core.errors import RefusedError
from app.web.csrf import checks_its_own_token
from app.web.forms import text_of

PAGE_SIZE = 50
PERSON = "/<int(max=2147483647):staff_id>"
Act = Callable[..., object]

# What one button does to an account, and what is said when it is done.
ACTS: dict[str, tuple[Act, str]] = {
    "disable": (disable_staff, "The account is disabled and its sessions have ended."),
    "enable": (enable_staff, "The account is enabled: this person can sign in again."),
    "end-sessions": (sign_out_everywhere, "All sessions of this person have ended."),
    "second-factor-off": (
        turn_off_for,
        "The second factor is off. This person signs in with the password alone.",
    ),
    "invite-again": (invite_again, "A new invitation is on its way. The earlier link is void."),
}

bp = Blueprint("people", __name__, url_prefix="/staff/people")


@bp.get("")
@requires(Permission.MANAGE_STAFF)
def people() -> str:
    after = current_request.args.get("after", "")[:EMAIL_LIMIT]
    found = list_people(after, PAGE_SIZE + 1)
    return render_template(
        "accounts/staff/people.html",
        people=found[:PAGE_SIZE],
        next_after=found[PAGE_SIZE - 1].email if len(found) > PAGE_SIZE else None,
    )


@bp.get("/invite")
@requires(Permission.MANAGE_STAFF)
def invitation_form() -> Response:
    return _invitation_page(InvitationForm(formdata=None), 200)


@bp.post("/invite")
@requires(Permission.MANAGE_STAFF)
@checks_its_own_token
def invite() -> BaseResponse:
    form = InvitationForm()
    if not form.validate():
        return _invitation_page(form, 422)
    try:
        invitation = invite_staff(text_of(form.email), form.chosen, by=current_staff())
    except RefusedError as refusal:
        form.reject(form.email if form.chosen else form.roles, refusal.reason)
        return _invitation_page(form, 422)
    flash(f"An invitation to {invitation.staff.email} is on its way.", "notice")
    db.session.commit()
    return redirect(url_for("people.people"), 303)


@bp.get(PERSON)
@requires(Permission.MANAGE_STAFF)
def person(staff_id: int) -> Response:
    return _person_page(get_staff_by_id(staff_id), RolesForm(formdata=None), 200)


@bp.post(f"{PERSON}/roles")
@requires(Permission.MANAGE_STAFF)
@checks_its_own_token
def roles(staff_id: int) -> BaseResponse:
    staff, form = get_staff_by_id(staff_id), RolesForm()
    if not form.validate():
        return _person_page(staff, form, 422)
    try:
        change_roles(staff, form.chosen, by=current_staff())
    except RefusedError as refusal:
        form.reject(form.roles, refusal.reason)
        return _person_page(staff, form, 422)
    flash("The roles are saved. A change of roles ends a person's sessions.", "notice")
    db.session.commit()
    return redirect(url_for("people.person", staff_id=staff_id), 303)


@bp.post(f"{PERSON}/<any({','.join(map(repr, ACTS))}):name>")
@requires(Permission.MANAGE_STAFF)
def act(staff_id: int, name: str) -> BaseResponse:
    staff = get_staff_by_id(staff_id)
    do, said = ACTS[name]
    try:
        do(staff, by=current_staff())
    except RefusedError as refusal:
        return _person_page(staff, RolesForm(formdata=None), 422, refusal.reason)
    flash(said, "notice")
    db.session.commit()
    return redirect(url_for("people.person", staff_id=staff_id), 303)


def _invitation_page(form: InvitationForm, code: int) -> Response:
    html = render_template("accounts/staff/invite.html", form=form, role_choices=ROLE_CHOICES)
    return make_response(html, code)


def _person_page(staff: StaffUser, form: RolesForm, code: int, refusal: str = "") -> Response:
    if form.roles.data is None:
        form.roles.data = [role.value for role in staff.role_set]
    html = render_template(
        "accounts/staff/person.html",
        person=staff,
        form=form,
        role_choices=ROLE_CHOICES,
        problems=[*form.problems, *([("", refusal)] if refusal else [])],
        invitation=find_latest_invitation(staff),
    )
    return make_response(html, code)
