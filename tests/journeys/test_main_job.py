"""The main job, as a person without JavaScript does it."""

from __future__ import annotations

import pytest

from app.comments.models import Comment
from app.core.db import db


@pytest.fixture
def topic_path(topic):
    return f"/inquiries/{topic.inquiry.slug}/{topic.slug}"


def write_comment(browser, topic_path, **changes):
    browser.open(f"{topic_path}/comment")
    values = {
        "body": "The door should stay open.\n\nThat is all I ask.",
        "name": "Jo Fern",
        "email": "jo@example.org",
        "publication_choice": "named",
    }
    return browser.send("body", {**values, **changes})


def test_a_comment_goes_from_the_form_to_the_page(browser, topic_path, moderator):
    check = write_comment(browser, topic_path)
    assert "Check your comment" in check.title
    assert "The door should stay open." in check.text

    receipt = browser.send("confirmed", {}, button=("confirmed", "1"))
    assert browser.path.startswith("/receipts/")
    assert "Waiting to be read" in receipt.text
    receipt_path = browser.path
    assert "Jo Fern" not in browser.open(topic_path).text

    browser.sign_in(moderator.email)
    queue = browser.open("/staff/moderation")
    assert "The door should stay open." in queue.text
    after = browser.send("seen_version", {}, button=("decision", "publish"))
    assert "published as number 1" in after.text

    page = browser.open(topic_path)
    assert "Jo Fern" in page.text
    assert "The door should stay open." in page.text
    assert "jo@example.org" not in page.html
    assert "Published" in browser.open(receipt_path).text


def test_a_form_sent_twice_makes_one_comment(browser, topic_path):
    write_comment(browser, topic_path)
    form = browser.page.form("confirmed")
    data = {**form.values, "confirmed": "1"}
    first = browser.client.post(f"{topic_path}/comment", data=data)
    second = browser.client.post(f"{topic_path}/comment", data=data)
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert db.session.query(Comment).count() == 1
