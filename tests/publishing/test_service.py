"""From a draft to the public and back: the second pair of eyes, stale tabs, versions, the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.accounts.enums import AuditAct
from app.accounts.models import AuditEntry
from app.core import clock
from app.core.db import db
from app.core.errors import RefusedError
from app.inquiries.enums import PublishingState
from app.inquiries.models import PeriodChange
from app.jobs.runner import sweep
from app.publishing.enums import Kind, PublicationAct
from app.publishing.queries import list_publications
from app.publishing.service import (
    StaleError,
    publish,
    publish_scheduled,
    return_to_writer,
    save,
    schedule,
    start_manuscript,
    submit,
    withdraw,
)
from tests.publishing.texts import INQUIRY, PAPER, TOPIC
from tests.working import do_due_jobs


@pytest.fixture
def draft(writer, inquiry):
    """A complete topic that nobody has submitted."""
    made = start_manuscript(Kind.TOPIC, "night-buses", "Night buses", inquiry, by=writer)
    save(made, 1, replace(TOPIC, title="Night buses"), by=writer)
    db.session.commit()
    return made


def submitted(draft, writer):
    submit(draft, draft.version, "", is_minor=False, by=writer)
    return draft


def test_nothing_of_a_draft_is_public_until_another_person_publishes_it(
    browser, draft, writer, second
):
    address = "/inquiries/care-at-night/night-buses"
    browser.open(address, expect=404)
    submitted(draft, writer)
    db.session.commit()
    browser.open(address, expect=404)
    assert "Night buses" not in browser.open("/inquiries/care-at-night").text
    publish(draft, draft.version, by=second)
    db.session.commit()
    assert browser.open(address).title.startswith("Night buses")


def test_the_writer_cannot_publish_it(draft, writer):
    with pytest.raises(RefusedError, match="somebody else has to publish"):
        publish(submitted(draft, writer), draft.version, by=writer)
    assert draft.state is PublishingState.SUBMITTED


def test_whoever_changed_it_last_counts_as_its_writer(draft, writer, second):
    save(draft, draft.version, replace(draft.content, summary="Shorter."), by=second)
    submit(draft, draft.version, "", is_minor=False, by=writer)
    with pytest.raises(RefusedError, match="somebody else has to publish"):
        publish(draft, draft.version, by=second)


def test_an_administrator_publishes_alone_with_a_reason_that_is_kept(draft, admin):
    submit(draft, draft.version, "", is_minor=False, by=admin)
    with pytest.raises(RefusedError, match="Say why"):
        publish(draft, draft.version, by=admin)
    publication = publish(draft, draft.version, by=admin, alone_reason="Nobody else is here today.")
    assert publication.alone_reason == "Nobody else is here today."


def test_a_draft_with_gaps_cannot_be_submitted(writer, inquiry):
    made = start_manuscript(Kind.TOPIC, "empty", "", inquiry, by=writer)
    with pytest.raises(RefusedError, match="checklist"):
        submit(made, made.version, "", is_minor=False, by=writer)


def test_of_two_who_save_the_second_is_told_and_overwrites_nothing(draft, writer, second):
    seen = draft.version
    save(draft, seen, replace(draft.content, summary="One."), by=writer)
    with pytest.raises(StaleError):
        save(draft, seen, replace(draft.content, summary="Other."), by=second)
    assert draft.content.summary == "One."


def test_the_same_words_sent_twice_change_nothing(draft, writer):
    seen = draft.version
    save(draft, seen, replace(draft.content, summary="One."), by=writer)
    save(draft, seen, draft.content, by=writer)
    assert draft.version == seen + 1


def test_a_change_after_submission_makes_it_a_draft_again(draft, writer, second):
    submitted(draft, writer)
    save(draft, draft.version, replace(draft.content, summary="Other."), by=writer)
    with pytest.raises(RefusedError, match="submitted first"):
        publish(draft, draft.version, by=second)


def test_what_is_returned_says_what_has_to_be_done(draft, writer, second):
    return_to_writer(submitted(draft, writer), draft.version, "Name the bus company.", by=second)
    assert (draft.state, draft.remark) == (PublishingState.DRAFT, "Name the bus company.")


def test_an_address_that_is_taken_is_refused(draft, writer, inquiry):
    with pytest.raises(RefusedError, match="taken"):
        start_manuscript(Kind.TOPIC, "night-buses", "Again", inquiry, by=writer)


def test_a_topic_waits_for_its_inquiry(writer, second):
    parent = start_manuscript(Kind.INQUIRY, "not-yet", "Not yet", None, by=writer)
    child = start_manuscript(Kind.TOPIC, "child", "Child", parent, by=writer)
    save(child, 1, TOPIC, by=writer)
    with pytest.raises(RefusedError, match="belongs to is not published"):
        publish(submitted(child, writer), child.version, by=second)


def republish(manuscript, content, writer, second, note="Mended.", *, is_minor=False):
    save(manuscript, manuscript.version, content, by=writer)
    submit(manuscript, manuscript.version, note, is_minor=is_minor, by=writer)
    publication = publish(manuscript, manuscript.version, by=second)
    db.session.commit()
    return publication


def test_each_publication_is_a_numbered_version_with_its_words(topic, writer, second):
    republish(topic, replace(TOPIC, summary="Shorter."), writer, second, "Shorter now.")
    versions = list_publications(topic)
    assert [(version.number, version.note) for version in versions] == [
        (2, "Shorter now."),
        (1, ""),
    ]
    assert [version.content.summary for version in versions] == ["Shorter.", TOPIC.summary]


def test_a_later_version_says_what_changed_unless_it_is_minor(topic, writer, second):
    save(topic, topic.version, replace(TOPIC, summary="Shorter."), by=writer)
    with pytest.raises(RefusedError, match="Say what changed"):
        submit(topic, topic.version, "", is_minor=False, by=writer)
    submit(topic, topic.version, "", is_minor=True, by=writer)
    publication = publish(topic, topic.version, by=second)
    assert (publication.act, publication.number) == (PublicationAct.CORRECTED, 2)


def test_the_log_of_publications_cannot_be_changed(topic):
    for statement in ("UPDATE publications SET note = 'x'", "DELETE FROM publications"):
        with pytest.raises(DBAPIError, match="append-only"):
            db.session.execute(text(statement))
        db.session.rollback()


def test_the_public_keeps_reading_the_old_words_while_new_ones_are_written(browser, topic, writer):
    save(topic, topic.version, replace(TOPIC, summary="Not yet to be read."), by=writer)
    db.session.commit()
    page = browser.open("/inquiries/care-at-night/who-answers")
    assert TOPIC.summary in page.text
    assert "Not yet to be read." not in page.text


def test_a_paper_keeps_its_numbers_through_a_correction(browser, paper, writer, second):
    source = PAPER.source.replace("\n\nThe second", "\n\nA new one between them.\n\nThe second")
    republish(paper, replace(PAPER, source=source), writer, second)
    page = browser.open("/papers/answering-at-night")
    for anchor in ("p1", "p1A", "p2"):
        assert f'id="{anchor}"' in page.html
    assert "version 2" in page.text


def test_authors_and_key_issues_that_are_left_out_are_gone(browser, topic, paper, writer, second):
    republish(topic, replace(TOPIC, key_issues=()), writer, second)
    assert (
        "Should a nurse answer first?"
        not in browser.open("/inquiries/care-at-night/who-answers").text
    )
    other = replace(PAPER.authors[0], name="Ben Holt")
    republish(paper, replace(PAPER, authors=(other,)), writer, second)
    page = browser.open("/papers/answering-at-night")
    assert "Ben Holt" in page.text
    assert "Ada Marsh" not in page.text


def test_a_changed_comment_period_is_kept_with_its_reason(inquiry, writer, second):
    later = INQUIRY.closes_at + timedelta(days=14)
    content = replace(INQUIRY, closes_at=later, period_reason="Many asked for more time.")
    republish(inquiry, content, writer, second)
    change = db.session.scalars(select(PeriodChange)).one()
    assert (change.closed_at, change.closes_at) == (INQUIRY.closes_at, later)
    assert change.reason == "Many asked for more time."


def sweep_and_work():
    db.session.commit()
    sweep()
    do_due_jobs()


def test_a_scheduled_text_appears_by_itself_at_its_minute(browser, draft, writer, second):
    at = datetime.now(UTC) + timedelta(hours=2)
    schedule(submitted(draft, writer), draft.version, at, by=second)
    sweep_and_work()
    address = "/inquiries/care-at-night/night-buses"
    browser.open(address, expect=404)
    with clock.at(at + timedelta(seconds=1)):
        sweep_and_work()
    assert browser.open(address).title.startswith("Night buses")
    assert list_publications(draft)[0].approved_by.name == "Sue Second"


def test_what_was_changed_after_it_was_scheduled_does_not_appear(draft, writer, second):
    schedule(submitted(draft, writer), draft.version, clock.now() + timedelta(hours=1), by=second)
    version = draft.version
    save(draft, version, replace(draft.content, summary="Changed."), by=writer)
    publish_scheduled(draft, version)
    assert draft.topic is None


@pytest.mark.parametrize("hours", [-1, 24 * 365 * 4])
def test_a_time_that_passed_or_lies_too_far_off_is_refused(draft, writer, second, hours):
    with pytest.raises(RefusedError):
        schedule(
            submitted(draft, writer), draft.version, clock.now() + timedelta(hours=hours), by=second
        )


def test_a_withdrawal_needs_a_reason_and_is_kept_among_the_versions(topic, second):
    with pytest.raises(RefusedError, match="Say why"):
        withdraw(topic, topic.version, "", by=second)
    withdraw(topic, topic.version, "Published by mistake.", by=second)
    assert list_publications(topic)[0].act is PublicationAct.WITHDRAWN
    assert topic.topic.withdrawal_reason == "Published by mistake."


def test_every_step_stands_in_the_log_of_acts(draft, writer, second):
    publish(submitted(draft, writer), draft.version, by=second)
    rows = db.session.scalars(
        select(AuditEntry).where(AuditEntry.subject_id == draft.id).order_by(AuditEntry.id)
    ).all()
    acts = [row.act for row in rows if row.subject_kind.value == "draft"]
    assert acts == [
        AuditAct.DRAFT_MADE, AuditAct.DRAFT_SAVED, AuditAct.DRAFT_SUBMITTED, AuditAct.PUBLISHED,
    ]  # fmt: skip
