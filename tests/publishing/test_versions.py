"""What a page said before: the list, a version as it stood, what changed, and on which day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.papers.models import PaperVersion
from app.publishing.contents import AuthorContent, EventContent
from app.publishing.enums import Kind
from app.publishing.queries import find_history, list_publications
from app.publishing.service import add_manuscript
from tests import factories
from tests.publishing.texts import INQUIRY, PAPER, TOPIC

INQUIRY_PAGE = "/inquiries/care-at-night"
TOPIC_PAGE = f"{INQUIRY_PAGE}/who-answers"
PAPER_PAGE = "/papers/answering-at-night"
SHORTER = replace(TOPIC, summary="Who picks up the telephone at night.")


def on_day(day):
    return clock.at(datetime(2026, 3, day, 12, tzinfo=UTC))


@pytest.fixture
def dated(make_published, put_up, take_down):
    """A topic of 2 March, changed on the 4th, withdrawn on the 6th, and back on the 8th."""
    with on_day(1):
        inquiry = make_published(Kind.INQUIRY, "care-at-night", INQUIRY)
    with on_day(2):
        topic = make_published(Kind.TOPIC, "who-answers", TOPIC, inquiry)
    with on_day(4):
        put_up(topic, SHORTER, "A shorter summary.")
    with on_day(6):
        take_down(topic)
    with on_day(8):
        put_up(topic, replace(TOPIC, summary="Nobody is named."), "Without the name.")
    return topic


def test_the_list_has_every_version_with_its_note_the_newest_first(browser, topic, put_up):
    put_up(topic, SHORTER, "A shorter summary.")
    put_up(topic, replace(SHORTER, summary="Who picks up the phone at night."))
    text = browser.open(f"{TOPIC_PAGE}/versions").text
    places = [
        text.index(words)
        for words in (
            "Version 3", "Minor correction.", "Version 2", "A shorter summary.", "Version 1",
            "First published.",
        )
    ]  # fmt: skip
    assert places == sorted(places)


def test_a_page_that_has_changed_leads_to_its_versions(browser, inquiry, topic, paper, put_up):
    pages = {
        INQUIRY_PAGE: (inquiry, INQUIRY),
        TOPIC_PAGE: (topic, TOPIC),
        PAPER_PAGE: (paper, PAPER),
    }
    for address, (manuscript, content) in pages.items():
        assert f"{address}/versions" not in browser.open(address).html
        put_up(manuscript, replace(content, title=f"{content.title} again"), "A longer title.")
        page = browser.open(address)
        assert "This is version 2" in page.text
        browser.open(page.link(f"{address}/versions"))
        assert "A longer title." in browser.page.text


def test_an_earlier_version_is_shown_whole_and_says_when_it_stood(browser, topic, put_up):
    put_up(topic, replace(SHORTER, explored="Nobody asked."), "Changed.")
    page = browser.open(f"{TOPIC_PAGE}/versions/1")
    assert "This is version 1, as it stood from " in page.text
    assert '<meta name="robots" content="noindex">' in page.html
    assert TOPIC.summary in page.text
    assert "We asked people." in page.text
    assert TOPIC.key_issues[0].question in page.text
    assert TOPIC.call in page.text
    assert TOPIC_PAGE in [link["href"] for link in page.links]
    assert "Nobody asked." not in page.text


def test_an_earlier_version_of_an_inquiry_has_its_events_and_its_facts(browser, inquiry, put_up):
    starts_at = datetime(2026, 4, 1, 9, tzinfo=UTC)
    event = EventContent(
        title="A hearing",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        venue="Leeds",
    )
    put_up(inquiry, replace(INQUIRY, events=(event,)), "A hearing.")
    put_up(inquiry, replace(INQUIRY, chair="Dr Other"), "Another chair.")
    page = browser.open(f"{INQUIRY_PAGE}/versions/2")
    assert "A hearing" in page.text
    assert INQUIRY.chair in page.text
    changes = browser.open(f"{INQUIRY_PAGE}/versions/2/changes/3").text
    assert "[removed: Dr Sam Vale] [added: Dr Other]" in changes
    assert "[removed: A hearing" in changes


def test_the_current_version_says_that_it_is_current(browser, topic):
    assert "It is the current one" in browser.open(f"{TOPIC_PAGE}/versions/1").text


def test_an_earlier_version_of_a_paper_has_the_numbers_that_it_had(browser, paper, put_up):
    longer = PAPER.source.replace("\n\nThe second", "\n\nPut in between.\n\nThe second")
    put_up(paper, replace(PAPER, source=longer), "One more paragraph.")
    put_up(paper, PAPER, "One less again.")
    assert {"p1", "p1A", "p2"} <= set(browser.open(f"{PAPER_PAGE}/versions/2").ids)
    assert "p1A" not in browser.open(f"{PAPER_PAGE}/versions/1").ids


def test_a_papers_versions_have_the_numbers_of_its_publications(paper, put_up, take_down):
    put_up(paper, replace(PAPER, title="Other"), "Other.")
    take_down(paper)
    put_up(paper, PAPER, "Back.")
    numbers = db.session.scalars(
        select(PaperVersion.number).where(PaperVersion.paper_id == paper.paper_id)
    ).all()
    publications = [one.number for one in list_publications(paper) if one.number]
    assert sorted(numbers) == sorted(publications) == [1, 2, 3]


def test_the_difference_of_two_versions_marks_the_words(browser, topic, put_up):
    put_up(topic, SHORTER, "A shorter summary.")
    page = browser.open(f"{TOPIC_PAGE}/versions/1/changes/2")
    assert "<del>" in page.html
    assert "Who [removed: answers] [added: picks up] the telephone at night." in page.text
    assert "What we explored" in page.text[page.text.index("Not changed") :]
    assert "A shorter summary." in page.text


def test_the_difference_of_two_papers_is_by_numbered_paragraph(browser, paper, put_up):
    source = PAPER.source.replace("speaks of trust", "speaks of doubt")
    source = source.replace("\n\nThe second", "\n\nPut in between.\n\nThe second")
    other = (AuthorContent(name="Ben Holt"),)
    put_up(paper, replace(PAPER, source=source, authors=other), "Other.")
    text = browser.open(f"{PAPER_PAGE}/versions/1/changes/2").text
    assert "1 paragraph unchanged" in text
    assert "Paragraph 1A: added" in text
    assert "Paragraph 2: changed The second speaks of [removed: trust] [added: doubt]" in text
    assert "[added: Ben Holt]" in text


def test_words_that_look_like_html_are_shown_as_words(browser, topic, put_up):
    put_up(topic, replace(TOPIC, summary="Who <img src=x> answers?"), "A <b>note</b>.")
    page = browser.open(f"{TOPIC_PAGE}/versions/1/changes/2")
    assert "<img" not in page.html
    assert "A <b>note</b>." in page.text
    assert "<b>" not in browser.open(f"{TOPIC_PAGE}/versions").html


def test_two_versions_are_chosen_to_be_compared(browser, topic, put_up):
    for summary in ("Two.", "Three."):
        put_up(topic, replace(TOPIC, summary=summary), "Changed.")
    browser.open(f"{TOPIC_PAGE}/versions")
    browser.open(f"{TOPIC_PAGE}/versions?older=3&newer=1")
    assert browser.path.endswith("/versions/1/changes/3")


@pytest.mark.parametrize(
    "query", ["older=1&newer=1", "older=1&newer=7", "older=x&newer=1", "newer=2"]
)
def test_two_versions_that_cannot_be_compared_are_refused(browser, topic, put_up, query):
    put_up(topic, SHORTER, "Changed.")
    browser.open(f"{TOPIC_PAGE}/versions?{query}", expect=422)
    assert "There is a problem" in browser.page.text


@pytest.mark.parametrize(
    "address", ["2/changes/1", "1/changes/1", "1/changes/9", "9", "0", "-1", "x"]
)
def test_what_is_no_version_is_not_found(browser, topic, put_up, address):
    put_up(topic, SHORTER, "Changed.")
    browser.open(f"{TOPIC_PAGE}/versions/{address}", expect=404)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-03-01", "Nothing was published at this address on 1 March 2026 or before."),
        ("2026-03-03", "On 3 March 2026 version 1 could be read. It was withdrawn on 6 March 2026"),
        (
            "2026-03-06",
            "On 6 March 2026 it was withdrawn. The reason given was: It named a patient.",
        ),
        ("2026-03-08", "This is version 3"),
        ("2026-03-31", "This is version 3"),
    ],
)
def test_a_day_is_answered_with_what_could_be_read_when_it_ended(browser, dated, day, words):
    assert words in browser.open(f"{TOPIC_PAGE}/versions?on={day}").text


def test_a_day_ends_at_midnight_in_london(browser, make_published, put_up):
    with clock.at(datetime(2026, 6, 1, 12, tzinfo=UTC)):
        inquiry = make_published(Kind.INQUIRY, "care-at-night", INQUIRY)
    with clock.at(datetime(2026, 6, 2, 23, 30, tzinfo=UTC)):  # half past midnight on the third
        put_up(inquiry, replace(INQUIRY, summary="Later."), "Later.")
    versions = f"{INQUIRY_PAGE}/versions"
    assert "This is version 1" in browser.open(f"{versions}?on=2026-06-02").text
    assert "This is version 2" in browser.open(f"{versions}?on=2026-06-03").text


@pytest.mark.parametrize("day", ["", "yesterday", "2026-02-30", "9999-12-31", "0001-01-01x"])
def test_a_day_that_is_none_is_refused(browser, dated, day):
    browser.open(f"{TOPIC_PAGE}/versions?on={day}", expect=422)
    assert "There is a problem" in browser.page.text


@pytest.mark.parametrize("day", ["0001-01-01", "2026-03-01"])
def test_a_day_before_everything_is_answered(browser, dated, day):
    assert "Nothing was published" in browser.open(f"{TOPIC_PAGE}/versions?on={day}").text


def test_what_was_withdrawn_stays_unread_when_the_page_is_back(browser, dated):
    page = browser.open(f"{TOPIC_PAGE}/versions")
    assert "Its words were withdrawn" in page.text
    assert "It named a patient." in page.text
    browser.open(f"{TOPIC_PAGE}/versions/1", expect=410)
    assert TOPIC.summary not in browser.page.text
    browser.open(f"{TOPIC_PAGE}/versions/2/changes/3", expect=410)
    browser.open(f"{TOPIC_PAGE}/versions/3")


@pytest.mark.parametrize("address", ["versions", "versions/1", "versions/1/changes/2"])
def test_a_reader_is_given_no_cookie_and_may_keep_the_page(client, topic, put_up, address):
    put_up(topic, SHORTER, "Changed.")
    answer = client.get(f"{TOPIC_PAGE}/{address}")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    held = {"If-None-Match": answer.headers["ETag"]}
    assert client.get(f"{TOPIC_PAGE}/{address}", headers=held).status_code == 304
    put_up(topic, replace(SHORTER, call="Say it."), "Another call.")
    assert client.get(f"{TOPIC_PAGE}/{address}", headers=held).status_code == 200


def test_a_page_that_was_never_published_has_no_versions(browser, writer, inquiry):
    add_manuscript(Kind.TOPIC, "night-buses", TOPIC, inquiry, by=writer)
    for address in (f"{INQUIRY_PAGE}/night-buses", "/papers/none", "/inquiries/none"):
        browser.open(f"{address}/versions", expect=404)
        browser.open(f"{address}/versions/1", expect=404)


def test_a_page_without_a_manuscript_has_no_versions(browser):
    paper = factories.make_paper(factories.make_topic())
    browser.open(f"/papers/{paper.slug}/versions", expect=404)
    assert find_history(paper) is None


def test_the_list_costs_the_same_with_many_versions(client, topic, put_up, statements):
    def cost(address):
        statements.clear()
        assert client.get(address).status_code == 200
        return len(statements)

    put_up(topic, SHORTER, "Changed.")
    pages = [f"{TOPIC_PAGE}/versions", f"{TOPIC_PAGE}/versions/1/changes/2", TOPIC_PAGE]
    for page in pages:
        client.get(page)  # what is kept is older than the next version, each time
    put_up(topic, TOPIC, "Changed.")
    few = [cost(page) for page in pages]
    for number in range(12):
        put_up(topic, replace(TOPIC, summary=f"Version {number}."), "Changed.")
    assert [cost(page) for page in pages] == few
    assert max(few) <= 15
