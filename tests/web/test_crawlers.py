"""What search engines may read, and which pages they may show."""

from __future__ import annotations

from datetime import timedelta
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest

from app.core import clock
from app.inquiries.enums import PublishingState
from tests import factories

NOINDEX = '<meta name="robots" content="noindex">'


@pytest.mark.parametrize("path", ["/", "/papers/a-paper", "/staff/login"])
def test_every_page_may_be_read_since_one_that_is_not_to_be_found_says_so(client, path):
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    rules = RobotFileParser()
    rules.parse(answer.text.splitlines())
    assert rules.can_fetch("anybody", path)


def test_they_are_told_where_the_list_of_pages_is(client, settings):
    address = RobotFileParser()
    address.parse(client.get("/robots.txt").text.splitlines())
    assert address.site_maps() == ["http://localhost/sitemap.xml"]


def read_site_map(client) -> list[str]:
    answer = client.get("/sitemap.xml")
    assert answer.mimetype == "application/xml"
    namespace = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    places = ElementTree.fromstring(answer.text).iter(f"{namespace}loc")  # noqa: S314 - ours
    return [str(place.text).removeprefix("http://localhost") for place in places]


def test_the_list_names_every_page_that_is_to_be_found_and_each_answers(client, pages):
    named = read_site_map(client)
    wanted = {"home", "inquiry", "topic", "subject", "paper", "accessibility", "privacy"}
    assert {pages[name] for name in wanted} <= set(named)
    assert len(named) == len(set(named))
    for address in named:
        answer = client.get(address)
        assert answer.status_code == 200
        assert NOINDEX not in answer.text


def test_the_list_names_nothing_that_is_not_public(client, topic):
    hidden = factories.make_topic(topic.inquiry, slug="a-hidden-one")
    paper = factories.make_paper(hidden)
    hidden.subjects.append(factories.Subject(slug="unseen", title="Unseen", description=""))
    for state in (PublishingState.DRAFT, PublishingState.SCHEDULED, PublishingState.WITHDRAWN):
        hidden.state = state
        factories.commit()
        named = read_site_map(client)
        assert not [name for name in named if "hidden" in name or paper.slug in name]
        assert "/subjects/unseen" not in named


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
