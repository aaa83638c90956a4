"""Where no mail server is set, a message is a file that staff can look at."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from flask import current_app

from app.core import clock
from app.core.errors import NotFoundError
from app.jobs.tasks import chore
from app.mail.rules import MAIL_FILES_KEPT_FOR
from config import Settings

_NAME = re.compile(r"[0-9]{12}")


@dataclass(frozen=True)
class MailFile:
    """`name` is the number of the outbox entry, in twelve digits."""

    name: str
    to: str
    subject: str
    sent_at: datetime
    headers: Sequence[tuple[str, str]]
    text: str


def folder() -> Path:
    settings: Settings = current_app.extensions["soundings_settings"]
    return settings.instance / "mail"


def is_file_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def write_file(entry_id: int, message: EmailMessage) -> None:
    """Written aside and moved into place, so that nobody reads half a message."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder() / f"{entry_id:012}.eml"
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(message.as_bytes())
    unfinished.chmod(0o600)
    unfinished.replace(path)


def list_files(before: str, limit: int) -> list[MailFile]:
    """The newest first, below the name `before` ("" for all)."""
    names = sorted((path.stem for path in folder().glob("*.eml")), reverse=True)
    chosen = [name for name in names if not before or name < before][:limit]
    return [get_file(name) for name in chosen]


def get_file(name: str) -> MailFile:
    path = folder() / f"{name}.eml"
    if not is_file_name(name) or not path.is_file():
        raise NotFoundError("there is no such message")
    message = email.message_from_string(path.read_text("utf-8"), policy=email.policy.default)
    body = message.get_body(("plain",))
    return MailFile(
        name=name,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        sent_at=message["Date"].datetime,
        headers=[(key, str(value)) for key, value in message.items()],
        text=body.get_content() if body else "",
    )


@chore
def delete_old_files() -> None:
    """They hold the keys to receipts, so they are not kept for long."""
    oldest = (clock.now() - MAIL_FILES_KEPT_FOR).timestamp()
    for path in folder().glob("*.eml"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
