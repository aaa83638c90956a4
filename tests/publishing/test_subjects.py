"""Subjects are kept by those who publish: their pages, and what stands in the way of deleting."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from app.accounts.enums import AuditAct, SubjectKind
from app.accounts.models import AuditEntry
from app.core.db import db
from app.core.errors import RefusedError
from app.core.stamps import SITE, read_stamps
from app.inquiries.models import Subject, Topic
from app.publishing.enums import Kind
from app.publishing.queries import get_manuscript
from app.publishing.service import add_manuscript, publish, submit
from app.publishing.subject_queries import get_subject_to_change
from app.publishing.subjects import add_subject, delete_subject, mark_of
from tests.browsing import Browser
from tests.publishing.texts import PAPER, TOPIC

LIST = "/staff/subjects"


@pytest.fixture
def as_second(app, second) -> Browser:
    browser = Browser(app)
    browser.sign_in(second.email)
    return browser


@pytest.fixture
def nights(writer) -> Subject:
    add_subject("nights", "Nights", "What happens after dark.", by=writer)
    db.session.commit()
    return db.session.scalars(select(Subject).where(Subject.slug == "nights")).one()


@pytest.fixture
def address(nights) -> str:
    return f"{LIST}/{nights.id}"


def latest_act() -> AuditEntry:
    db.session.rollback()
    return db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()


def row_of(page, title) -> list[str]:
    """The cells of a subject's row in the list."""
    cells = page.html.partition(f"<bdi>{title}</bdi>")[2].partition("</tr>")[0].split("<td>")
    return [cell.partition("</td>")[0] for cell in cells[1:]]


def delete(browser, address, expect=200):
    browser.open(address)
    form = next(form for form in browser.page.forms if form.action.endswith("/delete"))
    browser.path = form.action
    return browser._take(browser.client.post(form.action, data=form.values), expect)


def test_a_subject_is_added_and_found_by_its_address(as_writer, browser):
    before = read_stamps([SITE])
    as_writer.open("/staff/publishing")
    as_writer.open(as_writer.page.link("/staff/subjects"))
    as_writer.open(as_writer.page.link("/new"))
    as_writer.send("slug", {"title": "Nights", "slug": "nights", "description": "After dark."})
    assert "“Nights” is made" in as_writer.page.text
    assert "After dark." in browser.open("/subjects/nights").text
    entry = latest_act()
    assert (entry.act, entry.subject_kind) == (AuditAct.SUBJECT_MADE, SubjectKind.SUBJECT)
    assert entry.detail == "nights"
    assert read_stamps([SITE]) != before


@pytest.mark.parametrize(
    ("title", "slug", "sentence"),
    [("", "nights", "Give the subject a title"), ("Nights", "", "made of small letters"),
     ("Nights", "Nights!", "made of small letters"), ("Nights", "staff", "kept for a page"),
     ("Nights again", "nights", "is taken"), ("x" * 201, "days", "up to 200 characters")],
)  # fmt: skip
def test_what_cannot_be_is_told_beside_its_field_with_everything_kept(
    as_writer, nights, title, slug, sentence
):
    as_writer.open(f"{LIST}/new")
    typed = {"title": title, "slug": slug, "description": "Kept words."}
    page = as_writer.send("slug", typed, expect=422)
    assert sentence in page.text
    assert 'role="alert"' in page.html
    assert page.form("slug").values["description"] == "Kept words."
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Subject)) == 1


def test_two_who_add_the_same_address_make_one(at_once, writer):
    def add(title):
        try:
            add_subject("days", title, "", by=db.session.merge(writer))
        except RefusedError as refusal:
            return refusal.reason
        db.session.commit()
        return "made"

    said = at_once(lambda: add("Days"), lambda: add("Daytime"))
    assert sorted(said) == ["This name in the address is taken: choose another.", "made"]


def test_a_change_is_public_at_once_and_the_address_stays(as_writer, browser, address):
    assert "What happens after dark." in browser.open("/subjects/nights").text
    as_writer.open(address)
    as_writer.send("title", {"title": "Night-time", "description": "Other words."})
    assert "“Night-time” is saved" in as_writer.page.text
    page = browser.open("/subjects/nights")
    assert "Night-time" in page.text
    assert "Other words." in page.text
    assert latest_act().act is AuditAct.SUBJECT_CHANGED


def test_saving_the_same_words_changes_nothing(as_writer, address):
    before = read_stamps([SITE])
    as_writer.open(address)
    as_writer.send("title", {})
    assert latest_act().act is not AuditAct.SUBJECT_CHANGED
    assert read_stamps([SITE]) == before


def test_a_bad_change_is_told_with_everything_kept(as_writer, address):
    as_writer.open(address)
    page = as_writer.send("title", {"title": "", "description": "Kept."}, expect=422)
    assert "Give the subject a title." in page.text
    assert page.form("title").values["description"] == "Kept."


