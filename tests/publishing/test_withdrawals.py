"""A page that was taken away keeps its address, its title and the reason, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from app.core import clock
from app.core.db import db
from app.publishing.contents import LinkContent
from app.publishing.enums import Kind
from app.publishing.outside import make_link, token_of
from app.publishing.service import add_manuscript, save, schedule, submit
from tests import factories
from tests.publishing.texts import INQUIRY, PAPER, TOPIC

INQUIRY_PAGE = "/inquiries/care-at-night"
TOPIC_PAGE = f"{INQUIRY_PAGE}/who-answers"
PAPER_PAGE = "/papers/answering-at-night"
REASON = "It named a patient."
SECRET = "quillwort"  # stands in every text that must not be read


@pytest.fixture
def comment(topic, moderator):
    made = factories.make_published(topic.topic, moderator, body="What a person wrote.")
    db.session.commit()
    return made


def gone(browser, address):
    """The page in a withdrawn one's place."""
    page = browser.open(address, expect=410)
    assert page.text.count(REASON) == 1
    assert f"withdrawn on {clock.say_date(clock.now())}" in page.text
    return page


def test_a_withdrawn_topic_says_when_and_why_and_no_more(browser, topic, take_down):
    take_down(topic, REASON)
    page = gone(browser, TOPIC_PAGE)
    assert page.title.startswith("Withdrawn: Who answers")
    assert f"{TOPIC_PAGE}/versions" in [link["href"] for link in page.links]
    assert INQUIRY_PAGE in [link["href"] for link in page.links]
    for words in (TOPIC.summary, TOPIC.explored, TOPIC.call, TOPIC.key_issues[0].question):
        assert words not in page.text


def test_a_withdrawn_paper_leads_to_its_topic(browser, paper, take_down):
    take_down(paper, REASON)
    page = gone(browser, PAPER_PAGE)
    assert TOPIC_PAGE in [link["href"] for link in page.links]
    assert PAPER.abstract not in page.text
    assert PAPER.title not in browser.open(TOPIC_PAGE).text


def test_a_withdrawn_inquiry_takes_everything_below_with_it(
    browser, paper, inquiry, comment, take_down
):
    take_down(inquiry, REASON)
    assert INQUIRY.summary not in gone(browser, INQUIRY_PAGE).text
    for address in (TOPIC_PAGE, PAPER_PAGE, f"{TOPIC_PAGE}/comment", f"{PAPER_PAGE}/comment?paragraph=p1",
                    f"/comments/{comment.public_ref}", f"{TOPIC_PAGE}/versions", f"{PAPER_PAGE}/versions/1"):  # fmt: skip
        page = gone(browser, address)
        assert "“Care at night”, was withdrawn" in page.text
        assert TOPIC.summary not in page.text
        assert comment.body not in page.text
    assert INQUIRY.title not in browser.open("/").text


def test_the_versions_of_a_withdrawn_page_are_listed_and_cannot_be_read(
    browser, topic, put_up, take_down
):
    put_up(topic, replace(TOPIC, summary="Other."), "Other words.")
    take_down(topic, REASON)
    page = browser.open(f"{TOPIC_PAGE}/versions")
    assert REASON in page.text
    assert "Other words." in page.text
    for address in ("versions/1", "versions/2", "versions/1/changes/2"):
        assert TOPIC.summary not in gone(browser, f"{TOPIC_PAGE}/{address}").text


def test_comments_on_a_withdrawn_topic_are_not_shown(browser, comment, topic, take_down):
    take_down(topic, REASON)
    for address in (TOPIC_PAGE, f"/comments/{comment.public_ref}"):
        assert comment.body not in gone(browser, address).text
    assert "1 comment published" not in browser.open(INQUIRY_PAGE).text


def test_what_somebody_was_writing_to_a_withdrawn_topic_is_kept_on_the_page(
    browser, topic, take_down
):
    browser.open(f"{TOPIC_PAGE}/comment")
    take_down(topic, REASON)
    page = browser.send("body", {"body": "An hour's work."}, button=("confirmed", "1"), expect=410)
    assert "An hour's work." in page.text
    assert "was not sent" in page.text


def test_a_receipt_for_a_comment_on_a_withdrawn_topic_still_works(browser, topic, take_down):
    browser.open(f"{TOPIC_PAGE}/comment")
    values = {"body": "Words.", "publication_choice": "anonymous"}
    browser.send("body", values, button=("confirmed", "1"))
    receipt = browser.path
    take_down(topic, REASON)
    assert "Receipt for your comment" in browser.open(receipt).text
    browser.send("csrf_token", {})
    assert "Withdrawn" in browser.page.text


def test_moderators_still_decide_on_comments_on_a_withdrawn_topic(signed_in, topic, take_down):
    waiting = factories.make_comment(topic.topic, body="Still to be read.")
    db.session.commit()
    take_down(topic, REASON)
    assert "Still to be read." in signed_in.open("/staff/moderation").text
    signed_in.send("decision", {"seen_version": "1"}, button=("decision", "publish"))
    assert factories.reload(waiting).status.value == "published"
    gone(signed_in, f"/comments/{waiting.public_ref}")


