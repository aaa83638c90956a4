"""What search engines may read, and which pages they may show."""

from __future__ import annotations

from datetime import timedelta
from urllib.robotparser import RobotFileParser

import pytest

from app.core import clock
from tests import factories

NOINDEX = '<meta name="robots" content="noindex">'


@pytest.mark.parametrize("path", ["/", "/papers/a-paper", "/staff/login"])
def test_every_page_may_be_read_since_one_that_is_not_to_be_found_says_so(client, path):
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    rules = RobotFileParser()
    rules.parse(answer.text.splitlines())
    assert rules.can_fetch("anybody", path)


def test_a_form_may_be_found_by_what_it_says_of_itself(client, topic):
    paper = factories.make_paper(topic)
    factories.commit()
    for path in (f"/inquiries/{topic.inquiry.slug}/{topic.slug}", f"/papers/{paper.slug}"):
        page = client.get(f"{path}/comment").text
        assert NOINDEX not in page
        assert '<meta name="description" content="Send a comment on “' in page


def test_the_form_for_one_paragraph_and_a_closed_form_are_not_to_be_found(client, topic):
    closed = factories.make_topic_closing_at(clock.now() - timedelta(days=1))
    paper = factories.make_paper(topic)
    factories.commit()
    for path in (
        f"/papers/{paper.slug}/comment?paragraph=p1",
        f"/inquiries/{closed.inquiry.slug}/{closed.slug}/comment",
        "/staff/login",
        "/no-such-page",
    ):
        assert NOINDEX in client.get(path).text
