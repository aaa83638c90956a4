"""The form over HTTP: what is refused, what is kept, and what closing means."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from app.comments.models import Comment, Contact
from app.comments.rules import BODY_LIMIT
from app.core.db import db
from tests import factories

CLOSING = datetime(2026, 6, 30, 22, 59, tzinfo=UTC)
FIELDS = {"body": "Kept words.", "name": "Jo Fern", "email": "", "publication_choice": "named"}


@pytest.fixture
def path(topic):
    return f"/inquiries/{topic.inquiry.slug}/{topic.slug}/comment"


def send(browser, path, expect=200, confirmed=True, **changes):
    browser.open(path)
    button = ("confirmed", "1") if confirmed else None
    return browser.send("body", {**FIELDS, **changes}, button=button, expect=expect)


def count_comments() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Comment)) or 0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"body": ""}, "Write your comment."),
        ({"body": "\u200b\u2060 \n"}, "Write your comment."),
        ({"body": "x" * (BODY_LIMIT + 1)}, "It has 1 too many"),
        ({"publication_choice": ""}, "Choose how your comment should be published."),
        ({"publication_choice": "loudly"}, "Choose how your comment should be published."),
        ({"name": ""}, "Give the name to publish"),
        ({"name": "\u3164"}, "Give the name to publish"),
        ({"name": "x" * 101}, "up to 100 characters"),
        ({"email": "nonsense"}, "Give an e-mail address like"),
        ({"email": "x" * 300 + "@example.org"}, "at most 254 characters"),
    ],
)
def test_a_mistake_is_said_beside_its_field_with_everything_kept(browser, path, changes, sentence):
    page = send(browser, path, expect=422, **changes)
    assert sentence in page.text
    assert 'role="alert"' in page.html
    assert page.form("body").values["body"].strip() == {**FIELDS, **changes}["body"].strip(
        "\u200b\u2060 \n"
    )
    assert count_comments() == 0


def articles(html: str, ref: str) -> list[str]:
    """The comments of a page, without what only a stored comment has."""
    found = re.findall(r'<article class="comment".+?</article>', html, re.DOTALL)
    plain = [re.sub(r'<p class="(print-only|comment-foot).+?</p>', "", one) for one in found]
    plain = [re.sub(r'(datetime="[\d-]+)T[^"]+', r"\1", one) for one in plain]  # seconds pass
    number = re.compile(r"Comment(, not numbered yet| \d+)")
    return [re.sub(r"\s+", " ", number.sub("N", one.replace(ref, "R"))) for one in plain]


@pytest.mark.parametrize("is_about_paragraph", [False, True])
def test_a_comment_is_checked_exactly_as_it_will_appear(
    browser, path, topic, moderator, is_about_paragraph
):
    paper = factories.make_paper(topic)
    db.session.commit()
    form = f"/papers/{paper.slug}/comment?paragraph=p2" if is_about_paragraph else path
    checked = articles(send(browser, form, confirmed=False, body="A.\n\nB.").html, "preview")
    browser.send("body", {}, button=("confirmed", "1"))
    comment = factories.publish(db.session.scalars(select(Comment)).one(), moderator)
    shown = articles(browser.open(path.removesuffix("/comment")).html, comment.public_ref)
    assert checked == shown
    assert len(checked) == 1


def test_each_visitor_gets_a_token_and_a_nonce_of_their_own(app, path):
    """Whatever of the form is kept for all."""
    hidden = re.compile(r'<input type="hidden" name="(csrf_token|nonce)" value="([^"]{20,})">')
    first, second = (app.test_client().get(path) for _ in range(2))
    given = [dict(hidden.findall(answer.text)) for answer in (first, second)]
    assert all(given[0][name] != given[1][name] for name in ("csrf_token", "nonce"))
    assert hidden.sub("", first.text) == hidden.sub("", second.text)
    assert "soundings=" in second.headers["Set-Cookie"]


def test_the_form_of_a_paragraph_is_not_that_of_another(browser, topic):
    address = f"/papers/{factories.make_paper(topic).slug}/comment"
    db.session.commit()
    titles = [browser.open(f"{address}?paragraph={one}").title for one in ("p1", "p2", "p1")]
    assert titles[0] == titles[2] != titles[1]
    assert "Paragraph" not in browser.open(address).title


def test_nothing_is_chosen_for_the_author(browser, path):
    assert "publication_choice" not in browser.open(path).form("body").values


def test_a_body_exactly_at_the_limit_is_taken(browser, path):
    send(browser, path, body="é" * BODY_LIMIT)
    assert count_comments() == 1


def test_a_withheld_name_and_an_address_are_sealed_apart(browser, path):
    send(browser, path, publication_choice="anonymous", email="jo@example.org")
    comment, contact = db.session.query(Comment).one(), db.session.query(Contact).one()
    assert comment.name == ""
    assert b"jo@example.org" not in (contact.email_sealed or b"")
    assert b"Jo Fern" not in (contact.withheld_name_sealed or b"")


def test_a_lost_cookie_shows_the_form_again_and_the_next_press_works(browser, path):
    browser.open(path)
    browser.client.delete_cookie("soundings")
    page = browser.send("body", FIELDS, button=("confirmed", "1"), expect=422)
    assert page.form("body").values["body"] == "Kept words."
    browser.send("body", {"publication_choice": "named"}, button=("confirmed", "1"))
    assert count_comments() == 1


def test_a_nonce_that_somebody_else_put_into_the_form_is_replaced(browser, path, app):
    chosen = browser.open(path).form("body").values["nonce"]
    victim = app.test_client()
    answer = victim.post(path, data={"nonce": chosen, "change": "1"})
    assert answer.status_code == 200
    assert chosen not in answer.text


@pytest.mark.parametrize(
    "change", [{"name": "Jo Ferns"}, {"email": "jo@example.org"}, {"body": "Other words."}]
)
def test_a_form_sent_again_with_a_change_is_not_lost(browser, path, change):
    browser.open(path)
    values = browser.page.form("body").values
    first = {**values, **FIELDS, "confirmed": "1"}
    assert browser.client.post(path, data=first).status_code == 303
    again = browser.client.post(path, data={**first, **change})
    assert again.status_code == 422
    assert "already sent a comment from this form" in again.text
    assert next(iter(change.values())) in again.text


@pytest.mark.parametrize(
    ("opened", "sent", "taken"),
    [
        (timedelta(hours=-1), timedelta(seconds=-1), "in time"),
        (timedelta(hours=-1), timedelta(0), "late"),
        (timedelta(hours=-1), timedelta(minutes=29, seconds=59), "late"),
        (timedelta(hours=-1), timedelta(minutes=30), "refused"),
    ],
    ids=["a second before", "at the closing time", "within the half hour", "after it"],
)
def test_what_a_form_opened_in_time_may_still_do(browser, app, opened, sent, taken):
    with time_machine.travel(CLOSING + opened, tick=False) as clock:
        topic = factories.make_topic_closing_at(CLOSING)
        path = f"/inquiries/{topic.inquiry.slug}/{topic.slug}/comment"
        factories.commit()
        browser.open(path)
        clock.move_to(CLOSING + sent)
        button = ("confirmed", "1")
        expect = 422 if taken == "refused" else 200
        page = browser.send("body", FIELDS, button=button, expect=expect)
    if taken == "refused":
        assert "Kept words." in page.html
        assert count_comments() == 0
    else:
        assert db.session.query(Comment).one().is_late is (taken == "late")


def test_a_form_first_asked_for_after_closing_is_not_there(browser, app):
    with time_machine.travel(CLOSING - timedelta(days=1), tick=False) as clock:
        topic = factories.make_topic_closing_at(CLOSING)
        factories.commit()
        clock.move_to(CLOSING + timedelta(minutes=5))
        page = browser.open(f"/inquiries/{topic.inquiry.slug}/{topic.slug}/comment")
        answer = browser.client.post(browser.path, data={**FIELDS, "confirmed": "1"})
    assert "Comments have closed" in page.title
    assert answer.status_code == 422
    assert "Kept words." in answer.text


def test_a_paragraph_is_commented_on_by_its_number(browser, topic, moderator):
    paper = factories.make_paper(topic)
    factories.commit()
    page = browser.open(f"/papers/{paper.slug}/comment?paragraph=p2")
    assert "The second has a list" in page.text
    browser.send("body", FIELDS, button=("confirmed", "1"))
    comment = db.session.query(Comment).one()
    assert comment.paragraph
    assert comment.paragraph
    assert comment.paragraph.number == "2"
    browser.open(f"/papers/{paper.slug}/comment?paragraph=p99", expect=404)


def test_a_receipt_is_kept_by_nobody_but_its_author(browser, path):
    send(browser, path)
    headers = browser.response.headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]


def test_an_author_withdraws_and_the_words_are_gone(browser, path, topic, moderator):
    send(browser, path)
    receipt = browser.path
    factories.publish(db.session.query(Comment).one(), moderator)
    factories.commit()
    browser.open(receipt)
    browser.send("csrf_token", {})
    assert "Withdrawn" in browser.page.text
    assert "Kept words." not in browser.open(path.removesuffix("/comment")).text


class TestLimits:
    @pytest.fixture
    def settings(self, settings):
        return replace(settings, rate_limits=True)

    def test_too_many_comments_are_slowed_down_with_the_text_kept(self, browser, path):
        for _ in range(20):
            send(browser, path)
        page = send(browser, path, expect=429)
        assert int(browser.response.headers["Retry-After"]) > 0
        assert page.form("body").values["body"] == "Kept words."
        assert count_comments() == 20
