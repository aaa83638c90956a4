"""Writing to the outbox, claiming entries, and saying what came of them."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from sqlalchemy import delete, event, update
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import db, insert_once
from app.jobs.enums import EntryState
from app.jobs.models import OutboxEntry
from app.jobs.rules import DONE_KEPT_FOR, LEASE, delay_after
from app.jobs.tasks import GiveUpError

_WRITTEN = "outbox entries of this transaction"


def enqueue(task: str, **arguments: int | str) -> None:
    """Have a task done after the caller's transaction is committed, and only then."""
    entry = OutboxEntry(**_columns(task, arguments))
    db.session.add(entry)
    db.session.flush()
    _remember(entry.id)


def enqueue_for(due_at: datetime, task: str, **arguments: int | str) -> None:
    """Have a task done at a moment to come, also after a restart."""
    entry = OutboxEntry(**_columns(task, arguments) | {"due_at": due_at})
    db.session.add(entry)
    db.session.flush()
    _remember(entry.id, due_at)


def enqueue_once(key: str, task: str, **arguments: int | str) -> None:
    """The same, unless an entry with this key was ever written."""
    entry_id = insert_once(OutboxEntry, {**_columns(task, arguments), "key": key})
    if entry_id is not None:
        _remember(entry_id)


def _columns(task: str, arguments: dict[str, int | str]) -> dict[str, object]:
    present = clock.now()
    return {
        "task": task,
        "arguments": arguments,
        "state": EntryState.WAITING,
        "attempts": 0,
        "enqueued_at": present,
        "due_at": present,
        "last_error": "",
    }


def _remember(entry_id: int, due_at: datetime | None = None) -> None:
    db.session().info.setdefault(_WRITTEN, []).append((entry_id, due_at))


def _tell_queue(session: Session) -> None:
    """Once the rows can be read by others; a savepoint's end is too early."""
    if session.get_nested_transaction() is None:
        queue = current_app.extensions["soundings_queue"]
        for entry_id, due_at in session.info.pop(_WRITTEN, []):
            queue.tell([entry_id], due_at)


def _forget(session: Session) -> None:
    if session.get_nested_transaction() is None:
        session.info.pop(_WRITTEN, None)


event.listen(db.session, "after_commit", _tell_queue)
event.listen(db.session, "after_rollback", _forget)


def claim(entry_id: int) -> OutboxEntry | None:
    """Take an entry that is due; nobody else gets it while the lease runs."""
    present = clock.now()
    return db.session.scalar(
        update(OutboxEntry)
        .where(
            OutboxEntry.id == entry_id,
            OutboxEntry.state == EntryState.WAITING,
            OutboxEntry.due_at <= present,
        )
        .values(claimed_at=present, due_at=present + LEASE, attempts=OutboxEntry.attempts + 1)
        .returning(OutboxEntry)
        .execution_options(synchronize_session=False, populate_existing=True)
    )


def finish(entry: OutboxEntry) -> None:
    entry.state = EntryState.DONE
    entry.claimed_at = None
    entry.finished_at = clock.now()
    entry.last_error = ""


def put_off(entry: OutboxEntry, error: Exception) -> None:
    """Try again later, or give up where it has failed too often or can never succeed."""
    present = clock.now()
    delay = None if isinstance(error, GiveUpError) else delay_after(entry.attempts)
    entry.last_error = type(error).__name__
    entry.claimed_at = None
    if delay is None:
        entry.state = EntryState.GIVEN_UP
        entry.finished_at = present
    else:
        entry.due_at = present + delay


def hold_back(entry: OutboxEntry, until: datetime) -> None:
    """Try for the first time, or as often as before, when its time has come."""
    entry.claimed_at = None
    entry.due_at = until
    entry.attempts -= 1


def try_again(entry: OutboxEntry) -> None:
    """Begin anew with an entry that was given up."""
    if entry.state is EntryState.GIVEN_UP:
        entry.state = EntryState.WAITING
        entry.attempts = 0
        entry.finished_at = None
        entry.due_at = clock.now()
        _remember(entry.id)


def release_claims() -> None:
    """Make what was being done when the only worker died due at once."""
    present = clock.now()
    db.session.execute(
        update(OutboxEntry)
        .where(OutboxEntry.state == EntryState.WAITING, OutboxEntry.claimed_at.is_not(None))
        .values(claimed_at=None, due_at=present)
    )


def delete_done() -> None:
    """Forget what was done long ago. What was given up stays until somebody has seen to it."""
    db.session.execute(
        delete(OutboxEntry).where(
            OutboxEntry.state == EntryState.DONE,
            OutboxEntry.finished_at < clock.now() - DONE_KEPT_FOR,
        )
    )
