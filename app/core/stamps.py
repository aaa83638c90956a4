"""Version stamps: what a public page's validator is made of, without rendering the page.

A stamp is a named number that grows in the transaction of every change it stands for. `SITE`
stands for the published content; `comments_of(topic)` for the comments under one topic.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import String, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, db, insert_or_add
from app.core.driver import DriverReads

SITE = "site"


class Stamp(Base):
    __tablename__ = "stamps"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    version: Mapped[int]


_NAMED = select(Stamp.name, Stamp.version).where(Stamp.name.in_(bindparam("names", expanding=True)))


def comments_of(topic_id: int) -> str:
    return f"topic-{topic_id}"


def bump_stamp(name: str) -> None:
    insert_or_add(Stamp, {"name": name}, "version", 1)


def read_stamps(names: Iterable[str]) -> dict[str, int]:
    """The version of each name; 0 for one that was never bumped."""
    stamps = dict.fromkeys(names, 0)
    if stamps:
        rows = db.session.connection().execute(_NAMED, {"names": list(stamps)})
        stamps.update((name, version) for name, version in rows)
    return stamps


def read_stamps_now(driver: DriverReads, names: Iterable[str]) -> dict[str, int]:
    """The same as everybody sees it at this moment, by the driver; raises its errors."""
    stamps = dict.fromkeys(names, 0)
    if stamps:
        places = ", ".join([driver.place] * len(stamps))
        named = f"SELECT name, version FROM stamps WHERE name IN ({places})"  # noqa: S608
        stamps.update(driver.read(named, tuple(stamps)))
    return stamps
