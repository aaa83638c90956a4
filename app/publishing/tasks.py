"""What the worker does for publishing: what was scheduled appears, and staff are written to."""

from __future__ import annotations

from app.accounts.enums import Permission
from app.accounts.models import StaffUser
from app.accounts.permissions import may
from app.accounts.queries import list_staff_with
from app.core import clock
from app.core.db import db
from app.core.storage import store
from app.inquiries.enums import PublishingState
from app.jobs.outbox import enqueue, enqueue_once
from app.jobs.tasks import chore, task
from app.mail.message import Message
from app.mail.sending import mail_task
from app.publishing.adopting import adopt
from app.publishing.emails import (
    make_remark_message,
    make_return_message,
    make_submission_message,
)
from app.publishing.models import Manuscript, OutsideRemark
from app.publishing.queries import get_manuscript_to_change
from app.publishing.service import publish_scheduled
from app.publishing.stored_files import forget_unnamed


@chore
def adopt_content() -> None:
    """A database from before there were manuscripts gets them at the first sweep."""
    adopt()


@chore
def begin_forgetting() -> None:
    """Once a day, where there are any."""
    if store().list_kept():
        today = clock.london_date(clock.now())
        enqueue_once(f"forget files {today}", "publishing.forget_files")


@task("publishing.forget_files")
def forget_files() -> None:
    forget_unnamed()


@task("publishing.publish")
def publish_due(manuscript_id: int, version: int) -> None:
    manuscript = get_manuscript_to_change(manuscript_id)
    publish_scheduled(manuscript, version)
    db.session.flush()


@task("publishing.submitted")
def begin_telling(manuscript_id: int, version: int) -> None:
    """An entry for each person who could publish it, so that one delays nobody else."""
    manuscript = db.session.get_one(Manuscript, manuscript_id)
    for person in list_staff_with(Permission.WRITE):
        if person.id not in (manuscript.changed_by_id, manuscript.submitted_by_id):
            enqueue("publishing.submission", manuscript_id=manuscript_id, version=version,
                    staff_id=person.id)  # fmt: skip


@mail_task("publishing.submission")
def write_submission(manuscript_id: int, version: int, staff_id: int) -> Message | None:
    """Nothing when somebody has seen to it meanwhile."""
    manuscript = db.session.get_one(Manuscript, manuscript_id)
    is_waiting = manuscript.state is PublishingState.SUBMITTED and manuscript.version == version
    person = _find_writer(staff_id)
    return make_submission_message(manuscript, person) if person and is_waiting else None


@mail_task("publishing.returned")
def write_return(manuscript_id: int, version: int) -> Message | None:
    """To whoever submitted it; nothing when it has been changed or submitted since."""
    manuscript = db.session.get_one(Manuscript, manuscript_id)
    person = _find_writer(manuscript.submitted_by_id or 0)
    return (
        make_return_message(manuscript, person)
        if person and manuscript.version == version
        else None
    )


@mail_task("publishing.remark")
def write_remark(remark_id: int) -> Message | None:
    """To whoever made the link, or works on the draft where they have left; once it is news."""
    remark = db.session.get_one(OutsideRemark, remark_id)
    link, draft = remark.link, remark.link.manuscript
    candidates = (link.created_by_id, draft.changed_by_id, draft.submitted_by_id)
    readers = [person for id in candidates if (person := _find_writer(id or 0))]
    if remark.settled_at or not readers:
        return None
    return make_remark_message(remark, readers[0])


def _find_writer(staff_id: int) -> StaffUser | None:
    """The person, while they may still read drafts."""
    person = db.session.get(StaffUser, staff_id)
    can_read = person and person.active and may(person.role_set, Permission.WRITE)
    return person if can_read else None
