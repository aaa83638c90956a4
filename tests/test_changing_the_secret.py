"""While the secret is changed nobody is signed out, nothing that was typed is refused, and every receipt works."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.fernet import InvalidToken
from sqlalchemy import select

from app import create_app
from app.comments.models import Contact
from app.core.crypto import hash_email, unseal
from app.core.db import db
from app.mail.enums import MailKind
from app.mail.queries import is_stopped
from app.mail.service import stop_mail
from tests import factories
from tests.browsing import OwnContextClient

NEW = "quite another secret of the tests: 9x2m"
WORDS = {
    "body": "My words.",
    "publication_choice": "anonymous",
    "name": "Pat Lowe",
    "email": "pat@example.org",
}


def site_with(settings, *old):
    app = create_app(replace(settings, secret_key=NEW, old_secret_keys=old))
    app.test_client_class = OwnContextClient
    return app


@pytest.fixture
def changed(app, settings):
    """The same site after the change, with the old secret still taken."""
    return site_with(settings, settings.secret_key)


@pytest.fixture
def finished(app, settings):
    """The same site once the old secret has been given up."""
    return site_with(settings)


def move(browser, app):
    """The browser's next request goes to another site of the same name, with its cookies."""
    cookie = browser.client.get_cookie("soundings")
    browser.client = app.test_client()
    browser.client.set_cookie("soundings", cookie.value)


@pytest.fixture
def path(topic):
    return f"/inquiries/{topic.inquiry.slug}/{topic.slug}/comment"


def send(browser):
    browser.send("confirmed", {}, button=("confirmed", "1"))
    assert browser.path.startswith("/receipts/")
    return browser.path


def test_a_moderator_stays_signed_in(signed_in, changed):
    move(signed_in, changed)
    assert "Sign in" not in signed_in.open("/staff/").title
    signed_in.open("/staff/moderation")


def test_without_the_old_secret_the_session_has_ended(signed_in, finished):
    move(signed_in, finished)
    assert signed_in.client.get("/staff/").status_code == 302


def test_a_form_that_was_open_is_taken_and_makes_one_comment(browser, path, changed):
    browser.open(path)
    browser.send("body", WORDS)
    page = browser.page
    first = send(browser)
    move(browser, changed)
    browser.page, browser.path = page, path
    assert send(browser) == first
    assert browser.client.get(first).status_code == 200


def test_a_form_from_before_is_taken_after(browser, path, changed):
    browser.open(path)
    move(browser, changed)
    browser.send("body", WORDS)
    send(browser)


def test_receipts_work_also_when_the_old_secret_is_gone(browser, path, finished):
    browser.open(path)
    browser.send("body", WORDS)
    receipt = send(browser)
    assert finished.test_client().get(receipt).status_code == 200


def stored() -> Contact:
    db.session.rollback()
    return db.session.scalars(select(Contact)).one()


def test_resealing_lets_the_old_secret_go(browser, path, changed, finished):
    browser.open(path)
    browser.send("body", WORDS)
    send(browser)
    stop_mail(hash_email("pat@example.org"), MailKind.AUTHOR)
    db.session.commit()
    with changed.app_context():
        assert unseal(stored().email_sealed or b"") == "pat@example.org"
        result = changed.test_cli_runner().invoke(args=["comments", "reseal"])
        assert result.exit_code == 0, result.output
    with finished.app_context():
        contact = stored()
        assert unseal(contact.email_sealed or b"") == "pat@example.org"
        assert unseal(contact.withheld_name_sealed or b"") == "Pat Lowe"
        assert contact.email_lookup == hash_email("pat@example.org")
        assert is_stopped(contact.email_lookup, MailKind.AUTHOR)
        db.session.remove()


def test_resealing_without_the_old_secret_changes_nothing_and_says_why(app, topic, finished):
    factories.make_comment(topic, email="pat@example.org")
    db.session.commit()
    with finished.app_context():
        with pytest.raises(InvalidToken):
            unseal(stored().email_sealed or b"")
        result = finished.test_cli_runner().invoke(args=["comments", "reseal"])
        assert result.exit_code == 1
        assert "not in SOUNDINGS_OLD_SECRET_KEYS" in result.output
        db.session.remove()
    assert unseal(stored().email_sealed or b"") == "pat@example.org"


def test_what_is_new_is_sealed_under_the_new_secret_alone(changed, finished, topic):
    topic_id = topic.id
    db.session.commit()
    with changed.app_context():
        topic = db.session.get_one(factories.Topic, topic_id)
        factories.make_comment(topic, email="new@example.org")
        db.session.commit()
        db.session.remove()
    with finished.app_context():
        assert unseal(stored().email_sealed or b"") == "new@example.org"
        db.session.remove()
