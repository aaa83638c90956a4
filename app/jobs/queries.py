"""Reads of the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from app.core import clock
from app.core.db import db
from app.core.errors import NotFoundError
from app.jobs.enums import EntryState
from app.jobs.models import OutboxEntry
from app.jobs.rules import STOPPED_AFTER


def get_entry(entry_id: int) -> OutboxEntry:
    entry = db.session.get(OutboxEntry, entry_id)
    if entry is None:
        raise NotFoundError(f"no outbox entry {entry_id}")
    return entry


def list_due_ids(limit: int) -> Sequence[int]:
    """Entries that wait and may be tried now, the longest due first."""
    return db.session.scalars(
        select(OutboxEntry.id)
        .where(OutboxEntry.state == EntryState.WAITING, OutboxEntry.due_at <= clock.now())
        .order_by(OutboxEntry.due_at, OutboxEntry.id)
        .limit(limit)
    ).all()


def list_entries(state: EntryState, limit: int) -> Sequence[OutboxEntry]:
    """Entries in a state: what waits by when it is due, what has ended the latest first."""
    order = (
        (OutboxEntry.due_at, OutboxEntry.id)
        if state is EntryState.WAITING
        else (OutboxEntry.finished_at.desc(), OutboxEntry.id.desc())
    )
    return db.session.scalars(
        select(OutboxEntry).where(OutboxEntry.state == state).order_by(*order).limit(limit)
    ).all()


def count_entries(state: EntryState) -> int:
    """Entries that wait or were given up: few, unless something is broken."""
    statement = select(func.count()).select_from(OutboxEntry).where(OutboxEntry.state == state)
    return int(db.session.scalar(statement) or 0)


def find_oldest_due_at() -> datetime | None:
    """Since when the entry waits that should have been done first."""
    return db.session.scalar(
        select(OutboxEntry.due_at)
        .where(OutboxEntry.state == EntryState.WAITING)
        .order_by(OutboxEntry.due_at)
        .limit(1)
    )


def why_not_working() -> str | None:
    """A sentence when nobody has taken up what is due: the worker has stopped."""
    due_at = find_oldest_due_at()
    if due_at is None or due_at > clock.now() - STOPPED_AFTER:
        return None
    return "the queue has stopped"
