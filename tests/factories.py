"""Things to test with, each made by the services that make the real ones."""

from __future__ import annotations

import itertools
import secrets
from datetime import date, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from app.about.built_in import get_built_in
from app.about.showing import read_current
from app.accounts.enums import Role
from app.accounts.models import StaffUser
from app.accounts.service import create_staff
from app.comments.enums import PublicationChoice
from app.comments.models import Comment
from app.comments.nonces import FormNonce
from app.comments.service import Draft, post_comment
from app.core import clock
from app.core.db import db
from app.inquiries.models import Event, Inquiry, KeyIssue, Outcome, RelatedLink, Subject, Topic
from app.inquiries.service import publish_inquiry, publish_topic
from app.moderation.enums import Decision, Reason
from app.moderation.service import decide
from app.papers.models import DiscussionPaper
from app.papers.service import publish_paper, revise_paper
from app.standing.enums import PageName
from app.standing.models import StandingVersion
from app.standing.queries import find_draft
from app.standing.service import publish as publish_page

PASSWORD = "gannet-plover-dunlin-27"
PAPER_SOURCE = """## First part

The first paragraph speaks of *access*.

The second has a list:
- one
- two

### A closer look

The third paragraph ends the paper."""

_serial = itertools.count(1)

__all__ = [
    "Comment",
    "Event",
    "KeyIssue",
    "Outcome",
    "RelatedLink",
    "StaffUser",
    "Subject",
    "Topic",
]


def make_inquiry(**changes: Any) -> Inquiry:
    """A published inquiry whose comment period is open now."""
    number = next(_serial)
    present = clock.now()
    fields: dict[str, Any] = {
        "slug": f"inquiry-{number}",
        "title": f"Inquiry {number} into care",
        "summary": "What we ask, in one sentence.",
        "body": "### Why\n\nBecause it matters.",
        "commissioned_by": "The Example Foundation",
        "chair": "Dr Sam Vale",
        "still_open": "Everything that we shall recommend.",
        "already_decided": "The law as it stands.",
        "formats_contact": "formats@example.org or 01632 960000",
        "launched_on": date(2026, 1, 5),
        "opens_at": present - timedelta(days=10),
        "closes_at": present + timedelta(days=30),
    }
    return publish_inquiry(**{**fields, **changes})


def make_topic(inquiry: Inquiry | None = None, **changes: Any) -> Topic:
    """A published topic; without dates of its own it has its inquiry's period."""
    number = next(_serial)
    fields: dict[str, Any] = {
        "inquiry": inquiry or make_inquiry(),
        "slug": f"topic-{number}",
        "position": number,
        "title": f"Topic {number}",
        "summary": "A topic in one sentence.",
        "explored": "We asked people.",
        "learnt": "They told us.",
        "call": "Tell us what you think.",
    }
    return publish_topic(**{**fields, **changes})


def make_topic_closing_at(closes_at: datetime, **changes: Any) -> Topic:
    return make_topic(
        own_opens_at=closes_at - timedelta(days=84), own_closes_at=closes_at, **changes
    )


def make_paper(topic: Topic, source: str = PAPER_SOURCE, **changes: Any) -> DiscussionPaper:
    number = next(_serial)
    fields: dict[str, Any] = {
        "slug": f"paper-{number}",
        "title": f"Paper {number} on care",
        "topic": topic,
        "abstract": "What the paper says, in short.",
        "source": source,
        "published_at": clock.now() - timedelta(days=5),
        "authors": [("Ada Marsh", "University of Example"), ("Ben Holt", "Example Trust")],
    }
    return publish_paper(**{**fields, **changes})


def revise(paper: DiscussionPaper, source: str) -> DiscussionPaper:
    """A further version of a paper with another text."""
    return revise_paper(
        paper,
        title=paper.title,
        abstract="What the paper says, in short.",
        source=source,
        published_at=clock.now(),
        authors=[(author.name, author.affiliation) for author in paper.authors],
        subjects=paper.subjects,
    )


def make_staff(role: Role = Role.MODERATOR, name: str = "Mo Derrin") -> StaffUser:
    return create_staff(f"staff{next(_serial)}@example.org", name, [role], PASSWORD)


def make_nonce(opened_at: datetime | None = None) -> FormNonce:
    return FormNonce("", secrets.token_urlsafe(24), opened_at or clock.now())


def make_draft(topic: Topic, body: str = "I think it should be simpler.", **changes: Any) -> Draft:
    fields: dict[str, Any] = {
        "topic": topic,
        "name": "Pat Lowe",
        "email": "",
        "body": body,
        "publication_choice": PublicationChoice.NAMED,
    }
    return Draft(**{**fields, **changes})


def make_comment(
    topic: Topic, body: str = "I think it should be simpler.", **changes: Any
) -> Comment:
    """A pending comment."""
    return post_comment(make_draft(topic, body, **changes), make_nonce()).comment


def publish(comment: Comment, moderator: StaffUser) -> Comment:
    decide(comment, comment.version, Decision.PUBLISH, moderator)
    return comment


def reject(comment: Comment, moderator: StaffUser, reason: Reason = Reason.OFF_TOPIC) -> Comment:
    decide(comment, comment.version, Decision.REJECT, moderator, reason=reason)
    return comment


def make_published(topic: Topic, moderator: StaffUser, **changes: Any) -> Comment:
    return publish(make_comment(topic, **changes), moderator)


def change_page(
    page: PageName, by: StaffUser, note: str = "Something is new.", **facts: Any
) -> StandingVersion:
    """A standing page, published with some facts of its content changed."""
    draft = find_draft(page)
    content = replace(read_current(page), **facts)
    seen_version = draft.version if draft else 0
    return publish_page(page, seen_version, content, note, get_built_in(page), by=by)


def commit() -> None:
    db.session.commit()


def reload(comment: Comment) -> Comment:
    """The comment as the database has it now, whoever changed it."""
    db.session.rollback()
    db.session.refresh(comment)
    return comment
