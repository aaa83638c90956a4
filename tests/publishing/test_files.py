"""The files beside a paper: sent in, put in order, and public with the paper and no sooner."""

from __future__ import annotations

import hashlib
import io
import re

import pytest
from msgspec.structs import replace

from app.core.db import db
from app.core.errors import RefusedError
from app.core.stamps import SITE, bump_stamp
from app.core.storage import store
from app.publishing.service import save, submit
from tests.papers.samples import WHOLE, make_pdf
from tests.vocabularies import Head, check_head


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
    assert "original.pdf" not in client.get("/papers/answering-at-night").text
    go_public()
    page = client.get("/papers/answering-at-night").text
    assert "Other formats" in page
    assert "PDF, 1 KB" in page
    response = fetch("original.pdf")
    assert response.status_code == 200
    assert response.data == WHOLE["pdf"]


def test_the_page_tells_indexes_where_the_file_is(client, send, go_public):
    send()
    go_public()
    head = Head(client.get("/papers/answering-at-night").text)
    check_head(head)
    address = "http://localhost/papers/answering-at-night/files/original.pdf"
    assert dict(head.names)["citation_pdf_url"] == address
    assert head.blocks[0]["encoding"][0]["contentUrl"] == address


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


class TestSending:
    def test_what_was_sent_stands_in_the_draft_with_its_format_and_size(self, send, paper):
        page = send(WHOLE["docx"], "easy_read", name="../../x.exe")
        assert "The file is added. The draft is saved." in page.text
        assert "Easy Read Word, 1 KB" in page.text
        assert page.link("/files/easy-read.docx")
        db.session.refresh(paper)
        assert paper.state.value == "draft"

    def test_a_kind_has_its_own_language_and_another_language_is_said(self, send):
        send(WHOLE["mp4"], "bsl")
        send(WHOLE["pdf"], "welsh")
        page = send(WHOLE["pdf"], "original", language="pl")
        for address in ("bsl.mp4", "welsh.pdf", "original-pl.pdf"):
            assert page.link(f"/files/{address}")
        assert "The original, in Polish" in page.text

    def test_two_of_a_kind_have_names_of_their_own(self, send):
        send()
        page = send(WHOLE["txt"], title="Part two")
        assert page.link("/files/original.pdf")
        assert page.link("/files/original.txt")
        assert send(make_pdf(catalog=b"/Lang (en)")).link("/files/original-2.pdf")

    @pytest.mark.parametrize(
        ("data", "kind", "values", "sentence"),
        [
            (None, "original", {}, "Choose a file."),
            (b"", "original", {}, "The file is empty. Browsers forget the file: choose it again."),
            (b"MZ\x00", "original", {}, "This is no file that can be taken"),
            (WHOLE["pdf"], "bsl", {}, "British Sign Language is taken as MP4 video."),
            (WHOLE["pdf"], "other", {}, "Say in a title what the file is."),
            (WHOLE["pdf"], "nonsense", {}, "Choose one from the list."),
            (WHOLE["pdf"], "original", {"language": "xx"}, "Choose one from the list."),
            (make_pdf(trailer=b"/Encrypt 5 0 R"), "original", {}, "protected with a password"),
        ],
    )
    def test_what_cannot_be_taken_is_refused_beside_its_field_with_the_rest_kept(
        self, send, paper, data, kind, values, sentence
    ):
        title = "" if kind == "other" else "A kept title"
        page = send(data, kind, 422, title=title, **values)
        assert sentence in page.text
        assert page.form("file").values["title"] == title
        db.session.refresh(paper)
        assert paper.content.files == ()

    def test_far_too_much_is_not_even_read(self, as_writer, place):
        said = {"CONTENT_LENGTH": "26000001", "CONTENT_TYPE": "multipart/form-data; boundary=x"}
        refused = as_writer.client.post(place, data=b"", environ_overrides=said)
        assert refused.status_code == 413
        assert "larger than this site takes" in refused.text

    def test_nothing_is_sent_without_the_token(self, as_writer, place, paper):
        data = {"kind": "original", "language": "en-GB", "file": (io.BytesIO(WHOLE["pdf"]), "x")}
        assert as_writer.client.post(place, data=data).status_code == 422
        db.session.refresh(paper)
        assert paper.content.files == ()

    @pytest.mark.parametrize(
        ("title", "code"), [(b"x" * 1_001, 413), (b"\xff\xfe", 400), (b"a\x00b", 400)]
    )
    def test_the_door_looks_at_the_other_fields(self, as_writer, place, title, code):
        part = b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\n' + title
        kind = "multipart/form-data; boundary=x"
        body = part + b"\r\n--x--\r\n"
        assert as_writer.client.post(place, data=body, content_type=kind).status_code == code

    def test_only_papers_have_files(self, as_writer, topic):
        as_writer.open(f"/staff/publishing/{topic.id}/files", expect=404)

    def test_a_form_of_another_kind_is_not_taken(self, as_writer, place):
        assert as_writer.client.post(place, data={"kind": "original"}).status_code == 415

    def test_a_stranger_sends_nothing(self, client, place):
        data = {"file": (io.BytesIO(WHOLE["pdf"]), "x.pdf")}
        assert client.post(place, data=data).status_code == 403
        assert store().list_kept() == []


