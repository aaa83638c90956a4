"""A standing page's text is saved and published, never over what somebody has not seen."""

from __future__ import annotations

from app.accounts.audit import record_page
from app.accounts.enums import AuditAct
from app.accounts.models import StaffUser
from app.core import clock
from app.core.db import db, insert_once
from app.core.errors import RefusedError
from app.core.stamps import bump_stamp
from app.publishing.service import StaleError
from app.standing.contents import PageContent, to_json
from app.standing.enums import PageName
from app.standing.models import STAMP, StandingDraft, StandingVersion
from app.standing.queries import find_current, find_draft_to_change
from app.standing.rules import why_not_publish


def save(page: PageName, seen_version: int, content: PageContent, *, by: StaffUser) -> int:
    """Keep what was written, and give the draft's id; `seen_version` is 0 where none was kept.

    Raises StaleError; the same words once more change nothing, whatever was seen.
    """
    draft = find_draft_to_change(page)
    draft_id = None if draft else _begin(page, seen_version, content, by)
    if draft_id is None:  # there is one, or somebody has begun one at the same moment
        draft = draft or find_draft_to_change(page)
        if draft is None:
            raise StaleError
        if draft.content_json == to_json(content):
            return draft.id
        draft_id = _change(draft, seen_version, content, by)
    record_page(AuditAct.PAGE_SAVED, draft_id, by=by, detail=page.value)
    return draft_id


def publish(
    page: PageName,
    seen_version: int,
    content: PageContent,
    note: str,
    built_in: PageContent,
    *,
    by: StaffUser,
) -> StandingVersion:
    """Save a text and show it to the public; twice the same by one person is once.

    Raises StaleError and RefusedError.

    `built_in` is what a page says that nobody has changed.
    """
    draft_id = save(page, seen_version, content, by=by)
    current = find_current(page)
    if current and (current.content, current.note, current.published_by) == (content, note, by):
        return current
    is_changed = content != (current.content if current else built_in)
    if reason := why_not_publish(note, is_changed=is_changed):
        raise RefusedError(reason)
    if current is None:
        current = StandingVersion(page=page, number=1, content_json=to_json(built_in), note="")
        db.session.add(current)
    version = StandingVersion(
        page=page,
        number=current.number + 1,
        content_json=to_json(content),
        note=note,
        published_at=clock.now(),
        published_by=by,
    )
    db.session.add(version)
    bump_stamp(STAMP)
    said = f"{page.value}, version {version.number}"
    record_page(AuditAct.PAGE_PUBLISHED, draft_id, by=by, detail=said)
    return version


def _begin(page: PageName, seen_version: int, content: PageContent, by: StaffUser) -> int | None:
    """None where there is a draft by now."""
    if seen_version:
        raise StaleError
    columns = {
        "page": page,
        "content_json": to_json(content),
        "version": 1,
        "changed_at": clock.now(),
        "changed_by_id": by.id,
    }
    return insert_once(StandingDraft, columns)


def _change(draft: StandingDraft, seen_version: int, content: PageContent, by: StaffUser) -> int:
    if draft.version != seen_version:
        raise StaleError
    draft.version += 1
    draft.content_json = to_json(content)
    draft.changed_at, draft.changed_by = clock.now(), by
    return draft.id
