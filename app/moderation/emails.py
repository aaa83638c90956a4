"""The daily message to those who moderate. It says how many comments wait, and nothing of them."""

from __future__ import annotations

from app.accounts.models import StaffUser
from app.core.clock import say_moment
from app.core.text import say_count
from app.inquiries.models import Inquiry
from app.mail.addresses import mail_url
from app.mail.enums import MailKind
from app.mail.message import Link, Message
from app.moderation.queries import QueueSummary


def make_digest(moderator: StaffUser, queue: QueueSummary) -> Message | None:
    """Comments that wait, by inquiry; None when there are none."""
    if not queue.waiting_total:
        return None
    waiting = say_count(queue.waiting_total, "comment")
    verb = "waits" if queue.waiting_total == 1 else "wait"
    oldest = queue.oldest_waiting_at
    since = f" The oldest came at {say_moment(oldest)}." if oldest else ""
    queues = [_link(inquiry, count) for inquiry, count in queue.by_inquiry]
    return Message(
        to=moderator.email,
        subject=f"{waiting} {verb} for a decision",
        parts=[f"{waiting} {verb} for a decision.{since}", *queues],
        kind=MailKind.DIGEST,
    )


def _link(inquiry: Inquiry, count: int) -> Link:
    url = mail_url("moderation.queue", inquiry=inquiry.slug)
    return Link(f"{inquiry.title}: {count:,} waiting", url)
