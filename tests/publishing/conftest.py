"""People who write and publish, and texts that are complete."""

from __future__ import annotations

import io
from typing import Any

import pytest

from app.accounts.enums import Role
from app.core.db import db
from app.publishing.enums import Kind
from app.publishing.models import Manuscript
from app.publishing.service import add_manuscript, publish, save, submit, withdraw
from tests import factories
from tests.browsing import Browser, Page
from tests.papers.samples import WHOLE
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


@pytest.fixture
def as_writer(app, writer) -> Browser:
    browser = Browser(app)
    browser.sign_in(writer.email)
    return browser


@pytest.fixture
def place(paper):
    return f"/staff/publishing/{paper.id}/files"


@pytest.fixture
def send(as_writer, place):
    """Sends a file by the form; gives the page that comes of it."""

    def send_file(data=WHOLE["pdf"], kind="original", expect=200, name="x.pdf", **values):
        form = as_writer.open(place).form("file")
        fields = {**form.values, "kind": kind, "language": "en-GB", **values}
        sent = (io.BytesIO(b""), "") if data is None else (io.BytesIO(data), name)
        fields["file"] = sent
        response = as_writer.client.post(place, data=fields, follow_redirects=True)
        assert response.status_code == expect
        return Page(response.text)

    return send_file


@pytest.fixture
def act(as_writer, place):
    """Presses a button of a file of the draft."""

    def press(name, button, expect=303, **values):
        forms = [form for form in as_writer.open(place).forms if form.action.endswith(f"/{name}")]
        said = {"kind": "original", "language": "en-GB"}
        fields = {**forms[0].values, **said, **values, "button": button}
        response = as_writer.client.post(f"{place}/{name}", data=fields)
        assert response.status_code == expect
        return response.text

    return press


@pytest.fixture
def go_public(paper, writer, second):
    def publish_it():
        db.session.refresh(paper)
        submit(paper, paper.version, "With its files.", is_minor=False, by=writer)
        publish(paper, paper.version, by=second)
        db.session.commit()

    return publish_it
