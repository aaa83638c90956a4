"""What waits to be done, what was given up, and the messages that no mail server took."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.access import requires
from app.accounts.enums import Permission
from app.core.db import db
from app.core.errors import NotFoundError
from app.jobs.enums import EntryState
from app.jobs.outbox import try_again
from app.jobs.queries import count_entries, get_entry, list_entries, why_not_working
from app.mail.files import get_file, is_file_name, list_files
from app.operations.forms import TryAgainForm

LISTED = 50
ENTRY_TASKS = {
    "accounts.invitation": "Send somebody the link of their invitation",
    "accounts.notice": "Tell somebody of a sign-in or a change to their account",
    "comments.receipt": "Tell an author that the comment has arrived",
    "moderation.decision": "Tell an author of a decision",
    "publishing.publish": "Publish a text whose time has come",
    "publishing.submitted": "Begin to tell staff of a draft that was submitted",
    "publishing.submission": "Tell somebody that a draft waits to be read",
    "publishing.returned": "Tell a writer that a draft came back",
    "publishing.remark": "Tell somebody of a remark from outside",
    "publishing.forget_files": "Forget files that nothing names any more",
    "moderation.digests": "Begin the daily messages to moderators",
    "moderation.digest": "Tell a moderator how many comments wait",
}

bp = Blueprint("operations", __name__, url_prefix="/staff")


@bp.get("/jobs")
@requires(Permission.OPERATE)
def jobs() -> str:
    return render_template(
        "operations/staff/jobs.html",
        waiting_total=count_entries(EntryState.WAITING),
        waiting=list_entries(EntryState.WAITING, LISTED),
        given_up_total=count_entries(EntryState.GIVEN_UP),
        given_up=list_entries(EntryState.GIVEN_UP, LISTED),
        why_not=why_not_working(),
        words=ENTRY_TASKS,
        form=TryAgainForm(),
    )


@bp.post("/jobs/<int(max=2147483647):entry_id>/again")
@requires(Permission.OPERATE)
def try_entry_again(entry_id: int) -> Response:
    try_again(get_entry(entry_id))
    flash(f"Job {entry_id} is tried again.", "notice")
    db.session.commit()
    return redirect(url_for("operations.jobs"), 303)


@bp.get("/mail")
@requires(Permission.OPERATE)
def mail() -> str:
    before = request.args.get("before", "")
    if before and not is_file_name(before):
        raise NotFoundError("that is not a message's number")
    files = list_files(before, LISTED)
    settings = current_app.extensions["soundings_settings"]
    return render_template(
        "operations/staff/mail.html",
        files=files,
        next_before=files[-1].name if len(files) == LISTED else None,
        is_sent=bool(settings.smtp_url),
    )


@bp.get("/mail/<name>")
@requires(Permission.OPERATE)
def message(name: str) -> str:
    return render_template("operations/staff/message.html", file=get_file(name))
