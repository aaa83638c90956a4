"""What the worker would do, done now; and the messages that came of it."""

from __future__ import annotations

from app.core.db import db
from app.jobs.queries import list_due_ids
from app.jobs.runner import run_entry
from app.mail.files import MailFile, list_files


def do_due_jobs() -> None:
    """Do what is due, and what that makes due."""
    db.session.commit()
    while ids := list_due_ids(100):
        for entry_id in ids:
            run_entry(entry_id)


def messages(limit: int = 1000) -> list[MailFile]:
    """Everything that was written, the oldest first."""
    return list(reversed(list_files("", limit)))
