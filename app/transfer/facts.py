"""Facts taken out of a TOML table one by one; what does not fit is a problem with its line."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.core.markup import MAXIMUM_LENGTH
from app.core.text import clean_line, clean_text
from app.transfer.front import Page, read_moment
from app.transfer.problems import Findings

TITLE_LIMIT = 200
TEXT_LIMIT = MAXIMUM_LENGTH // 2


@dataclass
class Facts:
    """One table of a page; ask for every key that it may have, then `refuse_others`."""

    page: Page
    file: str
    findings: Findings
    table: dict[str, Any]
    name: str = ""
    index: int = 0
    asked: set[str] = field(default_factory=set)

    def _take(self, key: str, kind: type | tuple[type, ...], called: str) -> Any:
        self.asked.add(key)
        value = self.table.get(key)
        is_right = isinstance(value, kind) and not (kind is int and isinstance(value, bool))
        if value is None or is_right:
            return value
        self.complain(key, f"“{key}” has to be {called}.")
        return None

    def complain(self, key: str, sentence: str) -> None:
        self.findings.add(self.file, self.page.line_of(key, self.name, self.index), sentence)

    def line(self, key: str, limit: int = TITLE_LIMIT) -> str:
        text = clean_line(self._take(key, str, "text between quotation marks") or "")
        if len(text) > limit:
            self.complain(key, f"“{key}” can have up to {limit} characters, not {len(text):,}.")
        return text

    def text(self, key: str) -> str:
        text = clean_text(self._take(key, str, "text between quotation marks") or "")
        if len(text) > TEXT_LIMIT:
            self.complain(key, f"“{key}” is too long.")
        return text

    def number(self, key: str, otherwise: int) -> int:
        value = self._take(key, int, "a whole number")
        if value is None:
            return otherwise
        if not 0 <= value <= 1_000_000:
            self.complain(key, f"“{key}” has to lie between 0 and 1,000,000.")
        return int(value)

    def day(self, key: str) -> date | None:
        value = self._take(key, date, "a day such as 2026-06-30")
        return value.date() if isinstance(value, datetime) else value

    def moment(self, key: str) -> datetime | None:
        value = self._take(key, datetime, "a day and time such as 2026-06-30T23:59:00")
        try:
            return read_moment(value) if value else None
        except (OverflowError, ValueError):
            self.complain(key, f"“{key}” is no moment that a calendar knows.")
            return None

    def words(self, key: str) -> tuple[str, ...]:
        value = self._take(key, list, "a list such as [“one”, “two”]") or []
        if not all(isinstance(entry, str) for entry in value):
            self.complain(key, f"“{key}” has to be a list of texts.")
            return ()
        return tuple(value)

    def tables(self, key: str) -> list[Facts]:
        value = self._take(key, list, f"given as [[{key}]]") or []
        if not all(isinstance(entry, dict) for entry in value):
            self.complain(key, f"“{key}” has to be given as [[{key}]].")
            return []
        return [
            Facts(self.page, self.file, self.findings, entry, key, place)
            for place, entry in enumerate(value)
        ]

    def one_table(self, key: str) -> Facts | None:
        value = self._take(key, dict, f"given as [{key}]")
        return Facts(self.page, self.file, self.findings, value, key) if value else None

    def refuse_others(self) -> None:
        for key in self.table:
            if key not in self.asked:
                known = ", ".join(sorted(self.asked))
                self.complain(key, f"“{key}” is not known here; known are {known}.")
