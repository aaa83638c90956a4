"""A message on its way: to the mail server, or into a file; and when it is not sent at all."""

from __future__ import annotations

import smtplib
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from app.core import clock
from app.core.crypto import hash_email
from app.core.db import db, is_on_postgresql
from app.jobs.enums import EntryState
from app.jobs.models import OutboxEntry
from app.jobs.outbox import enqueue
from app.jobs.queries import list_due_ids, why_not_working
from app.jobs.runner import run_entry
from app.jobs.tasks import TASKS
from app.mail.enums import MailKind
from app.mail.files import MAIL_FILES_KEPT_FOR, delete_old_files, folder
from app.mail.message import Message
from app.mail.rules import UNCONFIRMED_LIMIT
from app.mail.sending import mail_task
from app.mail.service import forget_sent, resume_mail, stop_mail
from app.mail.smtp import send_by_smtp
from tests.working import do_due_jobs, messages

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def message(app, monkeypatch):
    """What the task "letter" sends."""
    facts: dict[str, Any] = {"kind": MailKind.AUTHOR, "is_unconfirmed": True}

    @mail_task("letter")
    def compose(to):
        return Message(to=to, subject="News", parts=["Words."], **facts) if to else None

    yield facts
    del TASKS["letter"]


def send(to="pat@example.org"):
    enqueue("letter", to=to)
    do_due_jobs()


def entries():
    return db.session.query(OutboxEntry).order_by(OutboxEntry.id).all()


def test_without_a_mail_server_it_becomes_a_file_for_staff_alone(app):
    send()
    (message,) = messages()
    assert (message.to, message.subject) == ("pat@example.org", "News")
    assert message.text.startswith("Words.")
    (path,) = folder().iterdir()
    assert path.stat().st_mode & 0o077 == 0
    assert folder().stat().st_mode & 0o077 == 0


def test_old_files_are_deleted(app):
    send()
    delete_old_files()
    assert messages()
    with clock.at(clock.now() + MAIL_FILES_KEPT_FOR + timedelta(seconds=1)):
        delete_old_files()
    assert messages() == []


def test_nothing_to_say_is_nothing_sent(app):
    send(to="")
    assert messages() == []
    assert entries()[0].state is EntryState.DONE


class TestLimits:
    def test_an_unconfirmed_address_gets_three_a_day(self):
        for _ in range(UNCONFIRMED_LIMIT + 2):
            send()
            send("PAT@example.org")
        send("sam@example.org")
        assert [message.to for message in messages()].count("sam@example.org") == 1
        assert len(messages()) == UNCONFIRMED_LIMIT + 1

    def test_what_is_more_waits_for_the_next_day_and_is_no_failure(self):
        start = clock.now()
        for hour in range(UNCONFIRMED_LIMIT + 1):
            with clock.at(start + timedelta(hours=hour)):
                send()
        (held,) = (entry for entry in entries() if entry.state is EntryState.WAITING)
        assert (held.due_at, held.attempts, held.last_error) == (start + DAY, 0, "")
        assert why_not_working() is None
        with clock.at(start + DAY - timedelta(seconds=1)):
            do_due_jobs()
        assert len(messages()) == UNCONFIRMED_LIMIT
        with clock.at(start + DAY):
            do_due_jobs()
        assert len(messages()) == UNCONFIRMED_LIMIT + 1
        assert {entry.state for entry in entries()} == {EntryState.DONE}

    def test_many_that_wait_go_three_a_day_and_after_a_week_no_more(self):
        start = clock.now()
        for _ in range(30):
            send()
        for day in range(1, 10):
            before = len(messages())
            with clock.at(start + day * DAY + timedelta(minutes=day)):
                do_due_jobs()
            assert len(messages()) - before <= UNCONFIRMED_LIMIT
        assert 6 * UNCONFIRMED_LIMIT < len(messages()) <= 8 * UNCONFIRMED_LIMIT
        assert {entry.state for entry in entries()} == {EntryState.DONE}

    def test_two_workers_together_send_no_more_than_three(self, at_once):
        """On SQLite one job is done after another."""
        for _ in range(UNCONFIRMED_LIMIT - 1):
            send()
        for _ in range(4):
            enqueue("letter", to="pat@example.org")
        db.session.commit()
        ids = list_due_ids(10)
        if is_on_postgresql():
            at_once(*[lambda entry_id=entry_id: run_entry(entry_id) for entry_id in ids])
        else:
            do_due_jobs()
        assert len(messages()) == UNCONFIRMED_LIMIT

    def test_a_confirmed_address_has_no_limit(self, message):
        message["is_unconfirmed"] = False
        for _ in range(UNCONFIRMED_LIMIT + 1):
            send()
        assert len(messages()) == UNCONFIRMED_LIMIT + 1

    def test_how_many_were_sent_is_forgotten_after_two_days(self):
        send()
        with clock.at(clock.now() + timedelta(days=2, seconds=1)):
            forget_sent()
        assert db.session.execute(db.text("SELECT count(*) FROM sent_mails")).scalar() == 0


