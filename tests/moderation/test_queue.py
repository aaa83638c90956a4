"""The queue as a moderator's browser sees it."""

from __future__ import annotations

import itertools
import re
from datetime import timedelta

import pytest
from sqlalchemy import event

from app.comments.enums import PublicationChoice
from app.comments.service import post_comment
from app.core import clock
from app.core.db import db
from app.moderation.enums import Decision
from app.moderation.queries import PAGE_SIZE
from app.moderation.service import decide
from tests import factories

QUEUE = "/staff/moderation"
EVERYTHING = ["named", "anonymous", "private", "sister", "stranger"]


def cards_of(page) -> list[int]:
    return [int(found) for found in re.findall(r'class="queue-item" id="item-(\d+)"', page.html)]


def walk(browser, path=QUEUE) -> list[list[int]]:
    """The cards of each page, by following rel="next" to the end."""
    pages = [cards_of(browser.open(path))]
    while following := [link for link in browser.page.links if link.get("rel") == "next"]:
        pages.append(cards_of(browser.open(following[-1]["href"])))
    return pages


def make_waiting(topic, ago: timedelta, **changes) -> factories.Comment:
    with clock.at(clock.now() - ago):
        return factories.make_comment(topic, **changes)


def test_the_oldest_comment_stands_first(signed_in, topic):
    made = [make_waiting(topic, timedelta(hours=hours)).id for hours in (2, 9, 5)]
    assert cards_of(signed_in.open(QUEUE)) == [made[1], made[2], made[0]]


def test_only_pending_comments_wait(signed_in, topic, moderator):
    waiting = factories.make_comment(topic).id
    factories.make_published(topic, moderator)
    factories.reject(factories.make_comment(topic), moderator)
    page = signed_in.open(QUEUE)
    assert cards_of(page) == [waiting]
    assert "1 comment waits." in page.text


def test_pages_of_comments_received_at_one_moment_show_each_once(signed_in, topic):
    with clock.at(clock.now() - timedelta(hours=1)):
        made = [factories.make_comment(topic).id for _ in range(2 * PAGE_SIZE + 3)]
    pages = walk(signed_in)
    assert [len(page) for page in pages] == [PAGE_SIZE, PAGE_SIZE, 3]
    assert list(itertools.chain(*pages)) == made


def test_a_full_last_page_has_no_page_after_it(signed_in, topic):
    for _ in range(PAGE_SIZE):
        factories.make_comment(topic)
    assert [len(page) for page in walk(signed_in)] == [PAGE_SIZE]


def test_decisions_taken_meanwhile_make_the_next_page_skip_nothing(signed_in, topic, moderator):
    made = [factories.make_comment(topic) for _ in range(PAGE_SIZE + 2)]
    ids = [comment.id for comment in made]
    signed_in.open(QUEUE)
    for comment in made[:5]:
        factories.publish(comment, moderator)
    following = signed_in.page.link("after=")
    assert cards_of(signed_in.open(following)) == ids[PAGE_SIZE:]


def test_the_next_page_keeps_the_filters(signed_in, topic):
    other = factories.make_topic()
    mine = [factories.make_comment(t).id for _ in range(PAGE_SIZE + 1) for t in (topic, other)][::2]
    assert list(itertools.chain(*walk(signed_in, f"{QUEUE}?topic={topic.id}"))) == mine


@pytest.fixture
def mixed(topic):
    """Comments by a name: three topics in two inquiries, and each publication choice."""
    sister = factories.make_topic(topic.inquiry)
    stranger = factories.make_topic()
    choice = PublicationChoice
    made = {
        "named": factories.make_comment(topic),
        "anonymous": factories.make_comment(topic, publication_choice=choice.ANONYMOUS),
        "private": factories.make_comment(topic, publication_choice=choice.NOT_PUBLISHED),
        "sister": factories.make_comment(sister),
        "stranger": factories.make_comment(stranger),
    }
    return {name: comment.id for name, comment in made.items()}


FILTERS = [
    ("", EVERYTHING),
    ("?inquiry={inquiry}", ["named", "anonymous", "private", "sister"]),
    ("?topic={topic}", ["named", "anonymous", "private"]),
    ("?choice=not_published", ["private"]),
    ("?topic={topic}&choice=named", ["named"]),
    ("?inquiry={inquiry}&choice=named", ["named", "sister"]),
    ("?inquiry=nothing&topic=x&choice=y", EVERYTHING),
]


def test_filters_choose_and_the_count_follows(signed_in, topic, mixed):
    for query, names in FILTERS:
        page = signed_in.open(QUEUE + query.format(inquiry=topic.inquiry.slug, topic=topic.id))
        assert cards_of(page) == [mixed[name] for name in names]
        words = "comment waits" if len(names) == 1 else "comments wait"
        assert f"{len(names)} {words}" in page.text


def test_the_filter_form_keeps_what_was_chosen(signed_in, topic, mixed):
    signed_in.open(f"{QUEUE}?topic={topic.id}&choice=anonymous")
    assert f'value="{topic.id}" selected' in signed_in.page.html
    assert 'value="anonymous" selected' in signed_in.page.html


def test_the_topics_to_choose_from_stand_under_their_inquiries(signed_in, topic):
    html = signed_in.open(QUEUE).html
    group = re.search(f'<optgroup label="{topic.inquiry.title}">(.+?)</optgroup>', html, re.DOTALL)
    assert group is not None
    assert topic.title in group[1]


