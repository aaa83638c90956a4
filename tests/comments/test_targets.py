"""Comments on papers and on their paragraphs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.comments.queries import count_published
from app.core import clock
from tests import factories

SENT = ("confirmed", "1")


@pytest.fixture
def paper(topic):
    made = factories.make_paper(topic)
    factories.commit()
    return made


@pytest.fixture
def paper_form(paper):
    return f"/papers/{paper.slug}/comment"


def test_a_comment_on_a_paper_belongs_to_the_papers_topic(
    browser, paper, paper_form, fields, stored
):
    browser.open(paper_form)
    browser.send("body", fields, button=SENT)
    comment = stored()[0]
    assert (comment.topic, comment.paper, comment.paragraph) == (paper.topic, paper, None)


def test_the_form_quotes_the_paragraph(browser, paper_form):
    page = browser.open(f"{paper_form}?paragraph=p2")
    assert "Paragraph 2 of" in page.text
    assert "<blockquote" in page.html
    assert "<li>one</li>" in page.html


def test_the_paragraph_is_kept_from_page_to_page(browser, paper_form, fields, stored):
    browser.open(f"{paper_form}?paragraph=p2")
    browser.send("body", {**fields, "body": ""}, expect=422)
    assert "paragraph 2 of" in browser.send("body", fields).text
    browser.send("confirmed", {}, button=("change", "1"))
    browser.send("body", {})
    browser.send("confirmed", {}, button=SENT)
    assert stored()[0].paragraph.number == "2"


NOWHERE = ["p0", "p99", "p2x", "2", "x2", "p", "%20", "p2%00", "p" + "9" * 99]


def test_a_paragraph_that_does_not_exist_is_not_found(client, paper_form, fields):
    addresses = [f"{paper_form}?paragraph={anchor}" for anchor in NOWHERE]
    assert {client.get(address).status_code for address in addresses} == {404}
    assert {client.post(address, data=fields).status_code for address in addresses} == {404}


def test_a_published_comment_says_which_paragraph_it_is_about(
    browser, topic_path, paper, paper_form, fields, stored, moderator
):
    browser.open(f"{paper_form}?paragraph=p3")
    browser.send("body", fields, button=SENT)
    comment = factories.publish(stored()[0], moderator)
    for address in (topic_path, f"/comments/{comment.public_ref}"):
        page = browser.open(address)
        assert f"paragraph 3 of {paper.title}" in page.text
        assert page.link(f"/papers/{paper.slug}#p3")


def test_comments_on_a_paper_are_counted_and_numbered_with_its_topics(topic, paper, moderator):
    on_topic = factories.make_published(topic, moderator)
    on_paper = factories.make_published(topic, moderator, paper_id=paper.id)
    assert (on_topic.number, on_paper.number) == (1, 2)
    assert count_published([topic.id]) == {topic.id: 2}


def test_a_paper_of_a_closed_topic_takes_no_comment(browser, paper, paper_form, fields, stored):
    paper.topic.own_closes_at = clock.now() - timedelta(hours=1)
    assert "Comments have closed" in browser.open(paper_form).title
    answer = browser.client.post(paper_form, data={**fields, "confirmed": "1"})
    assert answer.status_code == 422
    assert "Kept words." in answer.text
    assert stored() == []


def test_the_receipt_leads_back_to_the_paragraph(browser, paper, paper_form, fields):
    browser.open(f"{paper_form}?paragraph=p1")
    receipt = browser.send("body", fields, button=SENT)
    assert "Paragraph 1 of" in receipt.text
    assert receipt.link(f"/papers/{paper.slug}#p1")


def test_one_form_sent_for_two_paragraphs_is_two_comments(browser, paper_form, fields, stored):
    values = browser.open(f"{paper_form}?paragraph=p1").form("body").values
    data = {**values, **fields, "confirmed": "1"}
    assert browser.client.post(f"{paper_form}?paragraph=p1", data=data).status_code == 303
    again = browser.client.post(f"{paper_form}?paragraph=p2", data=data)
    assert again.status_code == 422
    assert "already sent a comment from this form" in again.text
    assert len(stored()) == 1
