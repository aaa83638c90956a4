"""The list of all that is published or being written, a page of inquiries at a time."""

from __future__ import annotations

import pytest

from app.core.db import db
from app.publishing.contents import InquiryContent, PaperContent, TopicContent
from app.publishing.enums import Kind
from app.publishing.service import add_manuscript
from app.publishing.staff_views import INQUIRIES_A_PAGE

LIST = "/staff/publishing"


@pytest.fixture
def many(writer) -> int:
    """Inquiries, one more than two pages hold, each with a topic, and a paper under that."""
    count = 2 * INQUIRIES_A_PAGE + 1
    for number in range(count):
        name = f"n{number:03}"
        inquiry = add_manuscript(
            Kind.INQUIRY, name, InquiryContent(title=f"Inquiry {name}"), None, by=writer
        )
        topic = add_manuscript(
            Kind.TOPIC, name, TopicContent(title=f"Topic {name}"), inquiry, by=writer
        )
        add_manuscript(Kind.PAPER, name, PaperContent(title=f"Paper {name}"), topic, by=writer)
    db.session.commit()
    return count


def test_every_inquiry_stands_on_one_page_with_all_that_is_under_it(as_writer, many):
    page, seen = as_writer.open(LIST), []
    while True:
        names = [word for word in page.text.split() if word.startswith("n") and word[1:].isdigit()]
        assert len(names) == 3 * len(set(names))
        seen += names[::3]
        following = [link["href"] for link in page.links if link.get("rel") == "next"]
        if not following:
            break
        page = as_writer.open(following[0])
    assert seen == [f"n{number:03}" for number in reversed(range(many))]


@pytest.mark.parametrize("number", ["x", "-1", "²", "9" * 12])
def test_a_page_that_is_none_is_not_found(as_writer, number):
    as_writer.open(f"{LIST}?before={number}", expect=404)


def test_before_the_first_there_is_nothing(as_writer, inquiry):
    assert "There are no earlier inquiries" in as_writer.open(f"{LIST}?before={inquiry.id}").text
