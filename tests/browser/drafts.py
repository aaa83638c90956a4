"""Drafts in every state that their pages can show, and what people outside see of them."""

from __future__ import annotations

import io
from datetime import timedelta

from msgspec.structs import replace

from app.accounts.enums import Role
from app.accounts.models import StaffUser
from app.core import clock
from app.core.storage import store
from app.papers.enums import FileFormat, FileKind
from app.papers.inspection import LARGEST_FILE
from app.publishing.contents import Content, PaperContent
from app.publishing.enums import Kind
from app.publishing.files import Said, add_file
from app.publishing.models import Manuscript
from app.publishing.outside import add_remark, end_link, make_link, settle_remark, token_of
from app.publishing.outside_queries import list_remarks
from app.publishing.service import (
    add_manuscript,
    publish,
    return_to_writer,
    save,
    schedule,
    submit,
    withdraw,
)
from app.publishing.subjects import add_subject
from tests import factories
from tests.papers.samples import WHOLE
from tests.publishing.texts import INQUIRY, PAPER, TOPIC


def beside(content: PaperContent, ending: str, kind: FileKind) -> PaperContent:
    """The paper with one more file."""
    stored = store().keep(io.BytesIO(WHOLE[ending]), LARGEST_FILE)
    return add_file(content, stored, FileFormat(ending), Said(kind, "en-GB", ""))


def add_drafts(addresses: dict[str, str], for_outside: dict[str, str]) -> None:
    """Adds them and the addresses of their pages, by the name of the page."""
    writer = factories.make_staff(Role.PUBLISHER, name="Wim Writer")
    second = factories.make_staff(Role.PUBLISHER, name="Sue Second")

    def draft(kind: Kind, slug: str, content: Content, parent: Manuscript | None) -> Manuscript:
        made = add_manuscript(kind, slug, content, parent, by=writer)
        addresses[f"draft-{slug}"] = f"/staff/publishing/{made.id}"
        return made

    def published(kind: Kind, slug: str, content: Content, parent: Manuscript | None) -> Manuscript:
        made = draft(kind, slug, content, parent)
        submit(made, made.version, "", is_minor=False, by=writer)
        publish(made, made.version, by=second)
        return made

    add_subject("nights", "Nights", "What happens after dark.", by=writer)
    inquiry = published(Kind.INQUIRY, "care-at-night", INQUIRY, None)
    topic = published(Kind.TOPIC, "who-answers", TOPIC, inquiry)
    with_files = beside(beside(PAPER, "pdf", FileKind.ORIGINAL), "txt", FileKind.LARGE_PRINT)
    paper = published(Kind.PAPER, "answering-at-night", with_files, topic)
    addresses["files"] = f"/staff/publishing/{paper.id}/files"
    save(paper, paper.version, replace(with_files, abstract="What is known by now."), by=writer)
    submit(paper, paper.version, "The abstract is newer.", is_minor=False, by=writer)
    later = draft(Kind.TOPIC, "night-buses", replace(TOPIC, title="Night buses"), inquiry)
    submit(later, later.version, "", is_minor=False, by=writer)
    schedule(later, later.version, clock.now() + timedelta(days=20), by=second)
    back = draft(Kind.TOPIC, "pharmacies", replace(TOPIC, title="Pharmacies at night"), inquiry)
    submit(back, back.version, "", is_minor=False, by=writer)
    return_to_writer(back, back.version, "Name the pharmacies that were asked.", by=second)
    gone = published(Kind.TOPIC, "gone", replace(TOPIC, title="Published too early"), inquiry)
    withdraw(gone, gone.version, "It was published before it was checked.", by=second)
    bare = draft(Kind.PAPER, "bare", type(PAPER)(title="Only a title so far"), topic)
    for name, made in (("inquiry", inquiry), ("topic", topic), ("paper", paper)):
        addresses[f"edit-{name}"] = f"/staff/publishing/{made.id}/edit"
        addresses[f"preview-{name}"] = f"/staff/publishing/{made.id}/preview"
    addresses["no-preview"] = f"/staff/publishing/{bare.id}/preview"
    addresses["checking-nobody"] = f"/staff/publishing/{bare.id}/checking"
    addresses["new-inquiry"] = "/staff/publishing/new"
    addresses["new-topic"] = f"/staff/publishing/new?parent={inquiry.id}"
    add_links(paper, writer, addresses, for_outside)


def add_links(
    paper: Manuscript, writer: StaffUser, addresses: dict[str, str], for_outside: dict[str, str]
) -> None:
    """A link that works, with remarks in each state, one that has run out and one that was ended."""
    with clock.at(clock.now() - timedelta(days=20)):
        past = make_link(paper, "Dr Sam Vale", 7, by=writer)
    ended = make_link(paper, "Nobody any more", 14, by=writer)
    end_link(ended, by=writer)
    open_link = make_link(paper, "Professor Ada Marsh", 14, by=writer)
    add_remark(open_link, "first", 1, "paragraph 1", "It was 1998, not 1989.")
    settle_remark(list_remarks(paper)[0], by=writer)
    add_remark(open_link, "second", 1, "الفقرة الثانية", "هذا الرقم غير صحيح.\n\nSee the table.")
    addresses["checking-remarks"] = f"/staff/publishing/{paper.id}/checking"
    for_outside["outside-draft"] = f"/preview/{token_of(open_link)}"
    for_outside["outside-remarks"] = f"/preview/{token_of(open_link)}/remarks"
    for_outside["outside-ended"] = f"/preview/{token_of(past)}"
