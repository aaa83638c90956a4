"""What the worker does for moderation: it tells authors, and once a day those who moderate."""

from __future__ import annotations

from app.accounts.enums import Permission
from app.accounts.models import StaffUser
from app.accounts.permissions import may
from app.accounts.queries import list_staff_with
from app.comments.emails import make_author_message
from app.core import clock
from app.core.db import db
from app.jobs.outbox import enqueue, enqueue_once
from app.jobs.tasks import chore, task
from app.mail.addresses import mail_url
from app.mail.message import Message
from app.mail.sending import mail_task
from app.moderation.emails import make_digest
from app.moderation.enums import Decision
from app.moderation.models import ModerationDecision
from app.moderation.queries import find_latest_decision, read_queue_summary
from app.moderation.rules import is_digest_time
from app.moderation.telling import find_told_clause

_OPENING = {
    Decision.REOPEN: "We are looking at your comment again.",
}
_DECIDED = "A decision on your comment has been taken."


@mail_task("moderation.decision")
def write_decision(decision_id: int) -> Message | None:
    """To the author; nothing when something newer has happened, which is told by itself."""
    decision = db.session.get_one(ModerationDecision, decision_id)
    comment = decision.comment
    is_latest = find_latest_decision(comment) is decision
    if not is_latest or comment.status is not decision.to_status:
        return None
    opening = _OPENING.get(decision.decision, _DECIDED)
    return make_author_message(comment, opening, find_told_clause(decision, mail_url))


@chore
def begin_digest() -> None:
    """Once a day, in the morning."""
    wall = clock.london(clock.now())
    if is_digest_time(wall):
        enqueue_once(f"digest {wall.date()}", "moderation.digests")


@task("moderation.digests")
def begin_digests() -> None:
    """An entry for each person, so that one who cannot be reached delays nobody else."""
    for person in list_staff_with(Permission.MODERATE):
        enqueue("moderation.digest", staff_id=person.id)


@mail_task("moderation.digest")
def write_digest(staff_id: int) -> Message | None:
    person = db.session.get_one(StaffUser, staff_id)
    if not person.active or not may(person.role_set, Permission.MODERATE):
        return None
    return make_digest(person, read_queue_summary())
