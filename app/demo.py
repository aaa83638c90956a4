"""The demonstration: one concluded and one open inquiry, with invented commenters and staff.

Everything goes in by the same services as real content, as of the day on which it happened.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.accounts.enums import Role
from app.accounts.models import StaffUser
from app.accounts.passwords import make_password
from app.accounts.queries import get_staff
from app.accounts.service import create_staff, set_password
from app.comments.enums import PublicationChoice
from app.comments.models import Comment
from app.comments.nonces import FormNonce
from app.comments.service import Draft, post_comment, withdraw_comment
from app.core import clock
from app.core.db import db
from app.core.text import clean_line, clean_text
from app.demo_files import (
    CLOSING_TIME,
    CONTENT,
    OPENING_TIME,
    CommentRow,
    Page,
    read_comments,
    read_day,
    read_list,
    read_page,
    read_pages,
    read_time,
    split_topic,
)
from app.inquiries.models import Event, Inquiry, KeyIssue, Outcome, RelatedLink, Subject, Topic
from app.inquiries.service import publish_inquiry, publish_topic
from app.jobs.outbox import close_waiting
from app.moderation.enums import Decision, Reason
from app.moderation.service import decide
from app.papers.models import DiscussionPaper
from app.papers.queries import find_paragraph
from app.papers.service import publish_paper
from app.publishing.adopting import adopt

STAFF = {
    "moderator@example.org": ("Morgan Ellis", Role.MODERATOR),
    "publisher@example.org": ("Priya Nand", Role.PUBLISHER),
    "admin@example.org": ("Alex Thorne", Role.ADMIN),
}
DECISION_FOR = {
    "published": Decision.PUBLISH,
    "withdrawn": Decision.PUBLISH,
    "rejected": Decision.REJECT,
    "spam": Decision.SPAM,
    "acknowledged": Decision.ACKNOWLEDGE,
}
WRITING_TIME = timedelta(minutes=20)  # between opening the form and sending it
Report = Callable[[str], object]


def is_empty() -> bool:
    return db.session.scalar(select(Inquiry.id).limit(1)) is None


def load(report: Report) -> dict[str, str]:
    """Load everything; returns the passwords of its staff by e-mail address."""
    passwords = _make_staff()
    moderator = get_staff("moderator@example.org")
    shelf = _Shelf(clock.london_date(clock.now()), moderator, _load_subjects())
    happenings: list[tuple[datetime, Callable[[], None]]] = []
    for folder in sorted((CONTENT / "inquiries").iterdir()):
        inquiry = _load_inquiry(folder, shelf)
        report(f"inquiry: {inquiry.title}")
        for row in read_comments(folder / "comments", shelf.today):
            happenings += _tell(row, shelf)
    report(f"comments and decisions: {len(happenings)}")
    for moment, happen in sorted(happenings, key=lambda happening: happening[0]):
        with clock.at(moment):
            happen()
    adopt()
    close_waiting()  # nobody is written to about what has not happened
    return passwords


def renew_passwords() -> dict[str, str]:
    """New passwords for the demonstration's staff; raises NotFoundError when there are none."""
    passwords = {email: make_password() for email in STAFF}
    for email, password in passwords.items():
        set_password(get_staff(email), password)
    return passwords


def _make_staff() -> dict[str, str]:
    passwords = {email: make_password() for email in STAFF}
    for email, (name, role) in STAFF.items():
        create_staff(email, name, [role], passwords[email])
    return passwords


@dataclass
class _Shelf:
    """What has been loaded so far, by slug."""

    today: date
    moderator: StaffUser
    subjects: dict[str, Subject]
    topics: dict[str, Topic] = field(default_factory=dict)
    papers: dict[str, DiscussionPaper] = field(default_factory=dict)

    def pick_subjects(self, slugs: list[str]) -> list[Subject]:
        return [self.subjects[slug] for slug in slugs]


def _load_subjects() -> dict[str, Subject]:
    subjects = {
        entry["slug"]: Subject(**entry) for entry in read_list(CONTENT / "subjects.toml", "subject")
    }
    db.session.add_all(subjects.values())
    return subjects