def test_two_editors_collide_and_lose_nothing(as_writer, as_second, nights, address):
    as_writer.open(address)
    as_second.open(address)
    as_writer.send("title", {"description": "The first one’s words."})
    page = as_second.send("title", {"description": "The second one’s words."}, expect=409)
    assert "Somebody saved this subject" in page.text
    assert "The first one’s words." in page.text
    assert page.form("title").values["description"] == "The second one’s words."
    as_second.send("title", {})
    db.session.rollback()
    assert nights.description == "The second one’s words."


def test_the_list_counts_the_published_topics_and_papers(as_writer, address, make_published, topic):
    assert row_of(as_writer.open(LIST), "Nights")[:2] == ["0", "0"]
    carrying = {"subjects": ("nights",)}
    make_published(Kind.TOPIC, "buses", replace(TOPIC, **carrying), topic.parent)
    make_published(Kind.PAPER, "on-nights", replace(PAPER, **carrying), topic)
    make_published(Kind.PAPER, "on-dusk", replace(PAPER, **carrying), topic)
    assert row_of(as_writer.open(LIST), "Nights")[:2] == ["1", "2"]


def test_one_that_a_published_page_carries_stays_and_says_why(
    as_writer, nights, address, make_published, topic
):
    form = next(form for form in as_writer.open(address).forms if "/delete" in form.action)
    make_published(Kind.PAPER, "on-nights", replace(PAPER, subjects=("nights",)), topic)
    answer = as_writer.client.post(form.action, data=form.values)
    assert answer.status_code == 422
    assert "while published pages carry it: 1 paper." in answer.text
    page = as_writer.open(address)
    assert not [form for form in page.forms if form.action.endswith("/delete")]
    assert "Answering at night" in page.text
    db.session.rollback()
    assert db.session.get(Subject, nights.id)


def test_one_that_only_drafts_and_withdrawn_pages_name_can_be_deleted(
    as_writer, browser, writer, address, make_published, take_down, topic
):
    content = replace(TOPIC, title="Buses at night", subjects=("nights",))
    gone = make_published(Kind.TOPIC, "buses", content, topic.parent)
    take_down(gone)
    draft = replace(content, title="Nurses at night")
    draft_id = add_manuscript(Kind.TOPIC, "nurses", draft, topic.parent, by=writer).id
    page = as_writer.open(address)
    assert "Buses at night" in page.text
    assert "Nurses at night" in page.text
    assert "deleted" in delete(as_writer, address).text
    entry = latest_act()
    assert (entry.act, entry.detail) == (AuditAct.SUBJECT_DELETED, "nights")
    browser.open("/subjects/nights", expect=404)
    browser.open("/inquiries/care-at-night/buses/versions")
    for manuscript_id in (gone.id, draft_id):
        as_writer.open(f"/staff/publishing/{manuscript_id}/preview")
        as_writer.open(f"/staff/publishing/{manuscript_id}/edit")


def test_one_that_was_changed_meanwhile_is_looked_at_again(as_writer, as_second, nights, address):
    form = next(form for form in as_writer.open(address).forms if "/delete" in form.action)
    as_second.open(address)
    as_second.send("title", {"title": "Night-time"})
    answer = as_writer.client.post(form.action, data=form.values)
    assert answer.status_code == 409
    assert "Look at it again" in answer.text
    assert "Night-time" in answer.text


def test_a_page_published_while_its_subject_is_deleted_goes_with_it_or_keeps_it(
    at_once, writer, second, nights, inquiry
):
    content = replace(TOPIC, subjects=("nights",))
    draft = add_manuscript(Kind.TOPIC, "buses", content, inquiry, by=writer)
    submit(draft, draft.version, "", is_minor=False, by=writer)
    ids = (draft.id, nights.id, writer.id, second.id)

    def put_up():
        manuscript = get_manuscript(ids[0])
        publish(manuscript, manuscript.version, by=db.session.get_one(type(second), ids[3]))
        db.session.commit()
        return "published"

    def take_away():
        subject = get_subject_to_change(ids[1])
        try:
            delete_subject(subject, mark_of(subject), by=db.session.get_one(type(writer), ids[2]))
        except RefusedError:
            return "kept"
        db.session.commit()
        return "deleted"

    _, said = at_once(put_up, take_away)
    carried = db.session.scalars(select(Topic).where(Topic.slug == "buses")).one().subjects
    assert [subject.slug for subject in carried] == (["nights"] if said == "kept" else [])


@pytest.mark.parametrize("path", ["", "/new", "/1"])
def test_moderators_have_no_business_here(signed_in, nights, path):
    signed_in.open(f"{LIST}{path}", expect=403)


@pytest.mark.parametrize("path", ["/999", "/x", "/99999999999"])
def test_what_is_not_there_is_not_found(as_writer, path):
    as_writer.open(f"{LIST}{path}", expect=404)


def test_the_list_costs_the_same_with_many(as_writer, writer, statements, nights):
    def cost():
        db.session.commit()
        statements.clear()
        as_writer.open(LIST)
        return len(statements)

    few = cost()
    for number in range(30):
        add_subject(f"subject-{number}", f"Subject {number}", "", by=writer)
    db.session.commit()
    assert cost() == few
