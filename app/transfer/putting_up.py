"""From contents to manuscripts, publications and the pages that the public reads."""

from __future__ import annotations

from app.core import clock
from app.core.db import db
from app.inquiries.enums import PublishingState
from app.inquiries.service import keep_outcome, keep_subject
from app.papers.service import renumber
from app.publishing.adopting import adopt
from app.publishing.applying import put_up
from app.publishing.enums import Kind
from app.publishing.models import Manuscript
from app.publishing.queries import find_manuscript
from app.publishing.service import add_manuscript, public_state, publish_import, withdraw
from app.transfer.judging import is_same
from app.transfer.texts import Text, Texts, inquiry_of

OTHERWISE_NOTED = "Changed by an import."


def put_up_texts(texts: Texts) -> tuple[Manuscript, int]:
    """Make the public read them; gives the inquiry's manuscript and how many had changed.

    What is published already with the same words stays as it is, without a new version.
    """
    adopt()
    for subject in texts.subjects:
        keep_subject(*subject)
    inquiry, is_changed = _put_up(texts.inquiry, None)
    changed, topics = int(is_changed), dict[str, Manuscript]()
    for text in texts.topics:
        topics[text.slug], is_changed = _put_up(text, inquiry)
        changed += is_changed
    if changed and any(event.topics for event in inquiry_of(texts.inquiry).events):
        put_up(inquiry)  # the events find topics that were not there before
    for text in texts.papers:
        _, is_changed = _put_up(text, topics[text.parent])
        changed += is_changed
    if texts.outcome and inquiry.inquiry:
        keep_outcome(inquiry.inquiry, *texts.outcome)
    if texts.inquiry.withdrawn_at:
        _withdraw(texts.inquiry, inquiry)
    return inquiry, changed


def _put_up(text: Text, parent: Manuscript | None) -> tuple[Manuscript, bool]:
    manuscript = find_manuscript(text.kind, text.slug, parent)
    is_new = manuscript is None
    if manuscript is None:
        manuscript = add_manuscript(text.kind, text.slug, text.content, parent, by=None)
    stays_withdrawn = public_state(manuscript) is PublishingState.WITHDRAWN and text.withdrawn_at
    is_shown = public_state(manuscript) is PublishingState.PUBLISHED
    if is_same(text, manuscript) and (is_shown or stays_withdrawn):
        changed = False
    else:
        _publish(text, manuscript)
        changed = True
    if is_new and text.numbers and manuscript.paper:
        renumber(manuscript.paper.versions[-1], text.numbers)
    if text.kind is not Kind.INQUIRY and text.withdrawn_at:
        _withdraw(text, manuscript)
    return manuscript, changed


def _publish(text: Text, manuscript: Manuscript) -> None:
    last = manuscript.publications[-1] if manuscript.publications else None
    moment, note = text.published_at or clock.now(), text.change_note
    if last and moment <= last.happened_at:
        moment = clock.now()
    if last and not note:
        note = OTHERWISE_NOTED
    publish_import(manuscript, text.content, note, published_at=moment)
    db.session.refresh(manuscript, ["publications"])


def _withdraw(text: Text, manuscript: Manuscript) -> None:
    if public_state(manuscript) is PublishingState.PUBLISHED and text.withdrawn_at:
        with clock.at(text.withdrawn_at):
            withdraw(manuscript, manuscript.version, text.withdrawal_reason, by=None)
