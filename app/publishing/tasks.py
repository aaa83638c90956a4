"""What the worker does for publishing: what was scheduled appears by itself."""

from __future__ import annotations

from app.core import clock
from app.core.db import db
from app.core.storage import store
from app.jobs.outbox import enqueue_once
from app.jobs.tasks import chore, task
from app.publishing.adopting import adopt
from app.publishing.models import Manuscript
from app.publishing.queries import get_manuscript_to_change, list_due
from app.publishing.service import publish_scheduled
from app.publishing.stored_files import forget_unnamed


@chore
def begin_publishing() -> None:
    """An entry for each text whose time has come."""
    for manuscript in list_due(clock.now()):
        enqueue_once(_key_of(manuscript), "publishing.publish", manuscript_id=manuscript.id,
                     version=manuscript.version)  # fmt: skip


@chore
def adopt_content() -> None:
    """A database from before there were manuscripts gets them at the first sweep."""
    adopt()


@chore
def begin_forgetting() -> None:
    """Once a day, where there are any."""
    if store().list_kept():
        today = clock.london_date(clock.now())
        enqueue_once(f"forget files {today}", "publishing.forget_files")


@task("publishing.forget_files")
def forget_files() -> None:
    forget_unnamed()


def _key_of(manuscript: Manuscript) -> str:
    return f"publish {manuscript.id} {manuscript.version}"


@task("publishing.publish")
def publish_due(manuscript_id: int, version: int) -> None:
    manuscript = get_manuscript_to_change(manuscript_id)
    publish_scheduled(manuscript, version)
    db.session.flush()
