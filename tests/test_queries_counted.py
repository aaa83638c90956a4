"""What a page costs does not grow with what is on the site."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.comments.enums import PublicationChoice
from app.core import clock
from app.core.db import db
from app.core.stamps import SITE, bump_stamp
from app.moderation.enums import Decision
from app.moderation.service import decide
from tests import factories

MANY = 60
NO_MORE_THAN = 20


class Site:
    """A site with one of each thing, that can be filled with many of each."""

    def __init__(self, topic, moderator):
        self.topic, self.moderator = topic, moderator
        self.subject = factories.Subject(slug="access", title="Access", description="")
        topic.subjects.append(self.subject)
        self.paper = factories.make_paper(topic, subjects=[self.subject])
        self.published = self.publish()
        self.waiting = factories.make_comment(topic, email="one@example.org")
        self.add_to_topic(1)
        db.session.commit()

    def publish(self):
        return factories.make_published(self.topic, self.moderator, email="one@example.org")

    def add_to_topic(self, number):
        present = clock.now()
        self.topic.key_issues.append(
            factories.KeyIssue(position=number, question="Is it so?", detail="Or not?")
        )
        self.topic.related.append(
            factories.RelatedLink(position=number, title="More", path="/", note="")
        )
        for start in (present - timedelta(days=9), present + timedelta(days=9)):
            self.topic.events.append(
                factories.Event(
                    inquiry=self.topic.inquiry, title="A hearing", venue="Leeds", description="",
                    starts_at=start, ends_at=start + timedelta(hours=1),
                )
            )  # fmt: skip

    def fill(self):
        paragraphs = "\n\n".join(f"Paragraph {number}." for number in range(MANY))
        for number in range(2, 12):
            self.add_to_topic(number)
            beside = factories.make_topic(self.topic.inquiry, subjects=[self.subject])
            factories.make_topic(subjects=[self.subject])
            factories.make_paper(beside, subjects=[self.subject])
            listed = factories.make_paper(self.topic, f"## One\n\n{paragraphs}\n\n## Two\n\nEnd.")
            listed.listed_by.append(beside)
        for _ in range(MANY):
            self.publish()
            factories.make_comment(
                self.topic,
                email="one@example.org",
                publication_choice=PublicationChoice.ANONYMOUS,
                paper_id=self.paper.id,
                paragraph=self.paper.versions[0].sections[0].paragraphs[0],
            )
            self.reopen(self.waiting)
        db.session.commit()

    def reopen(self, comment):
        decide(comment, comment.version, Decision.SPAM, self.moderator)
        decide(comment, comment.version, Decision.REOPEN, self.moderator)

    def addresses(self):
        place = f"/inquiries/{self.topic.inquiry.slug}"
        return {
            "home": "/",
            "inquiry": place,
            "topic": f"{place}/{self.topic.slug}",
            "topic, newest first": f"{place}/{self.topic.slug}?order=newest",
            "topic's form": f"{place}/{self.topic.slug}/comment",
            "subject": "/subjects/access",
            "paper": f"/papers/{self.paper.slug}",
            "paper's form": f"/papers/{self.paper.slug}/comment?paragraph=p1",
            "comment": f"/comments/{self.published.public_ref}",
            "staff home": "/staff/",
            "queue": "/staff/moderation",
            "queue of an inquiry": f"/staff/moderation?inquiry={self.topic.inquiry.slug}",
            "queue of a topic": f"/staff/moderation?topic={self.topic.id}&choice=named",
            "card": f"/staff/moderation/{self.waiting.id}",
            "decisions": "/staff/moderation/decisions",
        }


@pytest.fixture
def site(topic, moderator):
    return Site(topic, moderator)


def cost(client, statements, address, headers=None):
    """How many statements one answer takes."""
    client.get(address)  # what the process reads once
    if headers is None:
        bump_stamp(SITE)  # so that nothing kept can answer
        db.session.commit()
    statements.clear()
    response = client.get(address, headers=headers)
    assert response.status_code in (200, 304)
    return len(statements)


def test_a_page_costs_the_same_with_one_and_with_many(site, signed_in, statements):
    def costs():
        pages = site.addresses()
        return {name: cost(signed_in.client, statements, pages[name]) for name in pages}

    few = costs()
    site.fill()
    assert costs() == few
    assert max(few.values()) <= NO_MORE_THAN


def test_an_administrators_page_costs_no_more_with_many(as_admin, statements):
    pages = ["/staff/audit", "/staff/audit?about=moderator"]
    few = [cost(as_admin.client, statements, page) for page in pages]
    for _ in range(MANY):
        factories.make_staff()
    many = [cost(as_admin.client, statements, page) for page in pages]
    assert all(after <= before for before, after in zip(few, many, strict=True))
    assert max(few) <= NO_MORE_THAN


def test_many_are_really_shown(site, signed_in):
    site.fill()
    shown = {name: signed_in.client.get(page).text for name, page in site.addresses().items()}
    assert shown["home"].count('class="entry') > 10
    assert shown["topic"].count('class="comment"') == 50
    assert shown["queue"].count('class="queue-item"') == 20
    assert shown["subject"].count('class="entry') > 30


def test_a_copy_that_still_holds_costs_less_than_a_page(site, client, statements):
    for name in ("topic", "inquiry", "comment", "paper", "subject"):
        address = site.addresses()[name]
        held = {"If-None-Match": client.get(address).headers["ETag"]}
        whole = cost(client, statements, address)
        assert cost(client, statements, address, held) <= min(whole, 5), name


def test_a_receipt_costs_the_same_after_many_decisions(site, browser, statements):
    address = f"/inquiries/{site.topic.inquiry.slug}/{site.topic.slug}/comment"
    browser.open(address)
    values = {"body": "Words.", "publication_choice": "anonymous"}
    browser.send("body", values, button=("confirmed", "1"))
    few = cost(browser.client, statements, browser.path)
    comment = db.session.query(factories.Comment).filter_by(body="Words.").one()
    for _ in range(5):
        site.reopen(comment)
    assert cost(browser.client, statements, browser.path) == few


def test_a_stranger_on_a_public_page_costs_no_reading_of_staff(site, signed_in, statements):
    for name in ("home", "inquiry", "topic", "subject", "paper", "comment"):
        cost(signed_in.client, statements, site.addresses()[name])
        assert not [text for text in statements if "staff_users" in text], name
