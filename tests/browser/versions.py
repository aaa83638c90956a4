"""An inquiry, its topics and a paper with a past: changed, withdrawn, brought back."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from app.accounts.enums import Role
from app.accounts.models import StaffUser
from app.core import clock
from app.publishing.contents import Content, EventContent
from app.publishing.enums import Kind
from app.publishing.models import Manuscript
from app.publishing.service import add_manuscript, publish, save, submit, withdraw
from tests import factories
from tests.publishing.texts import INQUIRY, PAPER, TOPIC

COAST = replace(INQUIRY, title="Care on the coast")
COMES = replace(TOPIC, title="Who comes")
BEFORE = """## Before

The first paragraph stays as it is, whatever happens around it.

The second says that people who telephone at night want to be answered by somebody they trust.

The third stays too.

### A closer look

The fourth is about *nurses*, and about what they may decide.

- one
- two"""
AFTER = """## Before

The first paragraph stays as it is, whatever happens around it.

The second says that people who call at night want an answer from somebody whom they trust.

Something that nobody had thought of before stands here now.

The third stays too.

### A closer look

- one
- two and a half"""


class Publishers:
    """Two people, as nobody publishes alone."""

    def __init__(self) -> None:
        self.writer: StaffUser = factories.make_staff(Role.PUBLISHER, "Una Writer")
        self.second: StaffUser = factories.make_staff(Role.PUBLISHER, "Una Second")

    def begin(
        self, kind: Kind, slug: str, content: Content, parent: Manuscript | None = None
    ) -> Manuscript:
        made = add_manuscript(kind, slug, content, parent, by=self.writer)
        self._publish(made, "")
        return made

    def change(self, manuscript: Manuscript, content: Content, note: str = "") -> None:
        save(manuscript, manuscript.version, content, by=self.writer)
        self._publish(manuscript, note)

    def _publish(self, manuscript: Manuscript, note: str) -> None:
        submit(manuscript, manuscript.version, note, is_minor=not note, by=self.writer)
        publish(manuscript, manuscript.version, by=self.second)

    def withdraw(self, manuscript: Manuscript, reason: str) -> None:
        withdraw(manuscript, manuscript.version, reason, by=self.second)


def add_versions() -> dict[str, str]:
    """Addresses by the name of the page."""
    staff, present = Publishers(), clock.now()
    with clock.at(present - timedelta(days=30)):
        inquiry = staff.begin(Kind.INQUIRY, "care-on-the-coast", COAST)
        topic = staff.begin(Kind.TOPIC, "who-comes", COMES, inquiry)
        boats = staff.begin(Kind.TOPIC, "boats", replace(COMES, title="Boats"), inquiry)
        paper = replace(PAPER, title="Coming by boat", source=BEFORE)
        by_boat = staff.begin(Kind.PAPER, "coming-by-boat", paper, topic)
    with clock.at(present - timedelta(days=20)):
        staff.change(inquiry, _longer_inquiry(), "Two weeks more for comments, and a hearing.")
        staff.change(topic, replace(COMES, explored="We asked nurses."), "Who was asked.")
        staff.change(by_boat, replace(paper, source=AFTER), "One paragraph more, and one less.")
        staff.withdraw(boats, "It was published by mistake, before its figures had been checked.")
    with clock.at(present - timedelta(days=10)):
        staff.withdraw(topic, "It named somebody.")
        back = replace(COMES, summary="Who comes when they are called.")
        staff.change(topic, back, "Without the name.")
        staff.change(topic, replace(back, call="Tell us what happened to you, and when."))
    return _addresses(present)


def _longer_inquiry() -> Content:
    closes_at = COAST.closes_at
    assert closes_at is not None
    hearing = EventContent(
        title="A hearing in Whitby",
        starts_at=closes_at,
        ends_at=closes_at + timedelta(hours=2),
        venue="Pavilion, Whitby",
        description="Everybody may come.",
        topics=("who-comes",),
    )
    return replace(
        COAST,
        closes_at=closes_at + timedelta(days=14),
        period_reason="Many people asked for more time.",
        events=(hearing,),
        summary="How people are cared for on the coast.",
    )


def _addresses(present: datetime) -> dict[str, str]:
    page, paper = "/inquiries/care-on-the-coast", "/papers/coming-by-boat"
    withdrawn_on = clock.london_date(present - timedelta(days=15)).isoformat()
    return {
        "inquiry-with-versions": page,
        "inquiry-versions": f"{page}/versions",
        "inquiry-version": f"{page}/versions/1",
        "inquiry-changes": f"{page}/versions/1/changes/2",
        "topic-with-versions": f"{page}/who-comes",
        "topic-versions": f"{page}/who-comes/versions",
        "topic-versions-of-a-day": f"{page}/who-comes/versions?on={withdrawn_on}",
        "topic-versions-refused": f"{page}/who-comes/versions?on=yesterday",
        "topic-version": f"{page}/who-comes/versions/3",
        "topic-version-withdrawn": f"{page}/who-comes/versions/1",
        "topic-changes": f"{page}/who-comes/versions/3/changes/4",
        "topic-withdrawn": f"{page}/boats",
        "topic-withdrawn-versions": f"{page}/boats/versions",
        "paper-with-removed-paragraphs": paper,
        "paper-versions": f"{paper}/versions",
        "paper-version": f"{paper}/versions/1",
        "paper-changes": f"{paper}/versions/1/changes/2",
    }
