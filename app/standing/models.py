"""The standing pages' texts: the one in hand, and every one that was published.

A page that nobody has changed has no row here: it says the built-in text, which comes with the
software. With the first change that text is kept as version 1, so that nothing that stood is lost.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import StaffUser
from app.core.db import Base, UtcDateTime, text_enum
from app.standing.contents import PageContent, from_json
from app.standing.enums import PageName

STAMP = "standing-pages"


class StandingDraft(Base):
    """The text in hand of one page; `version` grows with every change of it."""

    __tablename__ = "standing_drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    page: Mapped[PageName] = mapped_column(text_enum(PageName), unique=True)
    content_json: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("staff_users.id"))

    changed_by: Mapped[StaffUser] = relationship()

    @property
    def content(self) -> PageContent:
        return from_json(self.content_json)


class StandingVersion(Base):
    """One publication; the database refuses to change or delete it.

    `published_at` and `published_by` are None for the text with which the site began.
    """

    __tablename__ = "standing_versions"
    __table_args__ = (UniqueConstraint("page", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    page: Mapped[PageName] = mapped_column(text_enum(PageName))
    number: Mapped[int]
    content_json: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_users.id"))

    published_by: Mapped[StaffUser | None] = relationship()

    @property
    def content(self) -> PageContent:
        return from_json(self.content_json)
