"""The demonstration: one concluded and one open inquiry, with invented commenters and staff.

Both are folders in the format that any inquiry can be imported from, and come in as any other. The
open one is written for one day; every moment in it moves by as many days as have passed since, so
that it is open whenever it is loaded.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO

from sqlalchemy import select

from app.accounts.enums import Role
from app.accounts.passwords import make_password
from app.accounts.queries import find_staff, get_staff
from app.accounts.service import create_staff, set_password
from app.core import clock
from app.core.db import db
from app.inquiries.models import Inquiry
from app.transfer.importing import import_inquiry
from app.transfer.package import FolderPackage
from app.transfer.problems import Findings

STAFF = {
    "moderator@example.org": ("Morgan Ellis", Role.MODERATOR),
    "publisher@example.org": ("Priya Nand", Role.PUBLISHER),
    "admin@example.org": ("Alex Thorne", Role.ADMIN),
}
CONTENT = Path(__file__).parent / "demonstration"
WRITTEN_FOR = {"remote-and-online-access": date(2026, 6, 4)}
_MOMENT = re.compile(r"\b\d{4}-\d\d-\d\d(?=T\d\d:\d\d:\d\d\b)")
Report = Callable[[str], object]


def is_wanted() -> bool:
    """Is there nothing on the site but what an earlier loading brought, and not all of that?"""
    return set(db.session.scalars(select(Inquiry.slug))) < {folder.name for folder in _list_all()}


def load(report: Report) -> dict[str, str]:
    """Load what is missing, in transactions of its own; the staff's passwords by address."""
    passwords = _make_staff()
    db.session.commit()
    for folder in _list_all():
        findings = Findings()
        done = import_inquiry(_open(folder), findings, report, moderator="moderator@example.org")
        if done is None:
            raise RuntimeError(f"{folder.name}: {findings.problems[0]}")
        report(f"loaded: {folder.name}")
    return passwords


def renew_passwords() -> dict[str, str]:
    """New passwords for the demonstration's staff; raises NotFoundError when there are none."""
    passwords = {email: make_password() for email in STAFF}
    for email, password in passwords.items():
        set_password(get_staff(email), password)
    return passwords


def _make_staff() -> dict[str, str]:
    """An account that an interrupted loading has made gets a new password."""
    passwords = {email: make_password() for email in STAFF}
    for email, (name, role) in STAFF.items():
        if known := find_staff(email):
            set_password(known, passwords[email])
        else:
            create_staff(email, name, [role], passwords[email])
    return passwords


def _list_all() -> list[Path]:
    return sorted(CONTENT.iterdir())


def _open(folder: Path) -> FolderPackage:
    written_for = WRITTEN_FOR.get(folder.name)
    if written_for is None:
        return FolderPackage(folder)
    return _MovedPackage(folder, clock.london_date(clock.now()) - written_for)


class _MovedPackage(FolderPackage):
    """Every moment of its files lies so many days later, at the same time of day in London.

    A day without a time, such as that of the launch, stays.
    """

    def __init__(self, folder: Path, distance: timedelta) -> None:
        super().__init__(folder)
        self.distance = distance

    def open(self, name: str) -> IO[bytes]:
        text = (self.folder / name).read_text(encoding="utf-8")
        return io.BytesIO(_MOMENT.sub(self._move, text).encode())

    def _move(self, day: re.Match[str]) -> str:
        return (datetime.fromisoformat(day[0]) + self.distance).date().isoformat()
