"""What people write as files becomes an inquiry, once, and changes when the files change."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from app.accounts.enums import AuditAct
from app.accounts.models import AuditEntry, StaffUser
from app.checks import list_faults
from app.comments.enums import CommentStatus
from app.comments.models import Comment
from app.core.db import Base, db
from app.core.errors import RefusedError
from app.jobs.models import OutboxEntry
from app.moderation.enums import Decision
from app.moderation.models import ModerationDecision
from app.moderation.service import decide
from app.publishing.models import Publication
from app.transfer import checking, importing, pace
from app.transfer.bulk import choose_form_of_moments
from app.transfer.models import StagedComment
from app.transfer.staging import Staging, clear_staged
from tests.transfer.files import COMMENTS, EXAMPLE, edit, run, write


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path / "care")


@pytest.fixture
def imported(app, folder):
    run(app, "import", "inquiry", folder)
    return folder


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def find(body: str) -> Comment:
    return db.session.scalars(select(Comment).where(Comment.body.startswith(body))).one()


def faults():
    return list_faults(report=lambda _line: None)


def test_the_guides_example_becomes_pages(imported, browser):
    page = browser.open("/inquiries/care-by-the-sea/at-night")
    for words in (
        "We rowed.",
        "The lifeboat came at once.",
        "The last ferry",
        "Hearing at the harb",
    ):
        assert words in page.text
    for words in ("The pier needs paint", "it was my father"):
        assert words not in page.text
    assert "After that there is the lifeboat." in browser.open("/papers/the-last-ferry").text
    assert "A boat is no ambulance." in browser.open("/inquiries/care-by-the-sea").text
    assert faults() == []


def test_the_site_is_whole_and_nothing_is_left_behind(imported):
    assert count(StagedComment) == 0
    assert [find("We rowed").number, find("The lifeboat").number] == [1, 2]
    assert find("The lifeboat").paragraph.number == "2"
    assert find("The pier").status is CommentStatus.REJECTED


def test_each_text_has_a_version_of_the_day_that_the_files_say(imported):
    dates = {str(entry.happened_at.date()) for entry in db.session.scalars(select(Publication))}
    assert dates == {"2025-01-06", "2025-01-20"}


def test_the_log_of_acts_says_that_a_command_did_it(imported):
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == AuditAct.IMPORTED)).one()
    assert entry.actor_id is None
    assert entry.detail == "care-by-the-sea: 3 texts, 4 comments, 0 changed"


def test_decisions_are_logged_in_the_name_that_is_given(app, folder, moderator):
    run(app, "import", "inquiry", folder, "--moderator", moderator.email)
    made = db.session.scalars(select(ModerationDecision).order_by(ModerationDecision.id)).all()
    assert [row.decision for row in made] == [
        Decision.PUBLISH, Decision.PUBLISH, Decision.REJECT,
    ]  # fmt: skip
    assert {row.moderator_id for row in made} == {moderator.id}
    assert (made[2].note, str(made[2].decided_at)) == (
        "Sent to the council.", "2025-02-04 11:00:00+00:00",
    )  # fmt: skip


def test_a_second_time_it_changes_nothing_but_the_log(app, imported):
    def totals():
        tables = [t for t in Base.metadata.sorted_tables if t.name != "audit_entries"]
        return {table.name: count(table) for table in tables}

    before = totals()
    said = run(app, "import", "inquiry", imported)
    assert "0 texts and 0 comments are new, 0 comments have another status, 4 were here" in said
    assert totals() == before


def test_two_inquiries_with_the_same_topic_and_the_same_comments_do_not_meet(app, imported):
    edit(imported, "inquiry.md", 'slug = "care-by-the-sea"', 'slug = "care-on-the-hill"')
    (imported / "papers" / "the-last-ferry.md").unlink()
    edit(imported, COMMENTS, "a2b3c4d5e6", "")
    edit(imported, COMMENTS, "the-last-ferry,2", ",")
    assert "4 comments are new" in run(app, "import", "inquiry", imported)
    assert count(Comment) == 8


def test_other_words_become_a_new_version_with_a_note(app, imported, browser):
    edit(imported, "topics/01-at-night.md", "in five harbours", "in six harbours")
    edit(imported, "topics/01-at-night.md", "[[key", 'change_note = "One more."\n\n[[key')
    run(app, "import", "inquiry", imported)
    assert "six harbours" in browser.open("/inquiries/care-by-the-sea/at-night").text
    last = db.session.scalars(select(Publication).order_by(Publication.id.desc()).limit(1)).one()
    assert (last.number, last.note) == (2, "One more.")


def test_a_later_status_is_taken_over_and_an_earlier_one_is_not(app, imported, moderator):
    edit(imported, COMMENTS, ",,rejected,named,Sam Hill,2025-02-04T09:00,,2025-02-04T11:00,,,,off_topic,Sent to the council.",
         ",,published,named,Sam Hill,2025-02-04T09:00,,2025-03-04T11:00,,,,,")  # fmt: skip
    rowed = find("We rowed")
    decide(rowed, rowed.version, Decision.REOPEN, moderator)
    run(app, "import", "inquiry", imported)
    pier = find("The pier")
    assert (pier.status, pier.number) == (CommentStatus.PUBLISHED, 3)
    assert find("We rowed").status is CommentStatus.PENDING
    assert faults() == []


def test_nobody_is_written_to(app, folder):
    text = EXAMPLE[COMMENTS].replace("note,body", "note,email,body")
    text = text.replace(',,,,,"We', ',,,,,pat@example.org,"We').replace(",,,The", ",,,,The")
    text = text.replace("council.,", "council.,,").replace(",For", ",,For")
    (folder / COMMENTS).write_text(text)
    run(app, "import", "inquiry", folder)
    assert count(OutboxEntry) == 0


def test_large_topics_are_shown_in_steps_that_are_each_whole(app, folder, monkeypatch):
    monkeypatch.setattr(importing, "STEP", 2)
    monkeypatch.setattr(pace, "STEP", 2)
    found = []
    step = importing.reveal_step

    def watched(*arguments):
        shown = step(*arguments)
        db.session.flush()
        found.append((shown, count(Comment), faults()))
        return shown

    monkeypatch.setattr(importing, "reveal_step", watched)
    run(app, "import", "inquiry", folder)
    assert found[:2] == [(2, 2, []), (2, 4, [])]


@pytest.mark.parametrize("place", ["check_comments", "reveal_step", "record_draft"])
def test_one_that_was_ended_by_force_is_simply_run_again(app, folder, monkeypatch, place):
    whole = getattr(importing, place)
    monkeypatch.setattr(importing, "STEP", 1)

    def broken(*arguments, **others):
        whole(*arguments, **others)
        raise KeyboardInterrupt

    monkeypatch.setattr(importing, place, broken)
    app.test_cli_runner().invoke(args=["import", "inquiry", str(folder)])
    db.session.rollback()
    assert (count(Comment), count(StagedComment)) == (0, 4)
    monkeypatch.setattr(importing, place, whole)
    run(app, "import", "inquiry", folder)
    assert (count(Comment), count(StagedComment), faults()) == (4, 0, [])


def test_one_that_was_ended_between_two_steps_shows_the_rest_when_it_is_run_again(
    app, folder, monkeypatch
):
    monkeypatch.setattr(importing, "STEP", 1)
    with monkeypatch.context() as ended:
        ended.setattr(importing, "take_steps", lambda _step: ())
        app.test_cli_runner().invoke(args=["import", "inquiry", str(folder)])
    db.session.rollback()
    assert (count(Comment), count(StagedComment), faults()) == (1, 3, [])
    assert "3 comments are new" in run(app, "import", "inquiry", folder)
    assert (count(Comment), count(StagedComment), faults()) == (4, 0, [])


def test_what_was_brought_in_before_a_problem_is_taken_away_again(app, folder, monkeypatch):
    monkeypatch.setattr(checking, "BATCH", 1)
    edit(folder, COMMENTS, "For the inquiry only: it was my father.", "")
    staged = []

    def watched(slug):
        staged.append(count(StagedComment))
        clear_staged(slug)

    monkeypatch.setattr(importing, "clear_staged", watched)
    run(app, "import", "inquiry", folder, code=1)
    assert staged == [0, 3]
    assert count(StagedComment) == count(Comment) == count(StaffUser) == 0


def test_what_is_refused_at_the_last_moment_leaves_nothing_behind(app, folder, monkeypatch):
    def refuse(_texts):
        raise RefusedError("This name in the address is taken: choose another.")

    monkeypatch.setattr(importing, "put_up_texts", refuse)
    assert "choose another" in run(app, "import", "inquiry", folder, code=1)
    assert count(StagedComment) == count(Comment) == 0


def test_a_moderator_whom_nobody_knows_is_refused_before_anything_is_read(app, folder):
    said = run(app, "import", "inquiry", folder, "--moderator", "nobody@example.org", code=1)
    assert said == "Error: Nobody on the staff has the address nobody@example.org.\n"
    assert count(StagedComment) == 0


def test_after_a_problem_nothing_more_is_brought_in(app, folder, monkeypatch):
    monkeypatch.setattr(checking, "BATCH", 1)
    edit(folder, COMMENTS, "The lifeboat came at once.", "")
    taken = []
    monkeypatch.setattr(Staging, "take", lambda _self, _topic, rows, _known: taken.extend(rows))
    run(app, "import", "inquiry", folder, code=1)
    assert [row.body[:8] for row in taken] == ["We rowed"]


def test_a_moment_is_stored_as_the_site_stores_it(app):
    moment = datetime(2025, 2, 1, 21, 30, tzinfo=UTC)
    dialect = db.engine.dialect
    column = Comment.__table__.c.received_at.type.dialect_impl(dialect)
    store = column.bind_processor(dialect)
    assert choose_form_of_moments()(moment) == (store(moment) if store else moment)
