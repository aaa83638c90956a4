"""Writing and publishing on the staff pages, without JavaScript."""

from __future__ import annotations

import pytest

from app.accounts.service import sign_out_everywhere
from app.core.db import db
from app.publishing.contents import TopicContent
from app.publishing.queries import get_manuscript
from app.publishing.service import save
from tests.browsing import Browser
from tests.publishing.texts import PAPER, TOPIC

INQUIRY_FIELDS = {
    "title": "Care at night",
    "summary": "How people get care at night.",
    "body": "### Why\n\nNights are long.",
    "commissioned_by": "The Example Foundation",
    "chair": "Dr Sam Vale",
    "launched_on": "2026-01-05",
    "still_open": "Everything.",
    "already_decided": "The law.",
    "formats_contact": "formats@example.org",
    "opens_on": "2026-01-05",
    "closes_on": "2027-06-30",
}


@pytest.fixture
def as_second(app, second) -> Browser:
    browser = Browser(app)
    browser.sign_in(second.email)
    return browser


def start(browser, title, slug, under=None):
    """Start a draft; returns the address of its page."""
    browser.open("/staff/publishing/new" + (f"?parent={under}" if under else ""))
    browser.send("slug", {"title": title, "slug": slug})
    return browser.path.removesuffix("/edit")


def press(browser, address, step, values=None, expect=200):
    page = browser.open(address)
    form = next(form for form in page.forms if form.action.endswith(f"/{step}"))
    data = {**form.values, **(values or {})}
    browser.path = form.action
    return browser._take(browser.client.post(form.action, data=data), expect)


def test_an_inquiry_with_a_topic_and_a_paper_comes_from_nothing(as_writer, as_second, browser):
    inquiry = start(as_writer, "Care at night", "care-at-night")
    as_writer.open(f"{inquiry}/edit")
    as_writer.send("still_open", INQUIRY_FIELDS)
    assert "Nothing is missing" in as_writer.page.text
    press(as_writer, inquiry, "submit")
    press(as_second, inquiry, "publish")
    topic = start(as_writer, "Who answers", "who-answers", under=inquiry.rsplit("/", 1)[1])
    as_writer.open(f"{topic}/edit")
    as_writer.send("call", {"summary": "Who answers?", "call": "Tell us.", "position": "1"})
    press(as_writer, topic, "submit")
    press(as_second, topic, "publish")
    paper = start(as_writer, "On nights", "on-nights", under=topic.rsplit("/", 1)[1])
    as_writer.open(f"{paper}/edit")
    as_writer.send("source", {}, button=("button", "more authors"))
    as_writer.send(
        "source",
        {"source": PAPER.source, "abstract": "In short.", "authors-0-name": "Ada Marsh"},
    )
    press(as_writer, paper, "submit")
    press(as_second, paper, "publish")
    page = browser.open("/papers/on-nights")
    assert "Ada Marsh" in page.text
    assert "Care at night" in page.text
    tree = as_writer.open("/staff/publishing").text
    assert tree.index("Care at night") < tree.index("Who answers") < tree.index("On nights")


def test_the_writer_sees_no_button_to_publish(as_writer, topic, writer):
    save(topic, topic.version, TopicContent(**{**_facts(TOPIC), "summary": "Other."}), by=writer)
    address = f"/staff/publishing/{topic.id}"
    press(as_writer, address, "submit", {"note": "Shorter."})
    page = as_writer.open(address)
    assert "somebody else has to publish" in page.text
    assert not [form for form in page.forms if form.action.endswith("/publish")]


def _facts(content):
    return {name: getattr(content, name) for name in content.__struct_fields__}


def test_bad_input_is_told_beside_its_field_with_everything_kept(as_writer, inquiry):
    address = f"/staff/publishing/{inquiry.id}/edit"
    as_writer.open(address)
    page = as_writer.send(
        "still_open",
        {"closes_on": "30 June", "opens_at": "25:99", "chair": "x" * 300, "summary": "Kept."},
        expect=422,
    )
    assert "Type a day as year-month-day" in page.text
    assert "Type a time of day" in page.text
    assert "up to 200 characters" in page.text
    assert page.form("still_open").values["summary"] == "Kept."
    assert get_manuscript(inquiry.id).version == inquiry.version