def _load_inquiry(folder: Path, shelf: _Shelf) -> Inquiry:
    page = read_page(folder / "inquiry.md")
    plain = ("title", "summary", "commissioned_by", "chair", "launched_on", "still_open",
             "already_decided", "formats_contact")  # fmt: skip
    inquiry = publish_inquiry(
        slug=folder.name,
        body=page.text,
        opens_at=read_time(page.facts, "opens", shelf.today, OPENING_TIME),
        closes_at=read_time(page.facts, "closes", shelf.today, CLOSING_TIME),
        outcome=_make_outcome(page.facts.get("outcome"), shelf.today),
        **{name: page.facts[name] for name in plain},
    )
    lists: dict[str, list[str]] = {}
    for position, topic_page in enumerate(read_pages(folder / "topics"), 1):
        shelf.topics[topic_page.slug] = _load_topic(inquiry, position, topic_page, shelf)
        lists[topic_page.slug] = topic_page.facts["also_lists"]
    for paper_page in read_pages(folder / "papers"):
        shelf.papers[paper_page.slug] = _load_paper(paper_page, shelf)
    for slug, also_lists in lists.items():
        for paper in also_lists:
            shelf.papers[paper].listed_by.append(shelf.topics[slug])
    for entry in read_list(folder / "events.toml", "event"):
        inquiry.events.append(_make_event(entry, shelf))
    db.session.flush()
    return inquiry


def _make_outcome(facts: dict[str, Any] | None, today: date) -> Outcome | None:
    if facts is None:
        return None
    return Outcome(
        title=facts["title"],
        summary=facts["summary"],
        published_at=read_day(facts, "published", today),
    )


def _load_topic(inquiry: Inquiry, position: int, page: Page, shelf: _Shelf) -> Topic:
    parts = split_topic(page.text)
    return publish_topic(
        inquiry=inquiry,
        slug=page.slug,
        position=position,
        title=page.facts["title"],
        summary=page.facts["summary"],
        explored=parts["Explored"],
        learnt=parts["Learnt"],
        call=parts["Call for views"],
        own_opens_at=read_time(page.facts, "opens", shelf.today, OPENING_TIME),
        own_closes_at=read_time(page.facts, "closes", shelf.today, CLOSING_TIME),
        subjects=shelf.pick_subjects(page.facts["subjects"]),
        key_issues=[
            KeyIssue(position=place, **issue)
            for place, issue in enumerate(page.facts.get("key_issues", []), 1)
        ],
        related=[
            RelatedLink(position=place, **link)
            for place, link in enumerate(page.facts.get("related", []), 1)
        ],
    )


def _load_paper(page: Page, shelf: _Shelf) -> DiscussionPaper:
    return publish_paper(
        slug=page.slug,
        title=page.facts["title"],
        topic=shelf.topics[page.facts["topic"]],
        abstract=page.facts["abstract"],
        source=page.text,
        published_at=read_day(page.facts, "published", shelf.today),
        authors=[(author["name"], author["affiliation"]) for author in page.facts["authors"]],
        subjects=shelf.pick_subjects(page.facts["subjects"]),
    )


def _make_event(entry: dict[str, Any], shelf: _Shelf) -> Event:
    starts_at = read_time(entry, "starts", shelf.today, OPENING_TIME)
    ends = entry if "ends_at" in entry else {**entry, "ends_day": entry["starts_day"]}
    ends_at = read_time(ends, "ends", shelf.today, time(17, 0))
    return Event(
        title=entry["title"],
        starts_at=starts_at,
        ends_at=ends_at,
        venue=entry["venue"],
        description=entry["description"],
        topics=[shelf.topics[slug] for slug in entry["topics"]],
    )


def _tell(row: CommentRow, shelf: _Shelf) -> list[tuple[datetime, Callable[[], None]]]:
    """What happened to one comment, as acts with their moments."""
    sent: list[Comment] = []

    def send() -> None:
        nonce = FormNonce("", secrets.token_urlsafe(24), clock.now() - WRITING_TIME)
        sent.append(post_comment(_make_draft(row, shelf), nonce).comment)

    def settle() -> None:
        _settle(sent[0], row.facts, shelf.moderator)

    happenings: list[tuple[datetime, Callable[[], None]]] = [(row.received_at, send)]
    if row.decided_at:
        happenings.append((row.decided_at, settle))
    return happenings


def _make_draft(row: CommentRow, shelf: _Shelf) -> Draft:
    facts = row.facts
    paper = shelf.papers[facts["paper"]] if facts["paper"] else None
    return Draft(
        topic=shelf.topics[row.topic],
        name=clean_line(facts["name"]),
        email=clean_line(facts["email"]),
        body=clean_text(facts["body"]),
        publication_choice=PublicationChoice(facts["publication_choice"]),
        paper_id=paper.id if paper else None,
        paragraph=find_paragraph(paper, f"p{facts['paragraph']}") if paper else None,
    )


def _settle(comment: Comment, facts: dict[str, str], moderator: StaffUser) -> None:
    reason = Reason(facts["reason"]) if facts["reason"] else None
    happened_later = facts["status"] == "withdrawn"
    decide(
        comment,
        comment.version,
        DECISION_FOR[facts["status"]],
        moderator,
        reason=reason,
        note="" if happened_later else facts["note"],
    )
    if happened_later:
        withdraw_comment(comment)
