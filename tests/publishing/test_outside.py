"""Somebody outside reads a draft through a link, remarks on it, and reaches nothing else."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from msgspec import structs
from sqlalchemy import func, select

from app.accounts.enums import AuditAct
from app.accounts.models import AuditEntry
from app.accounts.service import disable_staff
from app.core import clock
from app.core.db import db
from app.core.storage import store
from app.papers.enums import FileFormat, FileKind
from app.publishing.contents import PaperContent
from app.publishing.enums import Kind
from app.publishing.files import Said, add_file
from app.publishing.models import Manuscript, OutsideRemark, PreviewLink
from app.publishing.outside import make_link, token_of
from app.publishing.rules import MOST_REMARKS
from app.publishing.service import add_manuscript, save, withdraw
from tests.publishing.texts import INQUIRY, PAPER, TOPIC
from tests.working import do_due_jobs, messages


@pytest.fixture
def draft(topic, writer) -> Manuscript:
    """A paper that nobody has published, under a topic that is."""
    made = add_manuscript(Kind.PAPER, "unseen", PAPER, topic, by=writer)
    db.session.commit()
    return made


@pytest.fixture
def link(draft, writer) -> PreviewLink:
    made = make_link(draft, "Professor Ada Marsh", 14, by=writer)
    db.session.commit()
    return made


@pytest.fixture
def address(link) -> str:
    return f"/preview/{token_of(link)}"


def remark(browser, address, words="It was 1998, not 1989.", expect=200, **fields):
    browser.open(f"{address}/remarks")
    return browser.send("note", {"note": words, **fields}, expect=expect)


def count(table) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


class TestTheLink:
    def test_is_made_for_a_person_and_shows_them_the_draft(self, as_writer, draft, browser):
        as_writer.open(f"/staff/publishing/{draft.id}/checking")
        page = as_writer.send("for_whom", {"for_whom": "Professor Ada Marsh", "days": "7"})
        made = db.session.scalars(select(PreviewLink)).one()
        assert made.expires_at - made.created_at == timedelta(days=7)
        assert token_of(made) in page.text
        shown = browser.open(f"/preview/{token_of(made)}")
        assert "A draft, for Professor Ada Marsh to check." in shown.text
        assert PAPER.title in shown.text

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"for_whom": " "}, "Say who is to read the draft."),
            ({"for_whom": "Ada", "days": "0"}, "Type a number of days from 1 to 90."),
            ({"for_whom": "Ada", "days": "91"}, "Type a number of days from 1 to 90."),
            ({"for_whom": "Ada", "days": "٣"}, "Type a number of days from 1 to 90."),
        ],
    )
    def test_needs_a_person_and_an_end(self, as_writer, draft, fields, sentence):
        as_writer.open(f"/staff/publishing/{draft.id}/checking")
        page = as_writer.send("for_whom", fields, expect=422)
        assert sentence in page.text
        assert count(PreviewLink) == 0

    def test_is_not_kept_where_the_database_could_tell_it(self, link):
        kept = {column.name: getattr(link, column.name) for column in link.__table__.columns}
        assert token_of(link) not in map(str, kept.values())

    def test_shows_the_draft_as_it_stands_when_it_is_opened(self, browser, draft, address, writer):
        save(draft, draft.version, structs.replace(PAPER, title="Another title"), by=writer)
        assert "Another title" in browser.open(address).text

    def test_opens_nothing_once_it_has_run_out(self, browser, link, address):
        with time_machine.travel(link.expires_at - timedelta(seconds=1)):
            browser.open(address)
        with time_machine.travel(link.expires_at):
            page = browser.open(address, expect=410)
            browser.open(f"{address}/remarks", expect=410)
        assert "This link has run out." in page.text
        assert PAPER.title not in page.text

    def test_opens_nothing_once_it_was_ended(self, as_writer, browser, link, draft, address):
        as_writer.open(f"/staff/publishing/{draft.id}/checking")
        end = next(form for form in as_writer.page.forms if form.action.endswith("/end"))
        for _ in range(2):
            assert as_writer.client.post(end.action, data=end.values).status_code == 303
        assert "have ended it" in browser.open(address, expect=410).text
        acts = select(func.count()).where(AuditEntry.act == AuditAct.PREVIEW_LINK_ENDED)
        assert db.session.scalar(acts) == 1

    @pytest.mark.parametrize("token", ["x", "é", "0" * 43, "a/b"])
    def test_that_nobody_made_is_no_page(self, browser, link, token):
        browser.open(f"/preview/{token}", expect=404)

    def test_is_told_to_no_other_site_and_kept_by_nobody(self, client, address):
        answer = client.get(address)
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert "Set-Cookie" not in answer.headers

    def test_is_not_logged(self, app, client, address, monkeypatch, capfd):
        app.config["PROPAGATE_EXCEPTIONS"] = False
        monkeypatch.setattr("app.publishing.outside_views.show_content", lambda *_, **__: 1 / 0)
        assert client.get(address).status_code == 500
        logged = capfd.readouterr().err
        assert "ZeroDivisionError" in logged
        assert address.removeprefix("/preview/") not in logged

    def test_says_when_the_text_cannot_be_shown_yet(self, browser, topic, writer):
        begun = PaperContent(title="Begun", source="Words before any heading.")
        bare = add_manuscript(Kind.PAPER, "begun", begun, topic, by=writer)
        made = make_link(bare, "Ada", 1, by=writer)
        page = browser.open(f"/preview/{token_of(made)}")
        assert "There is no text to read yet" in page.text

    def test_shows_only_what_the_public_reads_of_what_stands_above(
        self, browser, inquiry, topic, address, writer
    ):
        save(inquiry, inquiry.version, structs.replace(INQUIRY, title="A secret plan"), by=writer)
        save(topic, topic.version, structs.replace(TOPIC, title="Another secret"), by=writer)
        page = browser.open(address)
        assert TOPIC.title in page.text
        assert "secret" not in page.html

    def test_names_nothing_above_that_was_never_published(self, browser, writer):
        above = add_manuscript(
            Kind.INQUIRY, "hidden", structs.replace(INQUIRY, title="A secret plan"), None, by=writer
        )
        under = add_manuscript(
            Kind.TOPIC, "under", structs.replace(TOPIC, title="The topic"), above, by=writer
        )
        made = make_link(under, "Ada", 1, by=writer)
        page = browser.open(f"/preview/{token_of(made)}")
        assert "An inquiry that is not published yet" in page.text
        assert "secret" not in page.html
        assert "/hidden" not in page.html

    def test_names_nothing_above_that_was_withdrawn(self, browser, inquiry, link, address, second):
        withdraw(inquiry, inquiry.version, "It named a patient.", by=second)
        assert INQUIRY.title not in browser.open(address).text


class TestAFile:
    @pytest.fixture
    def with_file(self, draft, writer) -> Manuscript:
        stored = store().keep(io.BytesIO(b"Words."), 100)
        said = Said(FileKind.ORIGINAL, "en-GB", "")
        save(draft, draft.version, add_file(PAPER, stored, FileFormat.TEXT, said), by=writer)
        db.session.commit()
        return draft

    def test_of_the_draft_is_read_through_the_link(self, browser, with_file, address):
        page = browser.open(address)
        href = page.link("/files/original.txt")
        assert href == f"{address}/files/original.txt"
        answer = browser.client.get(href, buffered=True)
        assert answer.data == b"Words."
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "/staff/" not in page.html

    def test_is_gone_with_the_link(self, client, with_file, link, address):
        with time_machine.travel(link.expires_at):
            assert client.get(f"{address}/files/original.txt").status_code == 410

    @pytest.mark.parametrize("name", ["x", "../original.txt", "original.pdf"])
    def test_that_the_draft_does_not_have_is_not_found(self, client, with_file, address, name):
        assert client.get(f"{address}/files/{name}").status_code == 404


class TestARemark:
    def test_comes_back_onto_the_draft(self, browser, as_writer, draft, address):
        page = remark(browser, address, place="paragraph 2")
        assert "Arrived at" in page.text
        assert (
            "1 remark from outside waits for you"
            in as_writer.open(f"/staff/publishing/{draft.id}").text
        )
        assert "It was 1998" in as_writer.open(f"/staff/publishing/{draft.id}/edit").text
        page = as_writer.open(f"/staff/publishing/{draft.id}/checking")
        assert "Professor Ada Marsh, on paragraph 2" in page.text

    def test_is_told_to_whoever_made_the_link(self, browser, address, writer):
        remark(browser, address)
        do_due_jobs()
        (letter,) = messages()
        assert letter.to == writer.email
        assert "Professor Ada Marsh sent a remark" in letter.text
        assert "1998" not in letter.text

    def test_that_is_sent_twice_is_one(self, browser, address):
        browser.open(f"{address}/remarks")
        form = browser.page.form("note")
        form.values["note"] = "Once."
        for _ in range(2):
            assert browser.client.post(form.action, data=form.values).status_code == 303
        assert count(OutsideRemark) == 1

    def test_needs_words_and_keeps_what_was_typed(self, browser, address):
        page = remark(browser, address, words=" ", place="paragraph 3", expect=422)
        assert "Type your remark." in page.text
        assert page.form("note").values["place"] == "paragraph 3"

    def test_that_is_too_long_is_refused_with_its_words(self, browser, address):
        page = remark(browser, address, words="x" * 10_001, expect=422)
        assert "1 too many" in page.text
        assert len(page.form("note").values["note"]) == 10_001

    def test_that_comes_after_the_end_is_kept_on_the_page(self, browser, link, address):
        remark(browser, address, words="In good time.")
        with time_machine.travel(link.expires_at):
            page = browser.send("note", {"note": "Too late?"}, expect=410)
        assert "This link has run out." in page.text
        assert "Too late?" in page.text
        assert "In good time." not in page.text
        assert PAPER.title not in page.text
        assert count(OutsideRemark) == 1

    @pytest.mark.parametrize("fields", [{}, {"csrf_token": "none"}, {"note": ""}])
    def test_that_is_no_good_shows_nothing_of_the_draft_after_the_end(
        self, browser, link, address, fields
    ):
        browser.open(f"{address}/remarks")
        with time_machine.travel(link.expires_at):
            answer = browser.client.post(f"{address}/remarks", data=fields)
        assert answer.status_code == 410
        assert PAPER.title not in answer.text

    def test_that_is_sent_after_going_back_is_another_one(self, browser, address):
        browser.open(f"{address}/remarks")
        form = browser.page.form("note")
        for words in ("The first.", "The second.", "The second."):
            data = {**form.values, "note": words}
            assert browser.client.post(form.action, data=data).status_code == 303
        assert count(OutsideRemark) == 2

    def test_is_told_to_who_works_on_the_draft_when_the_links_maker_has_left(
        self, browser, draft, address, writer, second
    ):
        save(draft, draft.version, structs.replace(PAPER, title="Another"), by=second)
        disable_staff(writer)
        remark(browser, address)
        do_due_jobs()
        assert [letter.to for letter in messages()] == [second.email]

    def test_is_one_of_so_many(self, browser, link, address):
        browser.open(f"{address}/remarks")
        db.session.add_all(
            OutsideRemark(link_id=link.id, nonce=str(number), seen_version=1, place="", words="x",
                          received_at=clock.now())
            for number in range(MOST_REMARKS)
        )  # fmt: skip
        page = browser.send("note", {"note": "One more."}, expect=422)
        assert "it takes no more" in page.text
        assert count(OutsideRemark) == MOST_REMARKS

    def test_shows_no_markup_of_its_own(self, browser, as_writer, draft, address):
        remark(browser, address, words="<script>alert(1)</script>", place="<b>here</b>")
        for page in (
            browser.page,
            as_writer.open(f"/staff/publishing/{draft.id}/checking"),
            as_writer.open(f"/staff/publishing/{draft.id}/edit"),
        ):
            assert "<script>alert" not in page.html
            assert "<b>here" not in page.html

    def test_is_seen_to_once_and_its_sender_is_told(self, browser, as_writer, draft, address):
        remark(browser, address)
        as_writer.open(f"/staff/publishing/{draft.id}/checking")
        settle = next(form for form in as_writer.page.forms if form.action.endswith("/settled"))
        for _ in range(2):
            assert as_writer.client.post(settle.action, data=settle.values).status_code == 303
        assert "waits for you" not in as_writer.open(f"/staff/publishing/{draft.id}").text
        assert "Seen to at" in browser.open(f"{address}/remarks").text
        acts = select(func.count()).where(AuditEntry.act == AuditAct.REMARK_SETTLED)
        assert db.session.scalar(acts) == 1

    def test_of_one_draft_is_not_reached_through_another(
        self, browser, as_writer, draft, paper, link, address
    ):
        remark(browser, address)
        found = db.session.scalars(select(OutsideRemark)).one()
        as_writer.open(f"/staff/publishing/{paper.id}/checking")
        token = as_writer.page.form("csrf_token").values["csrf_token"]
        for path in (f"remarks/{found.id}/settled", f"links/{link.id}/end"):
            answer = as_writer.client.post(
                f"/staff/publishing/{paper.id}/checking/{path}", data={"csrf_token": token}
            )
            assert answer.status_code == 404


class TestManyRemarks:
    @pytest.fixture
    def settings(self, settings):
        return replace(settings, rate_limits=True)

    def test_from_one_network_are_slowed_down_and_no_words_are_lost(self, browser, address):
        browser.open(f"{address}/remarks")
        form = browser.page.form("note")
        form.values["note"] = "Once more."
        for _ in range(20):
            assert browser.client.post(form.action, data=form.values).status_code == 303
        page = browser.send("note", {"note": "The last one."}, expect=429)
        assert int(browser.response.headers["Retry-After"]) > 0
        assert page.form("note").values["note"] == "The last one."
