from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.core import clock
from app.core.db import db
from app.inquiries.enums import PublishingState
from tests import factories


@pytest.fixture
def paper(topic):
    made = factories.make_paper(topic, published_at=datetime(2025, 12, 31, 23, 30, tzinfo=UTC))
    factories.commit()
    return made


def test_a_paper_shows_its_authors_sections_and_numbered_paragraphs(browser, paper):
    page = browser.open(f"/papers/{paper.slug}")
    assert "Ada Marsh" in page.text
    assert "Example Trust" in page.text
    assert {"p1", "p2", "p3", "s1-first-part", "s2-a-closer-look"} <= set(page.ids)
    assert "The first paragraph speaks of <em>access</em>." in page.html


def test_every_entry_of_the_contents_leads_somewhere(browser, paper):
    page = browser.open(f"/papers/{paper.slug}")
    anchors = [link["href"][1:] for link in page.links if link["href"].startswith("#")]
    assert set(anchors) <= set(page.ids)
    assert {"s1-first-part", "p2", "cite"} <= set(anchors)


def test_a_paper_says_how_to_cite_it(browser, paper):
    page = browser.open(f"/papers/{paper.slug}")
    names = f"Ada Marsh and Ben Holt (2025). {paper.title}. {paper.topic.inquiry.title}."
    assert f"{names} http://localhost/papers/{paper.slug}" in page.text


def test_an_open_paper_has_a_way_to_comment_on_each_paragraph(browser, paper):
    links = [link["href"] for link in browser.open(f"/papers/{paper.slug}").links]
    for number in (1, 2, 3):
        assert f"/papers/{paper.slug}/comment?paragraph=p{number}" in links


def test_a_paper_of_a_closed_topic_offers_no_form(browser, paper):
    paper.topic.own_closes_at = clock.now() - timedelta(hours=1)
    page = browser.open(f"/papers/{paper.slug}")
    assert not [link for link in page.links if "/comment" in link["href"]]
    assert "has closed" in page.text


def test_a_paper_leads_to_its_published_comments(browser, paper):
    topic = paper.topic
    assert browser.open(f"/papers/{paper.slug}").link(f"{topic.slug}#comments")
    assert browser.open(f"/inquiries/{topic.inquiry.slug}/{topic.slug}").ids["comments"] == 1


def test_a_draft_paper_is_not_there(client, paper):
    paper.state = PublishingState.DRAFT
    db.session.commit()
    assert client.get(f"/papers/{paper.slug}").status_code == 404
    assert client.get(f"/papers/{paper.slug}/comment").status_code == 404


class TestUnderASiteAddress:
    @pytest.fixture
    def settings(self, settings):
        return replace(settings, site_url="https://consult.example.org")

    def test_a_citation_gives_the_sites_own_address(self, client, paper):
        page = client.get(f"/papers/{paper.slug}", headers={"Host": "consult.example.org"}).text
        assert f"https://consult.example.org/papers/{paper.slug}" in page
