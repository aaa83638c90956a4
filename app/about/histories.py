"""What a standing page said when: its dated versions, without their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.clock import say_date
from app.core.errors import NotFoundError
from app.standing.enums import PageName
from app.standing.queries import list_versions


@dataclass(frozen=True)
class Entry:
    """`happened_at` is None for the text with which the site began."""

    number: int
    happened_at: datetime | None
    note: str

    @property
    def in_words(self) -> str:
        said = say_date(self.happened_at) if self.happened_at else "with which the site began"
        return f"Version {self.number}, {said}"


@dataclass(frozen=True)
class PageHistory:
    page: PageName
    newest_first: Sequence[Entry]

    @property
    def current(self) -> Entry:
        return self.newest_first[0]

    @property
    def choices(self) -> list[tuple[int, str]]:
        """The numbers of the versions, each in words, the newest first."""
        return [(entry.number, entry.in_words) for entry in self.newest_first]

    def get_entry(self, number: int) -> Entry:
        """Raises NotFoundError."""
        for entry in self.newest_first:
            if entry.number == number:
                return entry
        raise NotFoundError(f"there is no version {number}")

    def find_next(self, entry: Entry) -> Entry | None:
        """What took its place."""
        return next((one for one in self.newest_first if one.number == entry.number + 1), None)


def read_history(page: PageName) -> PageHistory:
    """Of a page that nobody has changed: the text that came with the site."""
    found = [Entry(one.number, one.published_at, one.note) for one in list_versions(page)]
    return PageHistory(page, found or [Entry(1, None, "")])
