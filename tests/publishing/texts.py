"""Texts that have everything that a publication needs."""

from __future__ import annotations

from datetime import UTC, date, datetime

from app.publishing.contents import (
    AuthorContent,
    InquiryContent,
    IssueContent,
    PaperContent,
    TopicContent,
)

INQUIRY = InquiryContent(
    title="Care at night",
    summary="How people get care at night.",
    body="### Why\n\nNights are long.",
    commissioned_by="The Example Foundation",
    chair="Dr Sam Vale",
    still_open="Everything that we shall recommend.",
    already_decided="The law as it stands.",
    launched_on=date(2026, 1, 5),
    formats_contact="formats@example.org or 01632 960000",
    opens_at=datetime(2026, 1, 5, 9, tzinfo=UTC),
    closes_at=datetime(2027, 6, 30, 22, 59, tzinfo=UTC),
)
TOPIC = TopicContent(
    title="Who answers",
    summary="Who answers the telephone at night.",
    explored="We asked people.",
    call="Tell us what happened to you.",
    key_issues=(IssueContent(question="Should a nurse answer first?"),),
)
PAPER = PaperContent(
    title="Answering at night",
    abstract="What is known.",
    source="## Before\n\nThe first paragraph of it all.\n\nThe second speaks of trust.",
    authors=(AuthorContent(name="Ada Marsh", affiliation="University of Example"),),
)
