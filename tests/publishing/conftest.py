"""People who write and publish, and texts that are complete."""

from __future__ import annotations

from typing import Any

import pytest

from app.accounts.enums import Role
from app.core.db import db
from app.publishing.enums import Kind
from app.publishing.models import Manuscript
from app.publishing.service import add_manuscript, publish, save, submit, withdraw
from tests import factories
from tests.publishing.texts import INQUIRY, PAPER, TOPIC


@pytest.fixture
def writer(app) -> factories.StaffUser:
    made = factories.make_staff(Role.PUBLISHER, name="Wim Writer")
    db.session.commit()
    return made


@pytest.fixture
def second(app) -> factories.StaffUser:
    """The second pair of eyes."""
    made = factories.make_staff(Role.PUBLISHER, name="Sue Second")
    db.session.commit()
    return made


@pytest.fixture
def make_published(writer, second):
    """Takes a content all the way to the public."""

    def make(kind: Kind, slug: str, content: Any, parent: Manuscript | None = None) -> Manuscript:
        manuscript = add_manuscript(kind, slug, content, parent, by=writer)
        submit(manuscript, manuscript.version, "", is_minor=False, by=writer)
        publish(manuscript, manuscript.version, by=second)
        db.session.commit()
        return manuscript

    return make


@pytest.fixture
def inquiry(make_published) -> Manuscript:
    return make_published(Kind.INQUIRY, "care-at-night", INQUIRY)


@pytest.fixture
def topic(make_published, inquiry) -> Manuscript:
    return make_published(Kind.TOPIC, "who-answers", TOPIC, inquiry)


@pytest.fixture
def paper(make_published, topic) -> Manuscript:
    return make_published(Kind.PAPER, "answering-at-night", PAPER, topic)


@pytest.fixture
def put_up(writer, second):
    """Takes a changed content to the public, with a note or as a minor correction."""

    def put(manuscript: Manuscript, content: Any, note: str = "") -> None:
        save(manuscript, manuscript.version, content, by=writer)
        submit(manuscript, manuscript.version, note, is_minor=not note, by=writer)
        publish(manuscript, manuscript.version, by=second)
        db.session.commit()

    return put


@pytest.fixture
def take_down(second):
    def take(manuscript: Manuscript, reason: str = "It named a patient.") -> None:
        withdraw(manuscript, manuscript.version, reason, by=second)
        db.session.commit()

    return take