def test_an_hour_that_the_clocks_skip_is_refused(as_writer, inquiry):
    as_writer.open(f"/staff/publishing/{inquiry.id}/edit")
    skipped = {"opens_on": "2027-03-28", "opens_at": "01:30"}
    assert "clocks go forward" in as_writer.send("still_open", skipped, expect=422).text


def test_two_editors_collide_and_lose_nothing(as_writer, as_second, topic):
    address = f"/staff/publishing/{topic.id}/edit"
    as_writer.open(address)
    as_second.open(address)
    as_writer.send("call", {"summary": "The first one’s words."})
    page = as_second.send("call", {"summary": "The second one’s words."}, expect=409)
    assert "Wim Writer" in page.text
    assert "The first one’s words." in page.text
    assert page.form("call").values["summary"] == "The second one’s words."
    as_second.send("call", {})
    assert get_manuscript(topic.id).content.summary == "The second one’s words."


def test_rows_are_added_and_moved_without_saving(as_writer, paper):
    as_writer.open(f"/staff/publishing/{paper.id}/edit")
    as_writer.send("source", {}, button=("button", "more authors"))
    named = {"authors-1-name": "Ben Holt", "authors-1-affiliation": "Trust"}
    page = as_writer.send("source", named, button=("button", "up authors 1"))
    assert page.form("source").values["authors-0-name"] == "Ben Holt"
    assert len(get_manuscript(paper.id).content.authors) == 1
    as_writer.send("source", {})
    db.session.rollback()
    names = [author.name for author in get_manuscript(paper.id).content.authors]
    assert names == ["Ben Holt", "Ada Marsh"]


def test_a_row_that_is_left_empty_is_dropped(as_writer, topic):
    as_writer.open(f"/staff/publishing/{topic.id}/edit")
    as_writer.send("call", {"key_issues-0-question": ""})
    db.session.rollback()
    assert get_manuscript(topic.id).content.key_issues == ()


def test_a_paper_as_long_as_a_book_is_kept_and_a_longer_one_is_told(as_writer, paper):
    as_writer.open(f"/staff/publishing/{paper.id}/edit")
    book = "## Before\n\n" + "Ein Absatz über vieles. " * 16_000
    as_writer.send("source", {"source": book})
    db.session.rollback()
    assert get_manuscript(paper.id).content.source == book
    as_writer.open(f"/staff/publishing/{paper.id}/edit")
    page = as_writer.send("source", {"source": book * 2}, expect=422)
    assert "up to 400,000 characters" in page.text


def test_a_paper_may_have_sixty_authors(as_writer, paper):
    as_writer.open(f"/staff/publishing/{paper.id}/edit")
    authors = {f"authors-{place}-name": f"Author {place}" for place in range(60)}
    affiliations = {f"authors-{place}-affiliation": "Trust" for place in range(60)}
    as_writer.send("source", {**authors, **affiliations})
    db.session.rollback()
    assert len(get_manuscript(paper.id).content.authors) == 60


def test_what_was_written_while_signed_out_is_kept_to_copy(as_writer, writer, paper):
    as_writer.open(f"/staff/publishing/{paper.id}/edit")
    sign_out_everywhere(writer)
    page = as_writer.send("source", {"abstract": "Words of an hour."}, expect=403)
    assert "Words of an hour." in page.html


def test_a_preview_looks_like_the_public_page_and_is_not_public(as_writer, browser, topic, paper):
    for manuscript in (topic, topic.parent, paper):
        address = f"/staff/publishing/{manuscript.id}/preview"
        page = as_writer.open(address)
        assert "Preview." in page.text
        assert manuscript.title in page.text
        assert "noindex" in page.html
        browser.open(address)
        assert "sign-in" in browser.page.title


