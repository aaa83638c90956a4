"""The log of what staff did, written in the transaction of the act itself."""

from __future__ import annotations

from app.accounts.enums import AuditAct, SubjectKind
from app.accounts.models import AuditEntry, StaffUser
from app.core import clock
from app.core.db import db
from app.jobs.outbox import enqueue


def record_act(
    act: AuditAct,
    subject: StaffUser,
    *,
    by: StaffUser | None,
    detail: str = "",
    tells: bool = False,
) -> None:
    """Log an act on a member of staff; `by` is None for a command on the server.

    `detail` is at most 200 characters and names nobody. With `tells` the person is written to.
    """
    entry = _add(act, SubjectKind.STAFF, subject.id, by, detail)
    if tells:
        enqueue("accounts.notice", audit_id=entry.id)


def record_decision(comment_id: int, *, by: StaffUser, detail: str) -> None:
    """Log a decision on a comment beside the decision log, so that one page tells everything."""
    _add(AuditAct.COMMENT_DECIDED, SubjectKind.COMMENT, comment_id, by, detail)


def record_draft(act: AuditAct, draft_id: int, *, by: StaffUser | None, detail: str) -> None:
    """Log an act on a draft; `by` is None for what the clock does. `detail` is cut at 200."""
    _add(act, SubjectKind.DRAFT, draft_id, by, detail[:200])


def record_subject(act: AuditAct, subject_id: int, *, by: StaffUser, detail: str) -> None:
    """Log an act on a subject that pages carry."""
    _add(act, SubjectKind.SUBJECT, subject_id, by, detail)


def record_page(act: AuditAct, draft_id: int, *, by: StaffUser, detail: str) -> None:
    """Log an act on a standing page, which `detail` names."""
    _add(act, SubjectKind.PAGE, draft_id, by, detail)


def _add(
    act: AuditAct, kind: SubjectKind, subject_id: int, by: StaffUser | None, detail: str
) -> AuditEntry:
    entry = AuditEntry(
        done_at=clock.now(),
        actor_id=by.id if by else None,
        act=act,
        subject_kind=kind,
        subject_id=subject_id,
        detail=detail,
    )
    db.session.add(entry)
    db.session.flush()
    return entry
