"""A SQLite that cannot be written for a while: said in words, kept, and over by itself."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import event

from app.comments.models import Comment
from app.core.db import db
from tests.conftest import ON_POSTGRESQL

pytestmark = pytest.mark.skipif(ON_POSTGRESQL, reason="about the file of a SQLite")

TYPED = {"body": "Words that took an hour.", "publication_choice": "anonymous"}


@pytest.fixture
def writer(browser, topic):
    """A visitor who has checked a comment and is about to send it."""
    browser.open(f"/inquiries/{topic.inquiry.slug}/{topic.slug}/comment")
    browser.send("body", TYPED)
    return browser


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr("app.core.db.LOCK_WAIT_SECONDS", 0.1)


def assert_kept(browser):
    assert "The site is not available at the moment" in browser.page.text
    assert TYPED["body"] in browser.page.text
    assert int(browser.response.headers["Retry-After"]) > 0


def sent() -> int:
    db.session.rollback()
    return db.session.query(Comment).count()


def test_a_file_that_is_locked_for_too_long_is_said_and_recovers(impatient, app, writer):
    db.session.remove()
    db.engine.dispose()
    with closing(sqlite3.connect(str(db.engine.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        writer.send("confirmed", {}, button=("confirmed", "1"), expect=503)
        assert_kept(writer)
        assert writer.client.get("/").status_code == 200
    assert sent() == 0
    writer.send("confirmed", {})
    assert writer.path.startswith("/receipts/")
    assert sent() == 1


def test_a_full_disk_is_said_and_recovers(app, writer):
    room = {"pages": 1}  # less than there is already: SQLite takes it as "no more than now"

    def bound(connection, _record, _proxy):
        connection.execute(f"PRAGMA max_page_count = {room['pages']}")

    event.listen(db.engine, "checkout", bound)
    long_words = "word " * 3_900
    writer.send("body", {"body": long_words}, button=("change", "1"))
    writer.send("body", {"body": long_words}, button=("confirmed", "1"), expect=503)
    assert "The site is not available at the moment" in writer.page.text
    assert long_words.strip() in writer.page.text
    assert writer.client.get("/").status_code == 200
    assert sent() == 0
    room["pages"] = 1_000_000
    writer.send("confirmed", {})
    assert writer.path.startswith("/receipts/")
    assert sent() == 1