def test_a_draft_without_anything_in_it_can_be_looked_at(as_writer):
    inquiry = start(as_writer, "Bare", "bare")
    as_writer.open(f"{inquiry}/preview")
    topic = start(as_writer, "Bare too", "bare-too", under=inquiry.rsplit("/", 1)[1])
    as_writer.open(f"{topic}/preview")
    paper = start(as_writer, "Barest", "barest", under=topic.rsplit("/", 1)[1])
    as_writer.open(f"{paper}/preview")


def test_a_paper_without_a_heading_has_no_preview_and_says_why(as_writer, paper):
    as_writer.open(f"/staff/publishing/{paper.id}/edit")
    as_writer.send("source", {"source": "No heading."}, button=("button", "preview"))
    assert "begins with a section heading" in as_writer.page.text


def test_a_step_from_a_stale_tab_is_refused_with_the_note_kept(as_writer, as_second, topic):
    address = f"/staff/publishing/{topic.id}"
    as_writer.open(f"{address}/edit")
    as_writer.send("call", {"summary": "Other."})
    page = as_writer.open(address)
    form = next(form for form in page.forms if form.action.endswith("/submit"))
    as_second.open(f"{address}/edit")
    as_second.send("call", {"summary": "Still other."})
    data = {**form.values, "note": "What I changed."}
    response = as_writer.client.post(form.action, data=data)
    assert response.status_code == 409
    assert "What I changed." in response.text


def test_a_time_to_appear_is_said_back(as_writer, as_second, topic):
    address = f"/staff/publishing/{topic.id}"
    as_writer.open(f"{address}/edit")
    as_writer.send("call", {"summary": "Other."})
    press(as_writer, address, "submit", {"note": "Other."})
    press(as_second, address, "publish", {"publish_on": "2027-03-01", "publish_at": "09:30"})
    assert "9:30am on 1 March 2027" in as_second.page.text


def test_what_is_withdrawn_is_not_public_any_more(as_second, browser, topic):
    press(as_second, f"/staff/publishing/{topic.id}", "withdraw", {"note": "By mistake."})
    text = browser.client.get("/inquiries/care-at-night/who-answers").text
    assert TOPIC.summary not in text


def test_the_staff_home_says_what_needs_each_person(as_writer, as_second, topic):
    as_writer.open(f"/staff/publishing/{topic.id}/edit")
    as_writer.send("call", {"summary": "Other."})
    assert "Who answers" in as_writer.open("/staff/").text
    assert "Who answers" not in as_second.open("/staff/").text
    press(as_writer, f"/staff/publishing/{topic.id}", "submit", {"note": "Other."})
    assert "Submitted by Wim Writer" in as_second.open("/staff/").text
    assert "Nothing that somebody else wrote" in as_writer.open("/staff/").text


@pytest.mark.parametrize("path", ["", "/new", "/1", "/1/edit", "/1/preview"])
def test_moderators_have_no_business_here(signed_in, topic, path):
    signed_in.open(f"/staff/publishing{path}", expect=403)


@pytest.mark.parametrize("path", ["/999", "/999/edit", "/new?parent=999", "/new?parent=x"])
def test_what_is_not_there_is_not_found(as_writer, path):
    as_writer.open(f"/staff/publishing{path}", expect=404)


def test_nothing_can_be_started_under_a_paper(as_writer, paper):
    as_writer.open(f"/staff/publishing/new?parent={paper.id}", expect=404)


@pytest.mark.parametrize(
    ("slug", "sentence"), [("", "made of small letters"), ("staff", "kept for a page"),
                           ("care-at-night", "taken")],
)  # fmt: skip
def test_an_address_that_cannot_be_is_told_beside_its_field(as_writer, inquiry, slug, sentence):
    as_writer.open("/staff/publishing/new")
    page = as_writer.send("slug", {"title": "Again", "slug": slug}, expect=422)
    assert sentence in page.text
    assert page.form("slug").values["title"] == "Again"