def test_the_page_says_how_long_the_oldest_has_waited(signed_in, topic):
    make_waiting(topic, timedelta(days=3, hours=2))
    make_waiting(topic, timedelta(hours=1))
    assert "The oldest has waited 3 days, since" in signed_in.open(QUEUE).text


def test_the_oldest_waiting_time_follows_the_filters(signed_in, topic):
    make_waiting(factories.make_topic(), timedelta(days=3))
    make_waiting(topic, timedelta(hours=5))
    assert "has waited 5 hours" in signed_in.open(f"{QUEUE}?topic={topic.id}").text


def test_an_empty_queue_says_so(signed_in):
    assert "The queue is empty." in signed_in.open(QUEUE).text


def test_filters_that_find_nothing_lead_back_to_the_whole_queue(signed_in, topic):
    page = signed_in.open(f"{QUEUE}?topic={topic.id}")
    assert "No comment waits under these filters." in page.text
    assert page.link("/staff/moderation")


def test_a_place_in_the_queue_that_means_nothing_is_not_found(signed_in):
    for after in ("x", "2026-01-01_5", "_", "2026-01-01T00:00:00%2B00:00_-1"):
        signed_in.open(f"{QUEUE}?after={after}", expect=404)


@pytest.mark.parametrize(
    ("address", "before", "words"),
    [
        ("", 0, "No contact given"),
        ("ann@example.org", 0, "First comment from this contact"),
        ("ann@example.org", 1, "1 earlier comment from the same contact"),
        ("Ann@Example.org", 3, "3 earlier comments from the same contact"),
    ],
)
def test_a_card_counts_earlier_comments_of_the_contact(
    signed_in, topic, moderator, address, before, words
):
    factories.make_published(topic, moderator, email="somebody.else@example.org")
    for _ in range(before):
        factories.make_published(topic, moderator, email="ann@example.org")
    card = factories.make_comment(topic, email=address)
    db.session.commit()
    assert words in signed_in.open(f"{QUEUE}/{card.id}").text
    assert words in signed_in.open(QUEUE).text


def test_a_later_comment_of_the_contact_is_not_an_earlier_one(signed_in, topic, moderator):
    factories.make_comment(topic, email="ann@example.org")
    factories.make_published(topic, moderator, email="ann@example.org")
    assert "First comment from this contact" in signed_in.open(QUEUE).text


def test_a_withheld_name_is_shown_to_moderators_as_private(signed_in, topic):
    choice = PublicationChoice.ANONYMOUS
    factories.make_comment(topic, name="Robin Secret", publication_choice=choice)
    page = signed_in.open(QUEUE)
    assert "Name given, private" in page.text
    assert "Robin Secret" in page.text
    article = re.search(r'<article class="comment".*?</article>', page.html, re.DOTALL)
    assert article
    assert "Robin Secret" not in article[0]


def test_an_address_is_never_shown_to_moderators(signed_in, topic):
    factories.make_comment(topic, email="ann@example.org")
    assert "ann@example.org" not in signed_in.open(QUEUE).html


def test_a_card_tells_its_history_in_order(signed_in, topic, moderator):
    comment = factories.reject(factories.make_comment(topic), moderator)
    decide(
        comment, 2, Decision.REOPEN, factories.make_staff(name="Second Reader"), note="Look again"
    )
    text = signed_in.open(QUEUE).text
    assert text.index("Reject (not about this topic) by Mo Derrin") < text.index(
        "Reopen by Second Reader"
    )
    assert "Look again" in text


def test_a_late_comment_is_marked(signed_in, topic):
    with clock.at(topic.closes_at + timedelta(minutes=5)):
        nonce = factories.make_nonce(topic.closes_at - timedelta(minutes=5))
        post_comment(factories.make_draft(topic), nonce)
    assert "after the period closed" in signed_in.open(QUEUE).text


def count_statements(browser, path) -> int:
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    browser.open(path)
    event.remove(db.engine, "before_cursor_execute", note)
    return len(statements)


def make_full_card(topic, moderator):
    comment = factories.make_comment(
        topic, email="ann@example.org", publication_choice=PublicationChoice.ANONYMOUS
    )
    factories.reject(comment, moderator)
    decide(comment, comment.version, Decision.REOPEN, moderator)


def test_the_queue_asks_the_database_as_often_for_twenty_cards_as_for_one(
    signed_in, topic, moderator
):
    make_full_card(topic, moderator)
    for_one = count_statements(signed_in, QUEUE)
    for _ in range(PAGE_SIZE - 1):
        make_full_card(factories.make_topic(topic.inquiry), factories.make_staff(name="Somebody"))
    assert count_statements(signed_in, QUEUE) == for_one
    assert len(cards_of(signed_in.page)) == PAGE_SIZE


def test_the_log_of_decisions_is_read_newest_first_in_pages_of_fifty(signed_in, topic, moderator):
    made = [factories.make_published(topic, moderator).public_ref for _ in range(52)]
    page = signed_in.open(f"{QUEUE}/decisions")
    assert re.findall(r'scope="row"[^>]*><a[^>]*>(\w+)<', page.html) == made[:1:-1]
    page = signed_in.open(page.link("before="))
    assert re.findall(r'scope="row"[^>]*><a[^>]*>(\w+)<', page.html) == made[1::-1]
