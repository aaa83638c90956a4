"""Version stamps: what a public page's validator is made of, without rendering the page.

A stamp is a named number that grows in the transaction of every change it stands for. `SITE`
stands for the published content; `comments_of(topic)` for the comments under one topic.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, db, insert_or_add

SITE = "site"


class Stamp(Base):
    __tablename__ = "stamps"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    version: Mapped[int]


def comments_of(topic_id: int) -> str:
    return f"topic-{topic_id}"


def bump_stamp(name: str) -> None:
    insert_or_add(Stamp, {"name": name}, "version", 1)


def read_stamps(names: Iterable[str]) -> dict[str, int]:
    """The version of each name that was ever bumped."""
    rows = db.session.execute(select(Stamp.name, Stamp.version).where(Stamp.name.in_(list(names))))
    return {name: version for name, version in rows}
