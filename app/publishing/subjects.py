"""Subjects are made, changed and deleted, never over what somebody has not seen."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import delete

from app.accounts.audit import record_subject
from app.accounts.enums import AuditAct
from app.accounts.models import StaffUser
from app.core.db import db, insert_once
from app.core.errors import RefusedError
from app.core.stamps import SITE, bump_stamp
from app.inquiries.models import Subject, topic_subjects
from app.inquiries.service import keep_subject, refuse_bad_slug
from app.papers.models import paper_subjects
from app.publishing.service import StaleError
from app.publishing.subject_queries import SubjectUse, read_subject_use


def mark_of(subject: Subject) -> str:
    """Stands for what a subject says, so that a form can tell which words it was made from."""
    return sha256(f"{subject.title}\n{subject.description}".encode()).hexdigest()[:32]


def add_subject(slug: str, title: str, description: str, *, by: StaffUser) -> None:
    """A new subject. Raises RefusedError for an address that is taken or not allowed."""
    refuse_bad_slug(slug)
    columns = {"slug": slug, "title": title, "description": description}
    subject_id = insert_once(Subject, columns)
    if subject_id is None:
        raise RefusedError("This name in the address is taken: choose another.")
    bump_stamp(SITE)
    record_subject(AuditAct.SUBJECT_MADE, subject_id, by=by, detail=slug)


def change_subject(
    subject: Subject, seen: str, title: str, description: str, *, by: StaffUser
) -> None:
    """Let a subject say this from now on; `seen` is the mark of what was on the page.

    Raises StaleError; the same words once more change nothing, whatever was seen.
    """
    if (subject.title, subject.description) == (title, description):
        return
    _refuse_stale(subject, seen)
    keep_subject(subject.slug, title, description)
    record_subject(AuditAct.SUBJECT_CHANGED, subject.id, by=by, detail=subject.slug)


def delete_subject(subject: Subject, seen: str, *, by: StaffUser) -> None:
    """Take a subject away, also from withdrawn pages. Raises StaleError and RefusedError."""
    _refuse_stale(subject, seen)
    if reason := why_not_delete(read_subject_use(subject)):
        raise RefusedError(reason)
    for carried in (topic_subjects, paper_subjects):
        db.session.execute(delete(carried).where(carried.c.subject_id == subject.id))
    record_subject(AuditAct.SUBJECT_DELETED, subject.id, by=by, detail=subject.slug)
    db.session.delete(subject)
    bump_stamp(SITE)
    db.session.flush()


def why_not_delete(use: SubjectUse) -> str | None:
    """Why a subject has to stay, as a sentence, or None."""
    if not use.is_used:
        return None
    return f"It cannot be deleted while published pages carry it: {use.in_words}."


def _refuse_stale(subject: Subject, seen: str) -> None:
    if seen != mark_of(subject):
        raise StaleError
