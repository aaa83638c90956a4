"""The staff home: what needs this person now."""

from __future__ import annotations

from flask import Blueprint, render_template

from app.accounts.access import current_staff, requires
from app.accounts.enums import Permission
from app.accounts.permissions import may
from app.core import clock
from app.inquiries.queries import list_near_turns
from app.jobs.enums import EntryState
from app.jobs.queries import count_entries
from app.moderation.queries import read_queue_summary
from app.publishing.queries import read_desk

bp = Blueprint("accounts", __name__, url_prefix="/staff")


@bp.get("/")
@requires(Permission.VIEW_STAFF_HOME)
def home() -> str:
    person = current_staff()
    roles = person.role_set
    return render_template(
        "accounts/staff/home.html",
        queue=read_queue_summary() if may(roles, Permission.MODERATE) else None,
        desk=read_desk(person.id) if may(roles, Permission.WRITE) else None,
        turns=list_near_turns(clock.now()),
        given_up=count_entries(EntryState.GIVEN_UP) if may(roles, Permission.OPERATE) else 0,
    )
