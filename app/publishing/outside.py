"""Drafts for people outside: an author who checks facts gets a link, and remarks come back.

Whoever has the link reads that draft until it runs out or is ended, and nothing else.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from app.accounts.audit import record_draft
from app.accounts.enums import AuditAct
from app.accounts.models import StaffUser
from app.core import clock
from app.core.crypto import hash_token, list_keys, make_token
from app.core.db import db, insert_once
from app.core.errors import RefusedError
from app.jobs.outbox import enqueue
from app.publishing.models import Manuscript, OutsideRemark, PreviewLink
from app.publishing.outside_queries import count_remarks
from app.publishing.rules import why_no_preview, why_not_remark


def make_link(manuscript: Manuscript, for_whom: str, days: int, *, by: StaffUser) -> PreviewLink:
    nonce, present = secrets.token_urlsafe(24), clock.now()
    link = PreviewLink(
        manuscript=manuscript,
        for_whom=for_whom,
        nonce=nonce,
        token_hash=hash_token(_tokens_of(nonce)[0]),
        created_at=present,
        created_by=by,
        expires_at=present + timedelta(days=days),
    )
    db.session.add(link)
    db.session.flush()
    _log(AuditAct.PREVIEW_LINK_MADE, link, by)
    return link


def end_link(link: PreviewLink, *, by: StaffUser) -> None:
    """It opens nothing from now on; once more changes nothing."""
    if link.ended_at is None:
        link.ended_at = clock.now()
        _log(AuditAct.PREVIEW_LINK_ENDED, link, by)


def add_remark(link: PreviewLink, nonce: str, seen_version: int, place: str, words: str) -> None:
    """Keep what was sent, once from each opened form (its `nonce`). Raises RefusedError."""
    refusal = why_closed(link) or why_not_remark(count_remarks(link))
    if refusal:
        raise RefusedError(refusal)
    columns = {
        "link_id": link.id, "nonce": _mark_of(nonce, place, words), "seen_version": seen_version,
        "place": place, "words": words, "received_at": clock.now(),
    }  # fmt: skip
    remark_id = insert_once(OutsideRemark, columns)
    if remark_id is not None:
        enqueue("publishing.remark", remark_id=remark_id)


def _mark_of(nonce: str, place: str, words: str) -> str:
    """The same for the same words from one form; whoever goes back to it may send others."""
    return hash_token("\0".join((nonce, place, words)))


def settle_remark(remark: OutsideRemark, *, by: StaffUser) -> None:
    """Somebody has seen to it; once more changes nothing."""
    if remark.settled_at is None:
        remark.settled_at, remark.settled_by = clock.now(), by
        _log(AuditAct.REMARK_SETTLED, remark.link, by)


def why_closed(link: PreviewLink) -> str | None:
    """Why the link opens nothing any more, as a sentence, or None while it does."""
    return why_no_preview(
        is_ended=link.ended_at is not None, is_expired=clock.now() >= link.expires_at
    )


def token_of(link: PreviewLink) -> str:
    """The token that the link was given, also when the secret has been changed since."""
    made = _tokens_of(link.nonce)
    return next((token for token in made if hash_token(token) == link.token_hash), made[0])


def _tokens_of(nonce: str) -> list[str]:
    """Under each secret that is taken, the present one first."""
    return [make_token(keys.preview, nonce) for keys in list_keys()]


def _log(act: AuditAct, link: PreviewLink, by: StaffUser) -> None:
    detail = f"{link.manuscript.kind.value} {link.manuscript.slug}, link {link.id}"
    record_draft(act, link.manuscript_id, by=by, detail=detail)
