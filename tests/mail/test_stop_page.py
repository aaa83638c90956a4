"""The page on which people stop messages, and the one click of their mail program."""

from __future__ import annotations

import pytest

from app.core.crypto import hash_email
from app.core.db import db
from app.mail.addresses import stop_url
from app.mail.enums import MailKind
from app.mail.queries import is_stopped

EMAIL = "pat@example.org"


@pytest.fixture
def path(app):
    return stop_url(EMAIL, MailKind.AUTHOR).removeprefix("http://localhost:8000")


def stopped():
    db.session.rollback()
    return is_stopped(hash_email(EMAIL), MailKind.AUTHOR)


def test_opening_the_page_stops_nothing(browser, path):
    """Programs that check links open every one of them."""
    browser.open(path)
    assert not stopped()


def test_one_press_stops_them_and_one_has_them_sent_again(browser, path):
    browser.open(path)
    page = browser.send("stop", {}, button=("stop", "1"))
    assert "no more of these messages" in page.text
    assert stopped()
    browser.send("resume", {}, button=("resume", "1"))
    assert not stopped()


def test_a_second_press_from_a_stale_tab_changes_nothing(browser, path):
    browser.open(path)
    stale = browser.page
    browser.send("stop", {}, button=("stop", "1"))
    browser.page = stale
    browser.send("stop", {}, button=("stop", "1"))
    assert stopped()


def test_a_mail_program_needs_no_cookie_for_its_one_click(client, path):
    assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert stopped()


def test_another_website_cannot_have_messages_sent_again(client, path):
    client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert client.post(path, data={"resume": "1"}).status_code == 422
    assert stopped()


@pytest.mark.parametrize("token", ["x", "x.y", "WyIiLCJhdXRob3IiXQ.AAAA"])
def test_a_token_that_is_not_ours_leads_nowhere(client, token):
    assert client.get(f"/mail/stop/{token}").status_code == 404
    assert client.post(f"/mail/stop/{token}").status_code == 404


def test_the_page_is_private_and_names_nobody(client, path):
    answer = client.get(path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert EMAIL not in answer.text
