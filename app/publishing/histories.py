"""What stood when on one page: its dated versions and withdrawals, without their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from app.core.clock import say_date
from app.inquiries.models import Inquiry, Topic
from app.papers.models import DiscussionPaper
from app.publishing.enums import PublicationAct

Thing = Inquiry | Topic | DiscussionPaper


class Entry(NamedTuple):
    """A publication's row; a withdrawal has no number."""

    id: int
    act: PublicationAct
    number: int | None
    happened_at: datetime
    note: str

    @property
    def is_withdrawal(self) -> bool:
        return self.act is PublicationAct.WITHDRAWN

    @property
    def is_correction(self) -> bool:
        return self.act is PublicationAct.CORRECTED


@dataclass(frozen=True)
class History:
    """Everything that happened to the public text of `thing`, the oldest first; at least once.

    What was withdrawn stays so: a later version brings the page back, not the words before it.
    """

    thing: Thing
    entries: Sequence[Entry]

    @property
    def newest_first(self) -> Sequence[Entry]:
        return self.entries[::-1]

    @property
    def current(self) -> Entry:
        return self.entries[-1]

    @property
    def first_at(self) -> datetime:
        """When the page was first published."""
        return self.entries[0].happened_at

    @property
    def readable(self) -> list[Entry]:
        """The versions that may still be read, the oldest first."""
        found: list[Entry] = []
        for entry in self.entries:
            found = [] if entry.is_withdrawal else [*found, entry]
        return found

    @property
    def choices(self) -> list[tuple[int, str]]:
        """The numbers of what may be read, each in words, the newest first."""
        return [
            (one.number or 0, f"Version {one.number}, {say_date(one.happened_at)}")
            for one in self.readable[::-1]
        ]

    @property
    def readable_since(self) -> int:
        """The number of the first version that may be read."""
        readable = self.readable
        return (readable[0].number if readable else None) or len(self.entries) + 1

    def is_readable(self, entry: Entry) -> bool:
        return entry in self.readable

    def find_version(self, number: int) -> Entry | None:
        return next((entry for entry in self.entries if entry.number == number), None)

    def find_before(self, moment: datetime) -> Entry | None:
        """What stood just before a moment."""
        return next((one for one in self.newest_first if one.happened_at < moment), None)

    def find_next(self, entry: Entry) -> Entry | None:
        """What took the place of an entry."""
        return next((one for one in self.entries if one.id > entry.id), None)

    def find_withdrawal(self, entry: Entry) -> Entry | None:
        """The first withdrawal after an entry."""
        later = (one for one in self.entries if one.id > entry.id)
        return next((one for one in later if one.is_withdrawal), None)
