"""The published comments of a topic: fifty numbers a page, and a number keeps its place."""

from __future__ import annotations

import re

import pytest

from app.comments.enums import PublicationChoice
from app.comments.models import CommentNumbering
from app.comments.service import withdraw_comment
from app.core.db import db
from tests import factories


@pytest.fixture
def publish_as(topic, moderator):
    """Publishes comments under the numbers given, as if those between had been and gone."""

    def publish(*numbers, **changes):
        made = []
        for number in numbers:
            numbering = db.session.get(CommentNumbering, topic.id)
            if number > 1 and numbering is None:
                numbering = CommentNumbering(topic_id=topic.id)
                db.session.add(numbering)
            if numbering:
                numbering.last_number = number - 1
                db.session.flush()
            made.append(factories.make_published(topic, moderator, **changes))
        factories.commit()
        return made

    return publish


def numbers_on(page):
    return [int(number) for number in re.findall(r">Comment (\d+)</h3>", page.html)]


def test_pages_hold_fifty_numbers_with_gaps_where_comments_are_gone(
    browser, topic_path, publish_as
):
    publish_as(1, 2, 50, 51, 100, 101)
    pages = [numbers_on(browser.open(f"{topic_path}?page={page}")) for page in (1, 2, 3)]
    assert pages == [[1, 2, 50], [51, 100], [101]]


def test_the_newest_first_pages_count_from_the_last_number(browser, topic_path, publish_as):
    publish_as(1, 2, 3, 51, 52)
    address = f"{topic_path}?order=newest"
    assert numbers_on(browser.open(address)) == [52, 51, 3]
    assert numbers_on(browser.open(f"{address}&page=2")) == [2, 1]


def test_the_oldest_stand_first_unless_asked_otherwise(browser, topic_path, publish_as):
    publish_as(1, 2)
    plain = numbers_on(browser.open(topic_path))
    assert plain == numbers_on(browser.open(f"{topic_path}?order=oldest")) == [1, 2]


def test_a_withdrawn_comment_leaves_a_gap_and_moves_nobody(browser, topic_path, publish_as):
    first, _second, fiftyfirst = publish_as(1, 2, 51)
    withdraw_comment(first)
    page = browser.open(topic_path)
    assert numbers_on(page) == [2]
    assert "2 comments published" in page.text
    page = browser.open(f"{topic_path}?page=2")
    assert numbers_on(page) == [51]
    assert page.ids[f"comment-{fiftyfirst.public_ref}"] == 1


def test_an_empty_page_says_why_it_is_empty(browser, topic_path, publish_as):
    publish_as(51)
    assert "No comment stands on this page any more" in browser.open(topic_path).text


def test_pages_are_linked_both_ways_in_the_same_order(browser, topic_path, publish_as):
    publish_as(1, 101)
    page = browser.open(f"{topic_path}?order=newest&page=2")
    steps = {
        link["rel"]: link["href"] for link in page.links if link["tag"] == "a" and "rel" in link
    }
    assert numbers_on(browser.open(steps["next"])) == [1]
    assert numbers_on(browser.open(steps["prev"])) == [101]


def test_following_next_reads_every_comment_once(browser, topic_path, publish_as):
    numbers = [1, 50, 51, 99, 150, 151]
    publish_as(*numbers)
    page, seen = browser.open(topic_path), []
    while True:
        seen += numbers_on(page)
        following = [link["href"] for link in page.links if link.get("rel") == "next"]
        if not following:
            break
        page = browser.open(following[0])
    assert seen == numbers


def test_one_page_has_no_pager(browser, topic_path, publish_as):
    publish_as(1, 50)
    assert "Pages of comments" not in browser.open(topic_path).html


NOWHERE = [
    "page=3", "page=0", "page=-1", "page=x", "page=", "page=1.0", "page=²", "page=٢", "page=+1",
    "page=999999999", "page=9999999999999999999", "order=loudest", "order=", "order=Newest",
]  # fmt: skip


def test_a_page_that_does_not_exist_is_not_found(client, topic_path, publish_as):
    publish_as(51)
    codes = {query: client.get(f"{topic_path}?{query}").status_code for query in NOWHERE}
    assert codes == dict.fromkeys(NOWHERE, 404)


def test_a_topic_without_comments_has_one_page(browser, topic_path):
    assert "No comment has been published on this topic yet" in browser.open(topic_path).text
    browser.open(f"{topic_path}?page=2", expect=404)


def test_only_published_comments_are_shown_or_counted(browser, topic, topic_path, moderator):
    factories.make_comment(topic, "Waiting words.")
    factories.reject(factories.make_comment(topic, "Rejected words."), moderator)
    factories.make_comment(
        topic, "Private words.", publication_choice=PublicationChoice.NOT_PUBLISHED
    )
    factories.make_published(topic, moderator, body="Published words.")
    page = browser.open(topic_path)
    assert "1 comment published" in page.text
    assert "Published words." in page.text
    for hidden in ("Waiting words.", "Rejected words.", "Private words."):
        assert hidden not in page.html


def test_a_topic_shows_its_own_comments_only(browser, topic_path, moderator):
    other = factories.make_topic()
    factories.make_published(other, moderator, body="Words for another topic.")
    assert "another topic" not in browser.open(topic_path).text
