"""What the pages of an inquiry and of a topic say of themselves to machines."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core import clock
from app.core.db import db
from tests import factories
from tests.vocabularies import Head, check_head


@pytest.fixture
def topic(topic):
    start = clock.now() + timedelta(days=9)
    topic.events.append(
        factories.Event(
            inquiry=topic.inquiry, title="A hearing", venue="Leeds", description="",
            starts_at=start, ends_at=start + timedelta(hours=1),
        )
    )  # fmt: skip
    db.session.commit()
    return topic


@pytest.fixture
def head_of(client):
    return lambda address: Head(client.get(address).text)


def test_a_topic_says_what_it_is_and_what_it_belongs_to(head_of, topic):
    address = f"/inquiries/{topic.inquiry.slug}/{topic.slug}"
    head = head_of(address)
    check_head(head)
    assert dict(head.properties)["og:title"] == topic.title
    assert dict(head.properties)["og:url"] == f"http://localhost{address}"
    data = head.blocks[0]
    assert data["@type"] == "WebPage"
    assert data["isPartOf"]["name"] == topic.inquiry.title
    assert data["mentions"][0]["location"]["name"] == "Leeds"


def test_every_page_of_its_comments_says_the_same(head_of, topic):
    address = f"/inquiries/{topic.inquiry.slug}/{topic.slug}"
    first, newest = head_of(address), head_of(f"{address}?order=newest")
    assert first.properties == newest.properties
    assert first.blocks == newest.blocks


def test_an_inquiry_says_what_it_is_and_which_meetings_it_holds(head_of, topic):
    head = head_of(f"/inquiries/{topic.inquiry.slug}")
    check_head(head)
    assert dict(head.properties)["og:description"] == topic.inquiry.summary
    assert head.blocks[0]["mentions"][0]["name"] == "A hearing"


def test_pages_of_other_kinds_say_nothing(head_of, topic):
    for address in ("/", "/about/privacy", f"/inquiries/{topic.inquiry.slug}/{topic.slug}/comment"):
        assert head_of(address).is_bare, address
