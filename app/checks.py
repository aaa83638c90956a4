"""Is the database whole, and do the counts add up?"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, select, text

from app.comments.enums import CommentStatus
from app.comments.models import Comment, CommentNumbering
from app.comments.queries import read_counters, recount_comments
from app.core.db import db
from app.core.storage import store
from app.moderation.models import ModerationDecision
from app.publishing.stored_files import list_named_files

Report = Callable[[str], object]
WhyNotWhole = Callable[[str], str | None]


def list_faults(report: Report, why_not_whole: WhyNotWhole | None = None) -> list[str]:
    """Every fault as a sentence; reads all comments, so it takes its time on a large site.

    `why_not_whole` says what is wrong with a file by its SHA-256; without it the site's own files
    are read.
    """
    faults: list[str] = []
    for title, find in (
        ("the database's own check", _database_faults),
        ("counters against a recount", _counter_faults),
        ("comment numbers", _number_faults),
        ("statuses against the decision log", _log_faults),
        ("files beside papers", lambda: _file_faults(why_not_whole or store().why_not_whole)),
    ):
        found = find()
        report(f"{title}: {'whole' if not found else f'{len(found)} faults'}")
        faults += found
    return faults


def _database_faults() -> list[str]:
    if db.engine.dialect.name != "sqlite":
        return []
    damage = [row[0] for row in db.session.execute(text("PRAGMA integrity_check"))]
    orphans = db.session.execute(text("PRAGMA foreign_key_check")).all()
    return [line for line in damage if line != "ok"] + [
        f"{row[0]} row {row[1]} refers to a missing row of {row[2]}" for row in orphans
    ]


def _counter_faults() -> list[str]:
    kept, counted = read_counters(), recount_comments()
    return [
        f"topic {key[0]}, {key[1].value}, {key[2].value}: "
        f"the counter says {kept.get(key, 0)}, there are {counted.get(key, 0)}"
        for key in sorted(kept.keys() | counted.keys(), key=str)
        if kept.get(key, 0) != counted.get(key, 0)
    ]


def _number_faults() -> list[str]:
    last_given = func.coalesce(CommentNumbering.last_number, 0)
    rows = db.session.execute(
        select(Comment.topic_id, Comment.number, last_given)
        .outerjoin(CommentNumbering, CommentNumbering.topic_id == Comment.topic_id)
        .where(Comment.number > last_given)
    )
    return [
        f"topic {topic_id}: a comment has number {number}, the last given is {last}"
        for topic_id, number, last in rows
    ]


def _file_faults(why_not_whole: WhyNotWhole) -> list[str]:
    reasons = {sha256: why_not_whole(sha256) for sha256 in list_named_files()}
    return [f"the stored file {sha256} {reason}" for sha256, reason in reasons.items() if reason]


def _log_faults() -> list[str]:
    """A comment with a status that staff alone can give, and no decision that gave it."""
    own = (
        CommentStatus.PENDING,
        CommentStatus.WITHDRAWN,
    )  # sending and withdrawing are no decisions
    decided = [status for status in CommentStatus if status not in own]
    logged = (
        select(ModerationDecision.id)
        .where(
            ModerationDecision.comment_id == Comment.id,
            ModerationDecision.to_status == Comment.status,
        )
        .exists()
    )
    rows = db.session.scalars(
        select(Comment.public_ref).where(Comment.status.in_(decided), ~logged)
    )
    return [f"comment {public_ref} has a status that no decision explains" for public_ref in rows]
