"""Doing what the outbox asks for, one entry at a time; both need an application context."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.db import db, reading
from app.jobs.models import OutboxEntry
from app.jobs.outbox import claim, delete_done, finish, hold_back, put_off
from app.jobs.queries import list_due_ids
from app.jobs.tasks import CHORES, NotYetError, get_task
from app.web.logs import log_exception

SWEPT_AT_ONCE = 500


def run_entry(entry_id: int) -> None:
    """Do one entry, if it is due and nobody else has it.

    It is claimed, done and finished in steps that are each committed, so that a crash at any point
    leaves an entry that is tried again.
    """
    entry = _take(entry_id)
    if entry is None:
        return
    try:
        _do(entry)
    except NotYetError as wait:
        db.session.rollback()
        hold_back(entry, wait.until)
    except Exception as error:  # a task may fail in any way; the entry says so
        db.session.rollback()
        log_exception(error)
        put_off(entry, error)
    else:
        finish(entry)
    db.session.commit()


def _take(entry_id: int) -> OutboxEntry | None:
    entry = claim(entry_id)
    db.session.commit()
    return entry


def _do(entry: OutboxEntry) -> None:
    task, entry_id, arguments = get_task(entry.task), entry.id, entry.arguments
    if not task.acts_outside:
        task.function(**arguments)
        return
    db.session.rollback()
    with reading():
        act = task.function(entry_id, **arguments)
        db.session.rollback()
    if act:
        act()


def sweep() -> Sequence[int]:
    """Do the chores; returns the entries that were forgotten, or that failed and are due again."""
    for chore in CHORES:
        chore()
    delete_done()
    db.session.commit()
    with reading():
        return list_due_ids(SWEPT_AT_ONCE)
