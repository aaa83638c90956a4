"""The outbox: what is still to be done, written in the transaction that makes it necessary.

A row names a task and rows of other tables, never words, addresses or keys: whatever is to be
said is put together when it is done.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime, text_enum
from app.jobs.enums import EntryState


class OutboxEntry(Base):
    """`due_at` is when it may next be tried; `key` makes an entry unique where that is wanted."""

    __tablename__ = "outbox_entries"
    __table_args__ = (
        Index("ix_outbox_entries_due", "state", "due_at", "id"),
        Index("ix_outbox_entries_finished", "state", "finished_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task: Mapped[str] = mapped_column(String(80))
    arguments: Mapped[dict[str, int | str]] = mapped_column(JSON)
    key: Mapped[str | None] = mapped_column(String(120), unique=True)
    state: Mapped[EntryState] = mapped_column(text_enum(EntryState))
    attempts: Mapped[int] = mapped_column(default=0)
    enqueued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str] = mapped_column(String(120), default="")
