"""The pages themselves: what stands on them, in which order, and in which state of the period."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from app.core import clock
from app.core.db import db
from tests import factories

DAY = timedelta(days=1)

# From opening and closing, in days from now, and whether an outcome is published.
STATES = {
    "upcoming": (2, 30, False),
    "open": (-2, 30, False),
    "closed": (-30, -2, False),
    "concluded": (-30, -2, True),
}
BANNERS = {
    "upcoming": "Not yet open for comments",
    "open": "Open for comments: 30 days left",
    "closed": "Closed to new comments",
    "concluded": "This inquiry has concluded",
}
CALLS = {
    "upcoming": "Until then you can read what will be asked.",
    "open": "You need no account. 30 days left",
    "closed": "The call is closed. Comments could be sent until",
    "concluded": "The call is closed and the inquiry has concluded.",
}
NO_COMMENTS = {
    "upcoming": "There are no comments yet. They can be sent from",
    "open": "Yours could be the first",
    "closed": "No comment on this topic has been published.",
    "concluded": "No comment on this topic has been published.",
}


def make_topic_in(state: str, **changes):
    opens, closes, is_concluded = STATES[state]
    present = clock.now()
    inquiry = factories.make_inquiry(
        opens_at=present + opens * DAY, closes_at=present + closes * DAY
    )
    if is_concluded:
        inquiry.outcome = factories.Outcome(
            title="The report", summary="What came of it.", published_at=present - DAY
        )
    topic = factories.make_topic(inquiry, **changes)
    db.session.commit()
    return topic


def address_of(topic) -> str:
    return f"/inquiries/{topic.inquiry.slug}/{topic.slug}"


@pytest.fixture
def full_topic(app, moderator):
    """A topic with everything that a topic page can hold."""
    inquiry = factories.make_inquiry(title="The inquiry it is part of")
    topic = factories.make_topic(
        inquiry,
        title="The title of the topic",
        summary="The summary in a sentence.",
        explored="The words on what was explored.",
        learnt="The words on what was learnt.",
        call="The words of the call.",
        subjects=[factories.Subject(slug="access", title="The subject", description="")],
        key_issues=[factories.KeyIssue(position=1, question="The key issue?", detail="")],
        related=[
            factories.RelatedLink(position=1, title="The content beside it", path="/", note="")
        ],
    )
    factories.make_paper(topic, title="The related paper's title")
    present = clock.now()
    inquiry.events.append(
        factories.Event(
            title="The meeting", starts_at=present + DAY, ends_at=present + DAY,
            venue="A hall", description="", topics=[topic],
        )
    )  # fmt: skip
    factories.make_published(topic, moderator, body="The words of a comment.")
    db.session.commit()
    return topic


def test_the_parts_of_a_topic_page_stand_in_their_order(browser, full_topic):
    parts = [
        "The title of the topic", "The subject", "Part of The inquiry it is part of",
        "The summary in a sentence.", "Related paper The related paper's title",
        "What we explored The words on what was explored.",
        "What we learnt The words on what was learnt.",
        "Key issues for debate The key issue?", "Call for views The words of the call.",
        "Events The meeting", "Related content The content beside it",
        "Comments 1 comment published", "The words of a comment.",
    ]  # fmt: skip
    main = browser.open(address_of(full_topic)).text.split("Topic The title of the topic", 1)[1]
    text = f"The title of the topic{main}"
    places = [text.find(part) for part in parts]
    assert -1 not in places, parts[places.index(-1)]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("hours", "ending"), [(3, "10am to 1pm"), (27, "10am to 2 February 2027, 1pm")]
)
def test_a_meeting_over_several_days_says_on_which_it_ends(browser, topic, hours, ending):
    starts_at = datetime(2027, 2, 1, 10, tzinfo=UTC)
    ends_at = starts_at + timedelta(hours=hours)
    topic.inquiry.events.append(
        factories.Event(
            title="The meeting", starts_at=starts_at, ends_at=ends_at, venue="A hall",
            description="", topics=[topic],
        )
    )  # fmt: skip
    assert f"1 February 2027, {ending}" in browser.open(address_of(topic)).text


def test_a_topic_with_nothing_yet_has_no_empty_parts(browser, app):
    topic = make_topic_in("open", explored="", learnt="")
    text = browser.open(address_of(topic)).text
    for heading in (
        "Related paper",
        "explored",
        "learnt",
        "Key issues",
        "Events",
        "Related content",
    ):
        assert heading not in text


@pytest.mark.parametrize("state", STATES)
def test_a_topic_page_tells_the_state_of_its_period_everywhere_alike(browser, app, state):
    topic = make_topic_in(state)
    page = browser.open(address_of(topic))
    for words in (BANNERS, CALLS, NO_COMMENTS):
        assert words[state] in page.text
        for other in set(words.values()) - {words[state]}:
            assert other not in page.text
    offers = [link for link in page.links if link["href"].endswith("/comment")]
    assert bool(offers) is (state == "open")
    assert ("#outcome" in page.html) is (state == "concluded")


@pytest.mark.parametrize("state", STATES)
def test_the_form_is_there_only_while_the_period_is_open(browser, app, state):
    topic = make_topic_in(state)
    page = browser.open(f"{address_of(topic)}/comment")
    assert any(form.has("body") for form in page.forms) is (state == "open")


@pytest.mark.parametrize("state", STATES)
def test_a_papers_paragraphs_take_comments_only_while_the_period_is_open(browser, app, state):
    paper = factories.make_paper(make_topic_in(state))
    db.session.commit()
    page = browser.open(f"/papers/{paper.slug}")
    assert ("?paragraph=p1" in page.html) is (state == "open")


def test_the_home_page_parts_current_from_concluded_inquiries(browser, app):
    titles = {state: make_topic_in(state).inquiry.title for state in STATES}
    text = browser.open("/").text
    current, concluded = re.search(
        "Current inquiries(.+)Concluded inquiries(.+)Taking part", text
    ).groups()
    for state, title in titles.items():
        assert (title in current) is (state != "concluded")
        assert (title in concluded) is (state == "concluded")


def test_the_home_page_has_no_heading_without_an_inquiry_under_it(browser, app):
    make_topic_in("open")
    assert "Concluded inquiries" not in browser.open("/").text
