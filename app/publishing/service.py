"""Writing, submitting, publishing and withdrawing, never over what somebody has not seen."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from app.accounts.audit import record_draft
from app.accounts.enums import AuditAct, Permission
from app.accounts.models import StaffUser
from app.accounts.permissions import may
from app.core import clock
from app.core.db import db
from app.core.errors import RefusedError
from app.inquiries.enums import PublishingState
from app.inquiries.service import refuse_bad_slug, withdraw_page
from app.jobs.outbox import enqueue, enqueue_for
from app.publishing.above import list_gaps_above
from app.publishing.applying import put_up, why_nothing_above
from app.publishing.checklist import count_blocking
from app.publishing.contents import CONTENT_OF, Content, to_json
from app.publishing.enums import Kind, PublicationAct
from app.publishing.models import Manuscript, Publication
from app.publishing.queries import find_manuscript
from app.publishing.rules import (
    Approver,
    why_no_note,
    why_not_at,
    why_not_publish,
    why_not_return,
    why_not_submit,
    why_not_withdraw,
)


class StaleError(Exception):
    """Somebody else has changed the manuscript since it was seen."""


def start_manuscript(
    kind: Kind, slug: str, title: str, parent: Manuscript | None, *, by: StaffUser
) -> Manuscript:
    """A new draft. Raises RefusedError for an address that is taken or not allowed."""
    refuse_bad_slug(slug)
    if find_manuscript(kind, slug, parent):
        raise RefusedError("This name in the address is taken: choose another.")
    content = CONTENT_OF[kind](title=title)
    return add_manuscript(kind, slug, content, parent, by=by)


def add_manuscript(
    kind: Kind, slug: str, content: Content, parent: Manuscript | None, *, by: StaffUser | None
) -> Manuscript:
    present = clock.now()
    manuscript = Manuscript(
        kind=kind,
        slug=slug,
        parent=parent,
        content=content,
        state=PublishingState.DRAFT,
        version=1,
        change_note="",
        is_minor=False,
        remark="",
        alone_reason="",
        created_at=present,
        changed_at=present,
        changed_by=by,
    )
    db.session.add(manuscript)
    db.session.flush()
    _log(AuditAct.DRAFT_MADE, manuscript, by)
    return manuscript


def save(manuscript: Manuscript, seen_version: int, content: Content, *, by: StaffUser) -> None:
    """Keep what was written; a submitted or scheduled text is a draft again.

    Raises StaleError; the same words once more change nothing, whatever was seen.
    """
    if content == manuscript.content:
        return
    _move(manuscript, seen_version, PublishingState.DRAFT)
    manuscript.content = content
    manuscript.changed_at = clock.now()
    manuscript.changed_by = by
    _log(AuditAct.DRAFT_SAVED, manuscript, by)


def submit(
    manuscript: Manuscript, seen_version: int, note: str, *, is_minor: bool, by: StaffUser
) -> None:
    """Ask for the second pair of eyes. Raises StaleError and RefusedError."""
    _refuse(why_not_submit(manuscript.state, _count_gaps(manuscript)))
    _refuse(why_no_note(public_state(manuscript), note, is_minor=is_minor))
    _move(manuscript, seen_version, PublishingState.SUBMITTED)
    manuscript.change_note, manuscript.is_minor = note, is_minor
    manuscript.remark = ""
    manuscript.submitted_at, manuscript.submitted_by = clock.now(), by
    _log(AuditAct.DRAFT_SUBMITTED, manuscript, by)
    enqueue("publishing.submitted", manuscript_id=manuscript.id, version=manuscript.version)


def return_to_writer(
    manuscript: Manuscript, seen_version: int, remark: str, *, by: StaffUser
) -> None:
    """It is a draft again, with what has to be done. Raises StaleError and RefusedError."""
    _refuse(why_not_return(manuscript.state))
    _move(manuscript, seen_version, PublishingState.DRAFT)
    manuscript.remark = remark
    _log(AuditAct.DRAFT_RETURNED, manuscript, by)
    if manuscript.submitted_by_id not in (None, by.id):
        enqueue("publishing.returned", manuscript_id=manuscript.id, version=manuscript.version)


def publish(
    manuscript: Manuscript, seen_version: int, *, by: StaffUser, alone_reason: str = ""
) -> Publication:
    """Show the text to the public at once. Raises StaleError and RefusedError."""
    _refuse(why_not_publish_by(manuscript, by, alone_reason))
    _move(manuscript, seen_version, PublishingState.PUBLISHED)
    manuscript.approved_by, manuscript.alone_reason = by, alone_reason
    return _publish(manuscript, by)


def schedule(
    manuscript: Manuscript,
    seen_version: int,
    publish_at: datetime | None,
    *,
    by: StaffUser,
    alone_reason: str = "",
) -> None:
    """Have the text published at a moment, by nobody's hand. Raises StaleError and RefusedError."""
    _refuse(why_not_publish_by(manuscript, by, alone_reason))
    _refuse(why_not_at(publish_at, clock.now()))
    _move(manuscript, seen_version, PublishingState.SCHEDULED)
    manuscript.publish_at = publish_at
    manuscript.approved_by, manuscript.alone_reason = by, alone_reason
    _log(AuditAct.PUBLICATION_SCHEDULED, manuscript, by)
    if publish_at:
        enqueue_for(publish_at, "publishing.publish", manuscript_id=manuscript.id,
                    version=manuscript.version)  # fmt: skip