class TestChanging:
    def test_a_file_can_be_moved_up_changed_and_taken_out(self, send, act, paper, as_writer, place):
        send()
        send(WHOLE["txt"], "large_print")
        act("large-print.txt", "up")
        assert names_in(paper) == ["large-print.txt", "original.pdf"]
        act("original.pdf", "change", kind="easy_read", title="In pictures")
        assert names_in(paper) == ["large-print.txt", "easy-read.pdf"]
        assert "Easy Read: In pictures" in as_writer.open(place).text
        act("large-print.txt", "remove")
        assert names_in(paper) == ["easy-read.pdf"]

    def test_a_kind_that_the_format_cannot_be_is_refused(self, send, act, paper):
        send()
        text = act("original.pdf", "change", 422, kind="audio")
        assert "Audio is taken as MP3 or Ogg audio, and this file is PDF." in text
        assert names_in(paper) == ["original.pdf"]

    def test_nobody_changes_a_draft_that_they_have_not_seen(self, send, act, paper):
        send()
        assert "Somebody has changed this draft" in act(
            "original.pdf", "remove", 409, seen_version="1"
        )
        assert names_in(paper) == ["original.pdf"]

    def test_editing_the_text_leaves_the_files_alone(self, send, as_writer, paper):
        send()
        as_writer.open(f"/staff/publishing/{paper.id}/edit")
        as_writer.send("abstract", {"abstract": "Other words."})
        db.session.refresh(paper)
        assert paper.content.abstract == "Other words."
        assert names_in(paper) == ["original.pdf"]

    def test_a_name_that_is_not_there_leads_nowhere(self, act, send, as_writer, place):
        send()
        as_writer.open(f"{place}/nothing.pdf", expect=404)


def names_in(manuscript):
    db.session.refresh(manuscript)
    return [file.name for file in manuscript.content.files]


def test_staff_see_the_file_of_a_draft_and_nobody_else_does(client, send, as_writer, place):
    send()
    response = as_writer.client.get(f"{place}/original.pdf", buffered=True)
    assert response.data == WHOLE["pdf"]
    assert response.headers["Cache-Control"] == "no-store"
    assert client.get(f"{place}/original.pdf").status_code == 302


def test_a_preview_leads_to_the_files_of_the_draft(send, as_writer, paper):
    send()
    page = as_writer.open(f"/staff/publishing/{paper.id}/preview")
    assert page.link(f"/staff/publishing/{paper.id}/files/original.pdf")


