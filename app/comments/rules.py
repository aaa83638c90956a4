"""Which way a comment may go, and why not another; how pages of comments are cut."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.comments.enums import CommentStatus

PAGE_SIZE = 50
BODY_LIMIT = 20_000
NAME_LIMIT = 100
RECEIPT_FRESH_FOR = timedelta(hours=1)

_WITHDRAWABLE = (CommentStatus.PENDING, CommentStatus.PUBLISHED, CommentStatus.SUSPENDED,
                 CommentStatus.ACKNOWLEDGED)  # fmt: skip


def why_not_withdraw(status: CommentStatus) -> str | None:
    if status in _WITHDRAWABLE:
        return None
    if status is CommentStatus.WITHDRAWN:
        return "This comment has already been withdrawn."
    return "This comment was not accepted, so there is nothing to withdraw."


@dataclass(frozen=True)
class PlaceRange:
    """The places on one page of a listing, both ends included. The place of a comment is its
    number, or, where the newest stand first, its number counted from the last one given out."""

    first: int
    last: int


def count_pages(last_number: int) -> int:
    """Pages of a listing; an empty listing is one page."""
    return max(1, -(-last_number // PAGE_SIZE))


def range_of_page(page: int) -> PlaceRange:
    return PlaceRange((page - 1) * PAGE_SIZE + 1, page * PAGE_SIZE)


def page_of_number(number: int) -> int:
    """The page, oldest first, on which a number stands for good."""
    return (number - 1) // PAGE_SIZE + 1


def is_receipt_stale(version: int, received_at: datetime, present: datetime) -> bool:
    """Would word of an arrival come after the word of what was decided, and say nothing new?"""
    return version > 1 and present - received_at > RECEIPT_FRESH_FOR