class TestStopped:
    @pytest.fixture(autouse=True)
    def _stopped(self, app):
        stop_mail(hash_email("pat@example.org"), MailKind.AUTHOR)

    def test_who_stopped_them_gets_none(self):
        send("Pat@Example.org")
        assert messages() == []

    def test_others_and_other_kinds_still_come(self, message):
        send("sam@example.org")
        message["kind"] = MailKind.DIGEST
        send()
        assert len(messages()) == 2

    def test_what_cannot_be_stopped_still_comes(self, message):
        message["kind"] = None
        send()
        assert len(messages()) == 1

    def test_they_can_be_had_again(self):
        resume_mail(hash_email("pat@example.org"), MailKind.AUTHOR)
        send()
        assert len(messages()) == 1


class TestByServer:
    @pytest.fixture
    def settings(self, settings, mail_server):
        return replace(settings, smtp_url=mail_server.url, mail_from="inquiry@example.org")

    def test_the_mail_server_gets_it_and_no_file_is_kept(self, mail_server):
        send()
        (letter,) = mail_server.letters
        assert letter["From"].addresses[0].addr_spec == "inquiry@example.org"
        assert letter["To"] == "pat@example.org"
        assert messages() == []

    def test_a_server_that_is_busy_is_tried_again(self, mail_server):
        mail_server.refusals[:] = [451]
        send()
        assert entries()[0].state is EntryState.WAITING
        with clock.at(clock.now() + timedelta(minutes=2)):
            do_due_jobs()
        assert len(mail_server.letters) == 1

    def test_a_refusal_for_good_is_given_up_at_once(self, mail_server):
        mail_server.refusals[:] = [550]
        send()
        assert entries()[0].state is EntryState.GIVEN_UP
        assert mail_server.letters == []

    def test_a_second_attempt_is_the_same_message(self, mail_server):
        send()
        (entry,) = entries()  # as after a crash between sending and noting it
        entry.state, entry.due_at = EntryState.WAITING, entry.enqueued_at
        do_due_jobs()
        first, second = mail_server.letters
        assert first["Message-ID"] == second["Message-ID"]

    def test_a_password_never_goes_unencrypted(self, mail_server):
        url = mail_server.url.replace("://", "://user:secret@")
        with pytest.raises(smtplib.SMTPException, match="no encryption"):
            send_by_smtp(url, EmailMessage())


class TestWithoutServer:
    @pytest.fixture
    def settings(self, settings):
        return replace(settings, smtp_url="smtp://127.0.0.1:1")

    def test_a_server_that_does_not_answer_is_tried_again(self):
        send()
        assert (entries()[0].state, entries()[0].last_error) == (
            EntryState.WAITING, "ConnectionRefusedError",
        )  # fmt: skip
