"""A message as the outbox has it sent: to whom it may go, its headers, and the way out."""

from __future__ import annotations

from collections.abc import Callable
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from functools import wraps

from email_validator import EmailNotValidError, validate_email
from flask import current_app

from app.core import clock
from app.core.crypto import list_email_hashes
from app.core.text import clean_line
from app.jobs.tasks import Act, GiveUpError, task
from app.mail.addresses import site_host
from app.mail.files import write_file
from app.mail.message import Message
from app.mail.queries import count_sent_lately, is_stopped
from app.mail.rules import may_send_unconfirmed
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
            if message is None or _why_not_send(message):
                return None
            return lambda: _send(entry_id, message)

        task(name, acts_outside=True)(send)
        return compose

    return register


def _why_not_send(message: Message) -> str | None:
    kind, lookups = message.kind, list_email_hashes(message.to)
    if kind and any(is_stopped(lookup, kind) for lookup in lookups):
        return "The person wants no messages of this kind."
    if message.is_unconfirmed and not may_send_unconfirmed(count_sent_lately(message.to)):
        return "The address has had its messages for today."
    return None


def _send(entry_id: int, message: Message) -> None:
    settings: Settings = current_app.extensions["soundings_settings"]
    letter = make_letter(entry_id, message, settings)
    if settings.smtp_url:
        send_by_smtp(settings.smtp_url, letter)
    else:
        write_file(entry_id, letter)
    if message.is_unconfirmed:
        note_sent(message.to)


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