def test_a_version_keeps_the_files_that_it_had(client, fetch, send, act, go_public):
    send()
    go_public()
    act("original.pdf", "remove")
    send(WHOLE["txt"])
    go_public()
    assert fetch("original.pdf").status_code == 404
    assert fetch("original.txt").data == WHOLE["txt"]
    versions = "/papers/answering-at-night/versions"
    assert f"{versions}/2/files/original.pdf" in client.get(f"{versions}/2").text
    kept = client.get(f"{versions}/2/files/original.pdf", buffered=True)
    assert kept.data == WHOLE["pdf"]
    assert client.get(f"{versions}/3/files/original.pdf").status_code == 404
    changes = client.get(f"{versions}/2/changes/3").text
    assert re.search(r"<del>.*PDF", changes)
    assert re.search(r"<ins>.*text", changes)


def test_with_a_withdrawal_the_files_of_earlier_versions_are_gone(
    client, send, go_public, paper, take_down
):
    send()
    go_public()
    take_down(paper)
    go_public()
    versions = "/papers/answering-at-night/versions"
    assert client.get(f"{versions}/2/files/original.pdf").status_code == 410
    assert client.get(f"{versions}/3/files/original.pdf", buffered=True).status_code == 200


def test_a_paper_whose_inquiry_names_no_contact_waits(as_writer, paper, inquiry, second):
    inquiry.inquiry.formats_contact = ""
    save(paper, paper.version, replace(paper.content, abstract="New."), by=second)
    db.session.commit()
    page = as_writer.open(f"/staff/publishing/{paper.id}")
    assert "The inquiry does not say whom to ask for other formats" in page.text
    with pytest.raises(RefusedError, match="checklist"):
        submit(paper, paper.version, "New.", is_minor=False, by=second)


def test_where_an_inquiry_names_nobody_the_sites_own_contact_stands(client, inquiry, paper):
    inquiry.inquiry.formats_contact = ""
    bump_stamp(SITE)
    db.session.commit()
    assert "Ask: inquiry@example.org, 1 Example Street" in client.get(f"/papers/{paper.slug}").text


def test_every_paper_says_whom_to_ask_for_other_formats(client, paper):
    assert (
        "Ask: formats@example.org or 01632 960000" in client.get("/papers/answering-at-night").text
    )


def test_a_file_that_is_lost_is_told_as_such_and_logged(client, fetch, send, go_public, capfd):
    send()
    go_public()
    for path in store().list_kept():
        path.unlink()
    answer = fetch("original.pdf")
    assert answer.status_code == 404
    assert "This file is missing" in answer.text
    assert "FileNotFoundError" in capfd.readouterr().err


def test_where_files_cannot_be_looked_through_the_form_says_so(send, monkeypatch):
    def fail(*_arguments):
        raise ChildProcessError

    monkeypatch.setattr("app.publishing.file_views.inspect_apart", fail)
    assert "could not be looked through just now" in send(expect=422).text


class TestSendingTwice:
    def test_the_same_file_twice_is_one(self, as_writer, place, paper):
        form = as_writer.open(place).form("file")
        for _ in range(2):
            sent = {**form.values, "kind": "original", "language": "en-GB",
                    "file": (io.BytesIO(WHOLE["pdf"]), "x.pdf")}  # fmt: skip
            assert as_writer.client.post(place, data=sent).status_code == 303
        db.session.refresh(paper)
        assert [file.name for file in paper.content.files] == ["original.pdf"]

    def test_into_a_draft_that_has_changed_since_is_refused(self, send, paper, second):
        page = send(data=WHOLE["txt"], seen_version=str(paper.version - 1), expect=409)
        assert "Somebody has changed this draft since you opened it." in page.text
        db.session.refresh(paper)
        assert paper.content.files == ()

    def test_into_what_was_submitted_says_that_it_is_a_draft_again(
        self, send, paper, writer, second
    ):
        save(paper, paper.version, replace(paper.content, title="Newer"), by=writer)
        submit(paper, paper.version, "Newer.", is_minor=False, by=writer)
        assert "It was submitted: it is a draft again" in send().text
