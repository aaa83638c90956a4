from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, StatementError

from app.accounts.models import StaffUser
from app.comments.forms import CommentForm
from app.core.db import db
from app.core.stamps import SITE, bump_stamp, read_stamps
from app.inquiries.models import Inquiry, Topic
from app.web.forms import BaseForm
from tests import factories


def test_a_moment_without_a_time_zone_is_refused(app):
    with pytest.raises(StatementError, match="a moment needs its time zone"):
        factories.make_inquiry(opens_at=datetime(2026, 6, 1))  # noqa: DTZ001


def test_a_moment_from_elsewhere_comes_back_as_the_same_moment_in_utc(app):
    in_delhi = datetime(2026, 6, 1, 5, 29, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    factories.make_inquiry(opens_at=in_delhi)
    factories.commit()
    kept = db.session.scalars(select(Inquiry.opens_at)).one()
    assert kept.isoformat() == "2026-05-31T23:59:00+00:00"


def test_moments_are_compared_by_the_database_as_moments(app):
    factories.make_inquiry(opens_at=datetime(2026, 6, 1, tzinfo=UTC))
    a_little_earlier = datetime(2026, 6, 1, 0, 59, tzinfo=timezone(timedelta(hours=1)))
    assert db.session.scalars(select(Inquiry).where(Inquiry.opens_at > a_little_earlier)).one()


def test_counting_at_once_loses_nothing(app, at_once):
    def count_five():
        for _ in range(5):
            bump_stamp("crowd")
            db.session.commit()

    at_once(*[count_five] * 4)
    assert read_stamps(["crowd"]) == {"crowd": 20}


def test_an_enum_is_stored_as_its_words(topic):
    assert db.session.scalar(text("SELECT state FROM topics")) == "published"


def test_a_row_cannot_point_at_nothing(topic):
    topic_row = db.session.get_one(Topic, topic.id)
    topic_row.inquiry_id = 999_999
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_what_was_answered_survives_a_power_cut(app):
    if db.engine.dialect.name == "sqlite":
        full = 2
        assert db.session.scalar(text("PRAGMA synchronous")) == full
        assert db.session.scalar(text("PRAGMA journal_mode")) == "wal"
    else:
        assert db.session.scalar(text("SHOW synchronous_commit")) == "on"


def test_a_page_is_read_while_somebody_writes(app, topic):
    path = f"/inquiries/{topic.inquiry.slug}/{topic.slug}"
    bump_stamp("being written")
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(app.test_client().get, path).result(timeout=5)
    assert answer.status_code == 200


@pytest.mark.postgresql
@pytest.mark.parametrize("asked_after", [60, -1])
def test_a_connection_that_the_server_has_closed_is_replaced(
    app, client, topic, monkeypatch, asked_after
):
    monkeypatch.setattr("app.core.db.ASKED_AFTER_SECONDS", asked_after)
    path = f"/inquiries/{topic.inquiry.slug}/{topic.slug}"
    assert client.get(path).status_code == 200
    others = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid <> "
    everybody_else = "pg_backend_pid() AND datname = current_database()"
    assert all(db.session.scalars(text(others + everybody_else)))
    bump_stamp(SITE)  # so that nothing kept can answer
    db.session.commit()
    assert client.get(path).status_code == 200


@pytest.fixture
def while_somebody_writes(app, browser):
    """Sends a form with some changes while another transaction holds what it has written."""

    def send(address, field, changes):
        values = {**browser.open(address).form(field).values, **changes}
        bump_stamp("being written")
        with ThreadPoolExecutor(1) as pool:
            post = pool.submit(browser.client.post, browser.path, data=values)
            return post.result(timeout=5)

    return send


def test_a_comment_is_checked_while_somebody_writes(while_somebody_writes, topic):
    address = f"/inquiries/{topic.inquiry.slug}/{topic.slug}/comment"
    fields = {"body": "Kept words.", "publication_choice": "anonymous"}
    assert "Check your comment" in while_somebody_writes(address, "body", fields).text


def test_a_password_is_checked_while_somebody_writes(while_somebody_writes, moderator):
    fields = {"email": moderator.email, "password": "something else"}
    answer = while_somebody_writes("/staff/login", "password", fields)
    assert "The e-mail address or the password is wrong." in answer.text


def write_apart(app):
    with app.app_context():
        bump_stamp("meanwhile")
        db.session.commit()


def test_a_comment_is_sent_although_somebody_wrote_since_it_was_read(
    app, browser, topic, monkeypatch
):
    """On SQLite the transaction that was read in could not write any more."""

    def check(form):
        with ThreadPoolExecutor(1) as pool:
            pool.submit(write_apart, app).result(timeout=5)
        return BaseForm.validate(form)

    browser.open(f"/inquiries/{topic.inquiry.slug}/{topic.slug}/comment")
    monkeypatch.setattr(CommentForm, "validate", check)
    fields = {"body": "Kept words.", "publication_choice": "anonymous"}
    browser.send("body", fields, button=("confirmed", "1"))
    assert browser.path.startswith("/receipts/")


def test_a_weak_hash_is_renewed_although_somebody_wrote_since_it_was_read(
    app, browser, moderator, monkeypatch
):
    def renew(self, password):
        with ThreadPoolExecutor(1) as pool:
            pool.submit(write_apart, app).result(timeout=5)
        self.password = f"{self.password} anew"
        return bool(password)

    old = moderator.password
    monkeypatch.setattr(StaffUser, "verify_and_update_password", renew)
    browser.sign_in(moderator.email)
    assert browser.path == "/staff/"
    db.session.refresh(moderator)
    assert moderator.password == f"{old} anew"
