"""Who did what: the log of staff's acts, for administrators."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request

from app.accounts.access import requires
from app.accounts.audit_filters import AuditFilterForm
from app.accounts.audit_queries import AuditCursor, read_audit_page
from app.accounts.enums import AuditAct, Permission
from app.accounts.queries import list_staff_names
from app.core.errors import NotFoundError

bp = Blueprint("audit", __name__, url_prefix="/staff/audit")


@bp.get("")
@requires(Permission.READ_AUDIT)
def log() -> Response:
    form = AuditFilterForm(request.args)
    is_good = form.validate()
    html = render_template(
        "accounts/staff/audit.html",
        form=form,
        page=read_audit_page(form.chosen, _read_cursor()) if is_good else None,
        people=list_staff_names(),
        acts=list(AuditAct),
    )
    return make_response(html, 200 if is_good else 422)


def _read_cursor() -> AuditCursor | None:
    text = request.args.get("before", "")
    cursor = AuditCursor.parse(text)
    if text and cursor is None:
        raise NotFoundError("that is not a place in the log")
    return cursor
