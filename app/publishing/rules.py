"""Who may do what with a manuscript, and when; each refusal a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.inquiries.enums import PublishingState

NOTE_LIMIT = 2_000
LINK_DAYS_LIMIT = 90
MOST_REMARKS = 200  # through one link
FURTHEST_SCHEDULE = timedelta(days=3 * 365)
_WAITING = (PublishingState.SUBMITTED, PublishingState.SCHEDULED)


@dataclass(frozen=True)
class Approver:
    """Somebody who would publish: is the text their own, and may they do it alone?"""

    is_writer: bool
    may_alone: bool


def why_not_submit(state: PublishingState, gaps: int) -> str | None:
    if state in _WAITING:
        return "It is submitted already."
    if state is PublishingState.PUBLISHED:
        return "Nothing has changed since it was published."
    if gaps:
        return "The checklist still names what is missing."
    return None


def say_saved(before: PublishingState) -> str:
    """What is said when a draft is saved that was in this state before."""
    if before in _WAITING:
        return "The draft is saved. It was submitted: it is a draft again, to be submitted anew."
    return "The draft is saved."


def why_not_return(state: PublishingState) -> str | None:
    return None if state in _WAITING else "Only what was submitted or scheduled can be returned."


def why_not_publish(
    state: PublishingState, gaps: int, approver: Approver, alone_reason: str
) -> str | None:
    """Why this person cannot publish this text now; the second pair of eyes is another person's."""
    if state is PublishingState.PUBLISHED:
        return "Nothing has changed since it was published."
    if gaps:
        return "The checklist still names what is missing."
    if state not in _WAITING:
        return "It has to be submitted first."
    if not approver.is_writer:
        return None
    if not approver.may_alone:
        return "You wrote or submitted this text, so somebody else has to publish it."
    return None if alone_reason else "Say why it is published without a second pair of eyes."


def why_not_at(publish_at: datetime | None, present: datetime) -> str | None:
    if publish_at is None:
        return "Give the day and the time, such as 2027-03-01 and 09:30."
    if publish_at <= present:
        return "This time has passed. To publish at once, leave the day and the time empty."
    if publish_at > present + FURTHEST_SCHEDULE:
        return "A publication can be planned for the next three years."
    return None


def why_not_withdraw(public_state: PublishingState | None, reason: str) -> str | None:
    if public_state is not PublishingState.PUBLISHED:
        return "Only what is published can be withdrawn."
    return None if reason else "Say why: the reason stands on the page in its place."


def why_no_note(public_state: PublishingState | None, note: str, *, is_minor: bool) -> str | None:
    """A later version says what changed, unless it only corrects something small."""
    if public_state is None or is_minor or note:
        return None
    return "Say what changed, in a sentence for the public, or mark it as a minor correction."


def why_no_preview(*, is_ended: bool, is_expired: bool) -> str | None:
    """Why a link given to somebody outside opens nothing any more."""
    if is_ended:
        return "The people who sent you this link have ended it."
    return "This link has run out." if is_expired else None


def why_not_remark(count: int) -> str | None:
    """`count` are the remarks that came through the same link before."""
    if count < MOST_REMARKS:
        return None
    return (
        f"Through this link {MOST_REMARKS} remarks have arrived, and it takes no more. Please "
        "answer the person who sent it to you."
    )
