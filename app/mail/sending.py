"""A message as the outbox has it sent: to whom it may go, its headers, and the way out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from functools import wraps

from email_validator import EmailNotValidError, validate_email
from flask import current_app

from app.core import clock
from app.core.crypto import list_email_hashes
from app.core.db import db, is_on_postgresql
from app.core.text import clean_line
from app.jobs.queries import get_entry
from app.jobs.tasks import Act, GiveUpError, NotYetError, task
from app.mail.addresses import site_host
from app.mail.files import write_file
from app.mail.message import Message
from app.mail.queries import has_address_to_itself, is_stopped, list_sent_lately
from app.mail.rules import SOON, is_worth_waiting, when_to_send_unconfirmed
from app.mail.service import note_sent
from app.mail.smtp import send_by_smtp
from config import Settings

# A folded address in List-Unsubscribe would be encoded, and no mail program could follow it.
_UNFOLDED = policy.SMTP.clone(max_line_length=900)

Composer = Callable[..., Message | None]


def mail_task(name: str) -> Callable[[Composer], Composer]:
    """Register what puts a message together from an entry's arguments, None to send nothing."""

    def register(compose: Composer) -> Composer:
        @wraps(compose)
        def send(entry_id: int, **arguments: int | str) -> Act | None:
            message = compose(**arguments)
            if message is None or _is_unwanted(message):
                return None
            return lambda: _send(entry_id, message)

        task(name, acts_outside=True)(send)
        return compose

    return register


def _is_unwanted(message: Message) -> bool:
    kind = message.kind
    return kind is not None and any(
        is_stopped(lookup, kind) for lookup in list_email_hashes(message.to)
    )


def _send(entry_id: int, message: Message) -> None:
    """Now, later, or never: to an unconfirmed address as the limit allows."""
    until = _find_turn(message.to) if message.is_unconfirmed else None
    if until is not None:
        if is_worth_waiting(get_entry(entry_id).enqueued_at, until):
            raise NotYetError(until)
        return
    _send_now(entry_id, message)
    if message.is_unconfirmed:
        note_sent(message.to)


def _find_turn(email: str) -> datetime | None:
    """Until when the address has had its messages; None when one may go now.

    Until that one is noted PostgreSQL keeps other workers from the address. SQLite would keep
    everybody from writing anything, so there the transaction ends before a mail server is asked.
    """
    if not has_address_to_itself(email):
        return clock.now() + SOON
    until = when_to_send_unconfirmed(list_sent_lately(email))
    if until is None and not is_on_postgresql():
        db.session.rollback()
    return until


def _send_now(entry_id: int, message: Message) -> None:
    settings: Settings = current_app.extensions["soundings_settings"]
    letter = make_letter(entry_id, message, settings)
    if settings.smtp_url:
        send_by_smtp(settings.smtp_url, letter)
    else:
        write_file(entry_id, letter)


def make_letter(entry_id: int, message: Message, settings: Settings) -> EmailMessage:
    """With the same Message-ID whenever it is sent, so that a second copy can be told as one."""
    to = _address(message.to)
    letter = EmailMessage(policy=_UNFOLDED.clone(utf8=not to.isascii()))
    letter["From"] = Address(clean_line(settings.organisation), addr_spec=settings.mail_from)
    letter["To"] = to
    letter["Subject"] = clean_line(message.subject)
    letter["Date"] = format_datetime(clock.now())
    letter["Message-ID"] = f"<outbox.{entry_id}@{site_host()}>"
    letter["Auto-Submitted"] = "auto-generated"
    if message.stop_url:
        letter["List-Unsubscribe"] = f"<{message.stop_url}>"
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    letter.set_content(message.text, cte="quoted-printable")
    letter.add_alternative(message.html, subtype="html", cte="quoted-printable")
    return letter


def _address(email: str) -> str:
    """In ASCII where that is possible; raises GiveUpError for what is no address."""
    try:
        checked = validate_email(email, check_deliverability=False)
    except EmailNotValidError as error:
        raise GiveUpError("that is not an e-mail address") from error
    return checked.ascii_email or checked.normalized
