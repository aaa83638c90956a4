"""Which stored files are named by a draft, a version or a public page; the others are forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, select

from app.core import clock
from app.core.db import db
from app.core.storage import store
from app.papers.models import PaperFile
from app.publishing.contents import PaperContent, from_json
from app.publishing.enums import Kind
from app.publishing.models import Manuscript, Publication

KEPT_UNNAMED = timedelta(days=2)  # longer than any backup takes


def list_named_files() -> Sequence[str]:
    """The SHA-256 of each file that anything names."""
    named = set(db.session.scalars(select(PaperFile.sha256)))
    drafts = select(Manuscript.content_json).where(_names_files(Manuscript))
    versions = select(Publication.content_json).where(_names_files(Publication))
    for statement in (drafts, versions):
        for text in db.session.scalars(statement):
            content = from_json(Kind.PAPER, text)
            if isinstance(content, PaperContent):
                named |= {file.sha256 for file in content.files}
    return sorted(named)


def _names_files(table: type[Manuscript] | type[Publication]) -> ColumnElement[bool]:
    return table.content_json.contains('"sha256":', autoescape=True)


def forget_unnamed() -> int:
    """Delete the files that nothing has named for a while; gives how many there were."""
    named = set(list_named_files())
    unnamed = [path.name for path in store().list_kept() if path.name not in named]
    return store().forget(unnamed, clock.now() - KEPT_UNNAMED)
