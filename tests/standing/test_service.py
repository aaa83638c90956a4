"""Saving and publishing a standing page's text, and what the database keeps of it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.about.built_in import get_built_in
from app.accounts.enums import AuditAct
from app.accounts.models import AuditEntry
from app.core.db import db
from app.core.errors import RefusedError
from app.publishing.service import StaleError
from app.standing.enums import PageName
from app.standing.queries import find_current, find_draft, list_versions
from app.standing.service import publish, save

PAGE = PageName.PRIVACY
BUILT_IN = get_built_in(PAGE)
OWN = replace(BUILT_IN, lead="In short.")


def test_the_first_publication_keeps_what_stood_before_it(admin):
    publish(PAGE, 0, OWN, "A shorter lead.", BUILT_IN, by=admin)
    newest, oldest = list_versions(PAGE)
    assert (newest.number, newest.content, newest.note) == (2, OWN, "A shorter lead.")
    assert (newest.published_by, oldest.published_by) == (admin, None)
    assert (oldest.number, oldest.content, oldest.published_at) == (1, BUILT_IN, None)


def test_the_built_in_words_alone_are_no_version(admin):
    with pytest.raises(RefusedError, match="reads already"):
        publish(PAGE, 0, BUILT_IN, "The same.", BUILT_IN, by=admin)


def test_what_was_not_seen_is_not_written_over(admin):
    save(PAGE, 0, OWN, by=admin)
    for seen_version in (0, 2):
        with pytest.raises(StaleError):
            save(PAGE, seen_version, replace(OWN, title="Mine"), by=admin)
    with pytest.raises(StaleError):
        save(PageName.ACCESSIBILITY, 1, OWN, by=admin)
    assert find_draft(PAGE).content == OWN


def test_the_same_words_once_more_change_nothing(admin):
    save(PAGE, 0, OWN, by=admin)
    save(PAGE, 0, OWN, by=admin)
    assert find_draft(PAGE).version == 1
    acts = db.session.query(AuditEntry).filter_by(act=AuditAct.PAGE_SAVED).count()
    assert acts == 1


def test_the_same_published_twice_by_one_person_is_one_version(admin):
    first = publish(PAGE, 0, OWN, "A shorter lead.", BUILT_IN, by=admin)
    assert publish(PAGE, 0, OWN, "A shorter lead.", BUILT_IN, by=admin) is first
    with pytest.raises(RefusedError, match="reads already"):
        publish(PAGE, 1, OWN, "Another note.", BUILT_IN, by=admin)
    assert len(list_versions(PAGE)) == 2


def test_two_who_begin_with_the_same_words_at_once_both_succeed(admin, at_once):
    def begin():
        draft_id = save(PAGE, 0, OWN, by=db.session.merge(admin))
        db.session.commit()
        return draft_id

    assert len(set(at_once(begin, begin))) == 1


def test_a_saved_text_is_not_what_stands(admin):
    save(PAGE, 0, OWN, by=admin)
    assert find_current(PAGE) is None


def test_what_was_published_cannot_be_changed(admin):
    publish(PAGE, 0, OWN, "A shorter lead.", BUILT_IN, by=admin)
    db.session.commit()
    for statement in ("UPDATE standing_versions SET note = 'x'", "DELETE FROM standing_versions"):
        with pytest.raises(DBAPIError, match="append-only"):
            db.session.execute(text(statement))
        db.session.rollback()
