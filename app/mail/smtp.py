"""Handing a message to a mail server."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

from app.jobs.tasks import GiveUpError

TIMEOUT_SECONDS = 30
_PORTS = {"smtp": 587, "smtps": 465}


def send_by_smtp(url: str, message: EmailMessage) -> None:
    """`smtp://user:password@host:587` or `smtps://…:465`; the password never goes unencrypted.

    Raises GiveUpError when the server refuses for good, other errors when trying again may help.
    """
    place = urlsplit(url)
    try:
        with _connect(place) as server:
            if place.username:
                server.login(unquote(place.username), unquote(place.password or ""))
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _words in error.recipients.values()]
        _give_up_where_final(min(codes), error)
    except smtplib.SMTPAuthenticationError:
        raise  # somebody can mend it, and nothing is wrong with the message
    except smtplib.SMTPResponseException as error:
        _give_up_where_final(error.smtp_code, error)
    except smtplib.SMTPNotSupportedError as error:
        raise GiveUpError("the mail server cannot send to this address") from error


def _connect(place: SplitResult) -> smtplib.SMTP:
    host, port = place.hostname or "localhost", place.port or _PORTS[place.scheme]
    if place.scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=context)
    server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=ssl.create_default_context())
    elif place.username:
        server.close()
        raise smtplib.SMTPException("the mail server offers no encryption for the password")
    return server


def _give_up_where_final(code: int, error: smtplib.SMTPException) -> None:
    if code >= 500:
        raise GiveUpError(f"the mail server refused with {code}") from error
    raise error
