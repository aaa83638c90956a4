"""The log of staff's acts: written with the act, never changed, read by administrators."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DatabaseError

from app.accounts import audit_queries
from app.accounts.audit import record_act
from app.accounts.enums import AuditAct, Role, SubjectKind
from app.accounts.models import AuditEntry
from app.accounts.service import (
    change_roles,
    create_staff,
    disable_staff,
    enable_staff,
    set_password,
    sign_out_everywhere,
)
from app.core import clock
from app.core.db import db
from app.publishing.enums import Kind
from app.publishing.service import start_manuscript
from app.publishing.subjects import add_subject
from tests import factories
from tests.accounts.test_sessions import change_password, sign_out


def acts(subject=None) -> list[AuditAct]:
    """What the log holds about a person, or in all, the oldest first."""
    statement = select(AuditEntry.act).order_by(AuditEntry.id)
    if subject is not None:
        statement = statement.where(AuditEntry.subject_id == subject.id)
    return list(db.session.scalars(statement))


def latest() -> AuditEntry:
    db.session.rollback()
    return db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()


def test_signing_in_and_out_and_a_new_password_are_logged_by_the_person(signed_in, moderator):
    assert latest().act is AuditAct.SIGNED_IN
    change_password(signed_in)
    assert latest().act is AuditAct.PASSWORD_CHANGED
    sign_out(signed_in)
    entry = latest()
    assert entry.act is AuditAct.SIGNED_OUT
    assert (entry.actor_id, entry.subject_id) == (moderator.id, moderator.id)


def test_a_refused_sign_in_is_a_line_of_the_log_file_and_names_nobody(browser, moderator, capsys):
    before = acts()
    browser.sign_in(moderator.email, "a wrong guess", expect=422)
    said = capsys.readouterr().err
    assert '"sign-in refused"' in said
    assert f'"staff_id": {moderator.id}' in said
    assert moderator.email not in said
    assert "wrong guess" not in said
    assert acts() == before


def test_each_act_on_an_account_is_logged_with_who_did_it(admin, moderator):
    change_roles(moderator, [Role.PUBLISHER, Role.ANALYST], by=admin)
    assert latest_detail() == "from moderator to analyst, publisher"
    sign_out_everywhere(moderator, by=admin)
    disable_staff(moderator, by=admin)
    enable_staff(moderator, by=admin)
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.actor_id == admin.id)).all()
    assert {entry.subject_id for entry in entries} == {moderator.id}
    assert [entry.act for entry in entries] == [
        AuditAct.ROLES_CHANGED, AuditAct.SESSIONS_ENDED, AuditAct.DISABLED, AuditAct.ENABLED,
    ]  # fmt: skip


def latest_detail() -> str:
    return db.session.scalars(
        select(AuditEntry.detail).order_by(AuditEntry.id.desc()).limit(1)
    ).one()


def test_a_command_is_logged_without_a_person(app):
    person = create_staff("new@example.org", "Nia Reed", [Role.MODERATOR], factories.PASSWORD)
    set_password(person, "turnstone sanderling 58")
    disable_staff(person)
    assert acts(person) == [AuditAct.ACCOUNT_MADE, AuditAct.PASSWORD_CHANGED, AuditAct.DISABLED]
    assert db.session.scalars(select(AuditEntry.actor_id)).all() == [None] * 3


def test_an_act_that_changes_nothing_is_not_logged(admin, moderator):
    before = acts()
    change_roles(moderator, [Role.MODERATOR], by=admin)
    enable_staff(moderator, by=admin)
    assert acts() == before


def test_a_decision_is_logged_with_its_reason_and_the_comments_reference(topic, moderator):
    comment = factories.reject(factories.make_comment(topic), moderator)
    db.session.commit()
    entry = latest()
    assert (entry.act, entry.subject_kind) == (AuditAct.COMMENT_DECIDED, SubjectKind.COMMENT)
    assert (entry.actor_id, entry.subject_id) == (moderator.id, comment.id)
    assert entry.detail == f"{comment.public_ref}: reject, off_topic"


def test_nothing_is_logged_of_an_act_that_did_not_happen(admin, moderator):
    before = acts()
    db.session.commit()
    disable_staff(moderator, by=admin)
    db.session.rollback()
    assert acts() == before


@pytest.mark.parametrize("statement", ["UPDATE audit_entries SET detail = 'else'",
                                       "DELETE FROM audit_entries"])  # fmt: skip
def test_the_database_refuses_to_change_the_log(moderator, statement):
    before = acts()
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(text(statement))
    db.session.rollback()
    assert acts() == before


# The page


def rows(page) -> list[str]:
    """The lines of the table, as text."""
    body = page.html.partition("<tbody>")[2].partition("</tbody>")[0]
    return body.split("<tr>")[1:]


def test_the_log_is_for_administrators_alone(signed_in, as_admin):
    signed_in.open("/staff/audit", expect=403)
    assert as_admin.open("/staff/").link("/staff/audit")
    assert "Who did what" in as_admin.open("/staff/audit").text


def test_the_newest_act_stands_first_with_who_and_what(as_admin, admin, moderator):
    disable_staff(moderator, by=admin)
    page = as_admin.open("/staff/audit")
    first = rows(page)[0]
    assert "Ada Minter" in first
    assert "Disabled" in first
    assert "Mo Derrin" in first


def test_what_was_done_to_a_draft_or_a_subject_is_named_by_its_number(as_admin, admin):
    draft = start_manuscript(Kind.INQUIRY, "care-at-night", "Care at night", None, by=admin)
    add_subject("nights", "Nights", "", by=admin)
    made, begun = rows(as_admin.open("/staff/audit"))[:2]
    assert "Subject made" in made
    assert "Subject 1" in made
    assert f'href="/staff/publishing/{draft.id}"' in begun
    assert len(rows(as_admin.open("/staff/audit?about=subject+1"))) == 1


def test_it_is_filtered_by_person_act_subject_words_and_day(as_admin, admin, moderator, topic):
    comment = factories.make_published(topic, moderator)
    yesterday = clock.now() - timedelta(days=1)
    with clock.at(yesterday):
        sign_out_everywhere(moderator, by=admin)
    day, today = (clock.london_date(at).isoformat() for at in (yesterday, clock.now()))
    for query, count in {
        f"person={moderator.id}": 1,
        "act=comment_decided": 1,
        f"about=comment+{comment.id}": 1,
        f"about={comment.public_ref}": 1,
        "about=PUBLISH": 1,
        "about=100%25": 0,
        f"until={day}": 1,
        f"since={day}&until={day}&act=sessions_ended": 1,
        f"since={today}&act=sessions_ended": 0,
        f"about=staff+{moderator.id}&person={admin.id}": 1,
        f"about=comment+{moderator.id}&act=sessions_ended": 0,
    }.items():
        assert len(rows(as_admin.open(f"/staff/audit?{query}"))) == count, query


@pytest.mark.parametrize(("query", "words"), [
    ("since=yesterday", "year-month-day"), ("until=2026-13-40", "year-month-day"),
    ("until=9999-12-31", "year-month-day"), ("act=flying", "from the list"),
    ("person=x", "from the list"), ("about=" + "x" * 201, "at most 200"),
])  # fmt: skip
def test_a_filter_that_makes_no_sense_is_said_beside_the_field(as_admin, query, words):
    page = as_admin.open(f"/staff/audit?{query}", expect=422)
    assert 'role="alert"' in page.html
    assert words in page.text
    if query.startswith(("since", "until", "about")):
        assert query.partition("=")[2] in page.html


@pytest.mark.parametrize(
    "cursor", ["x", "2026-01-01T00:00:00_1", "_", "2026-01-01T00:00:00+00:00_0"]
)
def test_a_place_that_is_not_in_the_log_is_not_found(as_admin, cursor):
    answer = as_admin.client.get("/staff/audit", query_string={"before": cursor})
    assert answer.status_code == 404


def add_entries(person, count, act=AuditAct.SIGNED_IN, start=None):
    start = start or clock.now()
    facts = {"actor_id": person.id, "subject_kind": SubjectKind.STAFF, "subject_id": person.id,
             "act": act}  # fmt: skip
    db.session.execute(
        insert(AuditEntry),
        [{**facts, "done_at": start + timedelta(seconds=n // 3), "detail": f"n{n}"}
         for n in range(count)],
    )  # fmt: skip
    db.session.commit()


def walk(browser, address) -> list[str]:
    """All lines from this page to the last."""
    page = browser.open(address)
    found = rows(page)
    while 'rel="next"' in page.html:
        page = browser.open(next(x["href"] for x in page.links if "before=" in x["href"]))
        found += rows(page)
    return found


def test_the_pages_together_show_every_entry_once(as_admin, moderator):
    add_entries(moderator, 120)
    found = walk(as_admin, f"/staff/audit?person={moderator.id}")
    shown = [f"<td>n{n}</td>" for n in reversed(range(120))]
    assert len(found) == 120
    assert all(detail in line for detail, line in zip(shown, found, strict=True))


def test_a_search_looks_through_a_window_and_goes_on_from_there(as_admin, moderator, monkeypatch):
    monkeypatch.setattr(audit_queries, "WINDOW", 10)
    past = clock.now() - timedelta(days=3)
    add_entries(moderator, 35, start=past)
    page = as_admin.open(f"/staff/audit?about=n3&person={moderator.id}")
    assert [line.count("n3") for line in rows(page)] == [1] * 5  # n30 to n34
    assert 'rel="next"' in page.html
    assert len(walk(as_admin, f"/staff/audit?about=n3&person={moderator.id}")) == 6
    empty = as_admin.open(f"/staff/audit?about=never&person={moderator.id}")
    assert "The log goes further back." in empty.text
    assert walk(as_admin, f"/staff/audit?about=never&person={moderator.id}") == []


def test_an_entry_names_nobody_in_its_detail(admin, moderator):
    record_act(AuditAct.SESSIONS_ENDED, moderator, by=admin)
    details = db.session.scalars(select(AuditEntry.detail)).all()
    assert not [text for text in details if "@" in text or moderator.name in text]
