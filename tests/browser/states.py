"""What the demonstration lacks: things in every other state that a page can show."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from app import create_app
from app.about.showing import read_current
from app.accounts.models import StaffUser
from app.accounts.queries import get_staff
from app.comments.enums import CommentStatus, PublicationChoice
from app.comments.models import Comment
from app.comments.nonces import make_receipt_key
from app.comments.service import change_status, withdraw_comment
from app.core import clock
from app.core.db import db
from app.inquiries.models import Topic
from app.inquiries.queries import get_inquiry
from app.jobs.outbox import enqueue
from app.mail.addresses import stop_url
from app.mail.enums import MailKind
from app.moderation.enums import Decision
from app.moderation.service import decide
from app.standing.enums import PageName
from config import load_settings
from tests import factories
from tests.browser.drafts import add_drafts
from tests.browser.versions import add_versions
from tests.working import do_due_jobs, messages

DAY = timedelta(days=1)
MORE_THAN_A_PAGE_OF_COMMENTS = 52
MORE_THAN_A_PAGE_OF_CARDS = 22
WITHDRAWALS = 20
QUIET_TOPIC = "quiet-topic"  # open, and without a comment


@dataclass
class States:
    """Addresses by the name of the page."""

    public: dict[str, str] = field(default_factory=dict)
    staff: dict[str, str] = field(default_factory=dict)
    admin: dict[str, str] = field(default_factory=dict)
    publisher: dict[str, str] = field(default_factory=dict)
    to_withdraw: list[tuple[str, str]] = field(default_factory=list)  # cards with their receipts


def add_states(environment: dict[str, str]) -> States:
    app = create_app(load_settings(environment))
    with app.app_context():
        states, moderator = States(), get_staff("moderator@example.org")
        inquiry = get_inquiry("remote-and-online-access")
        present = clock.now()
        closed = factories.make_topic(inquiry, slug="closed-topic", own_closes_at=present - DAY)
        upcoming = factories.make_topic(inquiry, slug="coming-topic", own_opens_at=present + DAY)
        factories.make_topic(inquiry, slug=QUIET_TOPIC, title="Quiet topic")
        paper = factories.make_paper(upcoming)
        with clock.at(present - 2 * DAY):
            open_topic = factories.make_topic(inquiry, slug="many-comments")
            _add_comments(open_topic, moderator, states)
        _add_messages(open_topic, states)
        add_drafts(states.publisher, states.public)
        states.public |= add_versions()
        _change_a_standing_page()
        address = f"/inquiries/{inquiry.slug}"
        states.public |= {
            "topic-closed": f"{address}/{closed.slug}",
            "form-closed": f"{address}/{closed.slug}/comment",
            "paper-upcoming": f"/papers/{paper.slug}",
            "topic-page-2": f"{address}/{open_topic.slug}?page=2",
        }
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return states


def _add_comments(topic: Topic, moderator: StaffUser, states: States) -> None:
    for number in range(MORE_THAN_A_PAGE_OF_COMMENTS):
        published = factories.make_published(topic, moderator, body=f"The {number}th comment.")
    for number in range(MORE_THAN_A_PAGE_OF_CARDS):
        factories.make_comment(topic, body=f"The {number}th that waits.")
    rejected = factories.reject(factories.make_comment(topic), moderator)
    private = factories.make_comment(topic, publication_choice=PublicationChoice.NOT_PUBLISHED)
    decide(private, private.version, Decision.ACKNOWLEDGE, moderator)
    withdrawn = factories.make_published(topic, moderator)
    withdraw_comment(withdrawn)
    suspended = factories.make_published(topic, moderator)
    change_status(suspended, suspended.version, CommentStatus.SUSPENDED)
    states.public |= {
        "receipt-published": receipt_of(published),
        "receipt-rejected": receipt_of(rejected),
        "receipt-acknowledged": receipt_of(private),
        "receipt-suspended": receipt_of(suspended),
    }
    states.staff |= {
        "card-acknowledged": card_of(private),
        "card-withdrawn": card_of(withdrawn),
        "card-suspended": card_of(suspended),
    }
    waiting = [factories.make_comment(topic) for _ in range(WITHDRAWALS)]
    states.to_withdraw = [(card_of(comment), receipt_of(comment)) for comment in waiting]


def _change_a_standing_page() -> None:
    page, administrator = PageName.HOW_WE_COUNT, get_staff("admin@example.org")
    source = read_current(page).source.replace(
        "If you press the button twice", "If you press twice"
    )
    clear = "The first part is clearer."
    factories.change_page(
        page, administrator, clear, source=source, lead="Each comment counts once."
    )


def _add_messages(topic: Topic, states: States) -> None:
    """One that was written to an author, and jobs that were given up or wait."""
    factories.make_comment(topic, email="pat@example.org")
    enqueue("a task of another release")
    do_due_jobs()
    enqueue("comments.receipt", comment_id=1)
    states.admin["message"] = f"/staff/mail/{messages()[0].name}"
    stop = urlsplit(stop_url("pat@example.org", MailKind.AUTHOR)).path
    states.public["mail-stop"] = stop


def receipt_of(comment: Comment) -> str:
    return f"/receipts/{make_receipt_key(comment.nonce)}"


def card_of(comment: Comment) -> str:
    return f"/staff/moderation/{comment.id}"