def test_a_withdrawn_page_is_kept_by_nobody_and_comes_back(
    browser, client, topic, put_up, take_down
):
    held = {"If-None-Match": client.get(TOPIC_PAGE).headers["ETag"]}
    take_down(topic, REASON)
    answer = client.get(TOPIC_PAGE, headers=held)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (410, "no-store")
    assert "Set-Cookie" not in answer.headers
    put_up(topic, replace(TOPIC, summary="Without a name."), "Without the name.")
    assert "Without a name." in browser.open(TOPIC_PAGE).text


def secret(content, **changes):
    return replace(content, title=f"About {SECRET}", **changes)


def everywhere(browser, *more):
    """All that the public can read, error pages too."""
    pages = ["/", INQUIRY_PAGE, TOPIC_PAGE, PAPER_PAGE, f"{TOPIC_PAGE}/comment",
             f"{PAPER_PAGE}/comment", "/subjects/access", "/sitemap.xml", *more]  # fmt: skip
    pages += [f"{PAPER_PAGE}/citation.{ending}" for ending in ("bib", "ris")]
    pages += [f"{page}/versions" for page in (INQUIRY_PAGE, TOPIC_PAGE, PAPER_PAGE)]
    pages += [f"{page}/versions/{number}" for page in (TOPIC_PAGE, PAPER_PAGE) for number in (1, 2)]
    return {page: browser.client.get(page).text for page in pages}


@pytest.fixture
def subject(app):
    made = factories.Subject(slug="access", title="Access", description="")
    db.session.add(made)
    db.session.commit()
    return made


@pytest.mark.parametrize("state", ["draft", "submitted", "scheduled"])
def test_what_is_not_published_yet_stands_nowhere(
    browser, subject, inquiry, topic, paper, writer, second, state
):
    """Neither a new page of any kind, nor the next version of one that is published."""
    subjects = ("access",)
    link = LinkContent(title=SECRET, path="/")
    new = [
        add_manuscript(Kind.INQUIRY, "new-inquiry", secret(INQUIRY), None, by=writer),
        add_manuscript(
            Kind.TOPIC, "new-topic", secret(TOPIC, subjects=subjects), inquiry, by=writer
        ),
        add_manuscript(Kind.PAPER, "new-paper", secret(PAPER, subjects=subjects), topic, by=writer),
    ]
    changed = [
        (inquiry, secret(INQUIRY, summary=SECRET)),
        (topic, secret(TOPIC, call=SECRET, related=(link,), subjects=subjects)),
        (paper, secret(PAPER, abstract=SECRET, source=f"## {SECRET}\n\n{SECRET}")),
    ]
    for manuscript, content in changed:
        save(manuscript, manuscript.version, content, by=writer)
    for manuscript in [*new, *(manuscript for manuscript, _ in changed)]:
        if state != "draft":
            submit(manuscript, manuscript.version, SECRET, is_minor=False, by=writer)
        if state == "scheduled":
            at = clock.now() + timedelta(days=1)
            schedule(manuscript, manuscript.version, at, by=second)
    other = add_manuscript(Kind.PAPER, "another", PAPER, topic, by=writer)
    preview = f"/preview/{token_of(make_link(other, 'Ada Marsh', 1, by=writer))}"
    db.session.commit()
    hidden = ["/inquiries/new-inquiry", f"{INQUIRY_PAGE}/new-topic", "/papers/new-paper"]
    more = [*hidden, *(f"{page}/versions" for page in hidden), "/papers/new-paper/comment",
            "/papers/new-paper/citation.bib", preview]  # fmt: skip
    shown = everywhere(browser, *more)
    assert [page for page, text in shown.items() if SECRET in text] == []
    assert "Who answers" in shown[TOPIC_PAGE]
    assert "Who answers" in shown[preview]
    assert "/new-" not in shown["/sitemap.xml"]


def test_the_words_of_what_was_withdrawn_stand_nowhere(
    browser, subject, topic, paper, put_up, take_down
):
    """Beside the title, which stays; the paper goes first, as it belongs to the topic."""
    put_up(paper, replace(PAPER, abstract=SECRET, source=f"## {SECRET}\n\n{SECRET}"), "Other.")
    put_up(topic, replace(TOPIC, summary=SECRET, explored=SECRET, subjects=("access",)), "Other.")
    assert SECRET in browser.open(TOPIC_PAGE).text
    take_down(paper, REASON)
    take_down(topic, REASON)
    shown = everywhere(
        browser, f"{TOPIC_PAGE}/versions/1/changes/2", f"{PAPER_PAGE}/versions?on=2026-01-01"
    )
    assert [page for page, text in shown.items() if SECRET in text] == []
    assert "who-answers" not in shown["/sitemap.xml"]
    assert TOPIC.title not in shown["/"] + shown[INQUIRY_PAGE] + shown["/subjects/access"]
