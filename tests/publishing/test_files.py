"""The files beside a paper: sent in, put in order, and public with the paper and no sooner."""

from __future__ import annotations

import hashlib
import io

import pytest

from app.core.db import db
from app.publishing.service import publish, submit
from tests.browsing import Browser, Page
from tests.papers.samples import WHOLE


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
        if data is not None:
            fields["file"] = (io.BytesIO(data), name)
        response = as_writer.client.post(place, data=fields, follow_redirects=True)
        assert response.status_code == expect
        return Page(response.text)

    return send_file


@pytest.fixture
def act(as_writer, place):
    """Presses a button of a file of the draft."""

    def press(name, button, expect=303, **values):
        forms = [form for form in as_writer.open(place).forms if form.action.endswith(f"/{name}")]
        fields = {**forms[0].values, **values, "button": button}
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


@pytest.fixture
def fetch(client):
    """Reads a public file to its end."""

    def read(name, **headers):
        sent = {title.replace("_", "-"): value for title, value in headers.items()}
        address = f"/papers/answering-at-night/files/{name}"
        return client.get(address, headers=sent, buffered=True)

    return read


def test_a_file_is_public_once_it_is_published_with_the_paper(client, fetch, send, go_public):
    send()
    assert fetch("original.pdf").status_code == 404
    assert "Other formats" not in client.get("/papers/answering-at-night").text
    go_public()
    page = client.get("/papers/answering-at-night").text
    assert "Other formats" in page
    assert "PDF, 1 KB" in page
    response = fetch("original.pdf")
    assert response.status_code == 200
    assert response.data == WHOLE["pdf"]


def test_it_is_sent_as_a_file_to_keep_that_can_do_nothing(fetch, send, go_public):
    send()
    go_public()
    headers = fetch("original.pdf").headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"] == "attachment; filename=answering-at-night-original.pdf"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "public, no-cache"
    assert headers["ETag"] == f'"{hashlib.sha256(WHOLE["pdf"]).hexdigest()}"'
    assert "Last-Modified" not in headers


def test_a_reader_who_has_it_is_told_so(fetch, send, go_public):
    send()
    go_public()
    etag = fetch("original.pdf").headers["ETag"]
    assert fetch("original.pdf", If_None_Match=etag).status_code == 304


def test_a_part_of_a_film_can_be_asked_for(fetch, send, go_public):
    send(WHOLE["mp4"], "bsl")
    go_public()
    part = fetch("bsl.mp4", Range="bytes=4-7")
    assert (part.status_code, part.data) == (206, b"ftyp")
    assert part.headers["Content-Range"] == f"bytes 4-7/{len(WHOLE['mp4'])}"
    assert fetch("bsl.mp4", Range="bytes=999999-").status_code == 416


def test_with_the_paper_its_files_are_withdrawn(fetch, send, go_public, paper, take_down):
    send()
    go_public()
    etag = fetch("original.pdf").headers["ETag"]
    take_down(paper)
    response = fetch("original.pdf", If_None_Match=etag)
    assert response.status_code == 410
    assert "It named a patient." in response.text
