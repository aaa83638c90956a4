"""Reading the log of staff's acts, the newest first, at a cost that does not grow with it.

One filter picks the index that is followed; what the other filters ask is looked for in a window
of entries, and whoever wants to look further back turns the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import joinedload

from app.accounts.enums import AuditAct, SubjectKind
from app.accounts.models import AuditEntry, StaffUser
from app.core.db import db

PAGE_SIZE = 50
WINDOW = 2_000
LARGEST_ID = 2**31 - 1


@dataclass(frozen=True)
class AuditCursor:
    """The last entry that was looked at: when it was made, and its id."""

    done_at: datetime
    entry_id: int

    def __str__(self) -> str:
        return f"{self.done_at.isoformat()}_{self.entry_id}"

    @classmethod
    def parse(cls, text: str) -> AuditCursor | None:
        moment, _, entry_id = text.rpartition("_")
        try:
            done_at, number = datetime.fromisoformat(moment), int(entry_id)
            if done_at.tzinfo is None or not 0 < number <= LARGEST_ID:
                return None
            return cls(done_at.astimezone(UTC), number)
        except (ValueError, OverflowError):
            return None


@dataclass(frozen=True)
class AuditFilter:
    """What to show: the acts of a person, of a kind, on a subject, in a time, with certain words.

    `since` is the first moment that counts, `until` the first that does not.
    """

    actor_id: int | None = None
    act: AuditAct | None = None
    subject_kind: SubjectKind | None = None
    subject_id: int | None = None
    words: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class AuditPage:
    """`next_cursor` is where older entries begin; None at the end of the log."""

    entries: Sequence[AuditEntry]
    people: dict[int, StaffUser]
    next_cursor: AuditCursor | None


def read_audit_page(chosen: AuditFilter, before: AuditCursor | None) -> AuditPage:
    window = _window(chosen, before).subquery()
    found = db.session.scalars(
        _beside_the_index(chosen, select(AuditEntry).join(window, window.c.id == AuditEntry.id))
        .options(joinedload(AuditEntry.actor))
        .order_by(AuditEntry.done_at.desc(), AuditEntry.id.desc())
        .limit(PAGE_SIZE + 1)
    ).all()
    shown = found[:PAGE_SIZE]
    if len(found) > PAGE_SIZE:
        next_cursor: AuditCursor | None = AuditCursor(shown[-1].done_at, shown[-1].id)
    else:
        next_cursor = _end_of_window(chosen, before)
    return AuditPage(shown, _people_acted_on(shown), next_cursor)


def _window(chosen: AuditFilter, before: AuditCursor | None) -> Select[int, datetime]:
    """The newest entries below the cursor along one index."""
    statement = select(AuditEntry.id, AuditEntry.done_at).order_by(
        AuditEntry.done_at.desc(), AuditEntry.id.desc()
    )
    if chosen.subject_id is not None:
        statement = statement.where(AuditEntry.subject_id == chosen.subject_id)
    elif chosen.actor_id is not None:
        statement = statement.where(AuditEntry.actor_id == chosen.actor_id)
    elif chosen.act is not None:
        statement = statement.where(AuditEntry.act == chosen.act)
    if chosen.since is not None:
        statement = statement.where(AuditEntry.done_at >= chosen.since)
    if chosen.until is not None:
        statement = statement.where(AuditEntry.done_at < chosen.until)
    if before is not None:
        statement = statement.where(
            tuple_(AuditEntry.done_at, AuditEntry.id) < (before.done_at, before.entry_id)
        )
    return statement.limit(WINDOW)


def _beside_the_index(chosen: AuditFilter, statement: Select[AuditEntry]) -> Select[AuditEntry]:
    """What is asked of each entry of the window."""
    if chosen.actor_id is not None:
        statement = statement.where(AuditEntry.actor_id == chosen.actor_id)
    if chosen.act is not None:
        statement = statement.where(AuditEntry.act == chosen.act)
    if chosen.subject_kind is not None:
        statement = statement.where(AuditEntry.subject_kind == chosen.subject_kind)
    if chosen.words:
        statement = statement.where(
            func.lower(AuditEntry.detail).contains(chosen.words.lower(), autoescape=True)
        )
    return statement


def _end_of_window(chosen: AuditFilter, before: AuditCursor | None) -> AuditCursor | None:
    """The last entry of a full window, None when the log ends within it."""
    window = _window(chosen, before).subquery()
    count = db.session.scalar(select(func.count()).select_from(window)) or 0
    oldest = select(window.c.done_at, window.c.id).order_by(window.c.done_at, window.c.id).limit(1)
    row = db.session.execute(oldest).first()
    return AuditCursor(row.done_at, row.id) if row and count >= WINDOW else None


def _people_acted_on(entries: Sequence[AuditEntry]) -> dict[int, StaffUser]:
    ids = {entry.subject_id for entry in entries if entry.subject_kind is SubjectKind.STAFF}
    rows = db.session.scalars(select(StaffUser).where(StaffUser.id.in_(ids)))
    return {person.id: person for person in rows}
