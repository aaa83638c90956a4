"""What is not published is nowhere: every address of it answers 404, and no page names it."""

from __future__ import annotations

import pytest

from app.core.db import db
from app.inquiries.enums import PublishingState
from tests import factories


@pytest.fixture
def addresses(topic):
    paper = factories.make_paper(topic)
    here = f"/inquiries/{topic.inquiry.slug}"
    comment = [f"{here}/{topic.slug}/comment", f"/papers/{paper.slug}/comment"]
    return [f"{here}/{topic.slug}", *comment, f"/papers/{paper.slug}"]


def hide(thing):
    thing.state = PublishingState.DRAFT
    db.session.commit()


def test_published_things_are_there(client, addresses):
    assert {client.get(address).status_code for address in addresses} == {200}


def test_nothing_of_a_draft_topic_is_there(client, topic, addresses):
    hide(topic)
    assert {client.get(address).status_code for address in addresses} == {404}


def test_nothing_of_a_draft_inquiry_is_there(client, topic, addresses):
    hide(topic.inquiry)
    inquiry = f"/inquiries/{topic.inquiry.slug}"
    assert {client.get(address).status_code for address in [inquiry, *addresses]} == {404}


def test_a_draft_takes_no_comment(browser, topic, addresses):
    browser.open(addresses[1])
    hide(topic)
    browser.send("body", {"body": "Words."}, button=("confirmed", "1"), expect=404)
    assert "Words." in browser.page.html


def test_no_page_names_a_draft(browser, topic, addresses):
    subject = factories.Subject(slug="access", title="Access", description="")
    topic.subjects = [subject]
    hide(topic)
    for address in ("/", f"/inquiries/{topic.inquiry.slug}", "/subjects/access"):
        page = browser.open(address)
        assert topic.title not in page.text.replace(topic.inquiry.title, "")


@pytest.mark.parametrize(
    "address", ["/inquiries/none", "/inquiries/none/none", "/subjects/none", "/papers/none"]
)
def test_what_never_was_is_not_found(browser, address):
    assert "Page not found" in browser.open(address, expect=404).text
