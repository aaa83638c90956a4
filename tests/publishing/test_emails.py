"""Staff are told by mail what waits for them, and nothing of the texts."""

from __future__ import annotations

import pytest
from msgspec import structs

from app.accounts.enums import Role
from app.accounts.service import disable_staff
from app.core.db import db
from app.publishing.enums import Kind
from app.publishing.service import add_manuscript, publish, return_to_writer, save, submit
from tests import factories
from tests.publishing.texts import INQUIRY
from tests.working import do_due_jobs, messages


@pytest.fixture
def draft(writer, second):
    return add_manuscript(Kind.INQUIRY, "care-at-night", INQUIRY, None, by=writer)


@pytest.fixture
def submitted(draft, writer):
    submit(draft, draft.version, "", is_minor=False, by=writer)
    db.session.commit()
    return draft


def test_those_who_could_publish_are_told_of_what_was_submitted(submitted, second):
    moderator = factories.make_staff(Role.MODERATOR)
    do_due_jobs()
    (letter,) = messages()
    assert letter.to == second.email != moderator.email
    assert letter.subject == "An inquiry waits for a second pair of eyes"
    assert "Wim Writer submitted" in letter.text
    assert f"/staff/publishing/{submitted.id}" in letter.text
    assert INQUIRY.summary not in letter.text
    assert "Stop these messages" in letter.text


def test_nobody_is_told_of_what_somebody_has_seen_to(submitted, second):
    publish(submitted, submitted.version, by=second)
    do_due_jobs()
    assert messages() == []


def test_nobody_is_told_of_an_account_that_was_disabled(submitted, second):
    disable_staff(second)
    do_due_jobs()
    assert messages() == []


def test_its_writer_is_told_that_it_came_back(submitted, writer, second):
    return_to_writer(submitted, submitted.version, "Name the chair.", by=second)
    do_due_jobs()
    (letter,) = messages()
    assert letter.to == writer.email
    assert "was returned" in letter.text
    assert "chair" not in letter.text


def test_whoever_takes_it_back_is_not_told(submitted, writer):
    return_to_writer(submitted, submitted.version, "", by=writer)
    do_due_jobs()
    assert messages() == []


def test_its_writer_is_not_told_of_what_they_have_changed_since(submitted, writer, second):
    return_to_writer(submitted, submitted.version, "Name the chair.", by=second)
    save(submitted, submitted.version, structs.replace(INQUIRY, chair="Sam Vale"), by=writer)
    do_due_jobs()
    assert messages() == []