def publish_scheduled(manuscript: Manuscript, version: int) -> None:
    """What was scheduled appears, unless it was changed or taken back meanwhile."""
    if manuscript.state is PublishingState.SCHEDULED and manuscript.version == version:
        _move(manuscript, version, PublishingState.PUBLISHED)
        _publish(manuscript, None)


def publish_import(
    manuscript: Manuscript, content: Content, note: str, *, published_at: datetime
) -> Publication:
    """Show a text that came from files, as of a day; nobody submitted or approved it."""
    _move(manuscript, manuscript.version, PublishingState.PUBLISHED)
    manuscript.content_json = to_json(content)
    manuscript.change_note, manuscript.is_minor, manuscript.alone_reason = note, False, ""
    manuscript.changed_at, manuscript.changed_by = clock.now(), None
    manuscript.submitted_by = manuscript.approved_by = None
    with clock.at(published_at):
        publication = _show(manuscript)
    _log(AuditAct.PUBLISHED, manuscript, None)
    return publication


def withdraw(
    manuscript: Manuscript, seen_version: int, reason: str, *, by: StaffUser | None
) -> None:
    """Take the public text away; its address says when and why. Raises StaleError, RefusedError."""
    _refuse(why_not_withdraw(public_state(manuscript), reason))
    thing = manuscript.thing
    if thing is None:
        return
    _move(manuscript, seen_version, PublishingState.WITHDRAWN)
    withdraw_page(thing, reason)
    _add_publication(manuscript, PublicationAct.WITHDRAWN, None, reason)
    _log(AuditAct.WITHDRAWN, manuscript, by)


def public_state(manuscript: Manuscript) -> PublishingState | None:
    """What the public finds at the address: published, withdrawn, or None for nothing yet."""
    return manuscript.thing.state if manuscript.thing else None


def why_not_publish_by(manuscript: Manuscript, person: StaffUser, alone_reason: str) -> str | None:
    """Why this person cannot publish the manuscript now, as a sentence, or None."""
    approver = Approver(
        is_writer=person.id in (manuscript.changed_by_id, manuscript.submitted_by_id),
        may_alone=may(person.role_set, Permission.PUBLISH_ALONE),
    )
    refusal = why_not_publish(manuscript.state, _count_gaps(manuscript), approver, alone_reason)
    return refusal or why_nothing_above(manuscript)


def _count_gaps(manuscript: Manuscript) -> int:
    return count_blocking(manuscript.content) + len(list_gaps_above(manuscript))


def _publish(manuscript: Manuscript, by: StaffUser | None) -> Publication:
    publication = _show(manuscript)
    _log(AuditAct.PUBLISHED, manuscript, by)
    return publication


def _show(manuscript: Manuscript) -> Publication:
    put_up(manuscript)
    last = db.session.scalar(
        select(func.max(Publication.number)).where(Publication.manuscript_id == manuscript.id)
    )
    act = PublicationAct.CORRECTED if manuscript.is_minor and last else PublicationAct.PUBLISHED
    publication = _add_publication(manuscript, act, (last or 0) + 1, manuscript.change_note)
    manuscript.change_note, manuscript.is_minor, manuscript.remark = "", False, ""
    manuscript.publish_at = None
    return publication


def _add_publication(
    manuscript: Manuscript, act: PublicationAct, number: int | None, note: str
) -> Publication:
    publication = Publication(
        manuscript=manuscript,
        act=act,
        number=number,
        happened_at=clock.now(),
        content_json=manuscript.content_json if number else "",
        note=note,
        submitted_by_id=manuscript.submitted_by_id,
        approved_by=manuscript.approved_by,
        alone_reason=manuscript.alone_reason,
    )
    db.session.add(publication)
    db.session.flush()
    return publication


def _move(manuscript: Manuscript, seen_version: int, state: PublishingState) -> None:
    if manuscript.version != seen_version:
        raise StaleError
    manuscript.version += 1
    manuscript.state = state
    manuscript.publish_at = None


def _log(act: AuditAct, manuscript: Manuscript, by: StaffUser | None) -> None:
    detail = f"{manuscript.kind.value} {manuscript.slug}"
    record_draft(act, manuscript.id, by=by, detail=detail)


def _refuse(reason: str | None) -> None:
    if reason:
        raise RefusedError(reason)
