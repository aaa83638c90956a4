"""Reading the demonstration's files: front matter in TOML, Markdown, and comments in CSV.

Dates are London wall times; an inquiry that must be open whenever it is loaded gives days from
the day of loading instead.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from app.core import clock

CONTENT = Path(__file__).parent / "demo_content"
OPENING_TIME = time(9, 0)
CLOSING_TIME = time(23, 59)
_PARTS = ("Explored", "Learnt", "Call for views")


@dataclass(frozen=True)
class Page:
    """A Markdown file: its name without order and ending, its front matter, its text."""

    slug: str
    facts: dict[str, Any]
    text: str


@dataclass(frozen=True)
class CommentRow:
    topic: str
    facts: dict[str, str]
    received_at: datetime

    @property
    def decided_at(self) -> datetime | None:
        hours = self.facts["decided_after_hours"]
        return self.received_at + timedelta(hours=float(hours)) if hours else None


def read_page(path: Path) -> Page:
    _, front, text = path.read_text(encoding="utf-8").split("+++\n", 2)
    return Page(_slug_of(path), tomllib.loads(front), text.strip())


def _slug_of(path: Path) -> str:
    return re.sub(r"^\d+-", "", path.stem)


def read_pages(folder: Path) -> list[Page]:
    return [read_page(path) for path in sorted(folder.glob("*.md"))]


def read_list(path: Path, name: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))[name]
    return entries


def split_topic(text: str) -> dict[str, str]:
    """The three parts of a topic's text, by their headings."""
    pieces = re.split(r"^# (.+)$", text, flags=re.MULTILINE)
    parts = dict(zip(pieces[1::2], (piece.strip() for piece in pieces[2::2]), strict=True))
    return {name: parts[name] for name in _PARTS}


def read_comments(folder: Path, today: date) -> Iterator[CommentRow]:
    """The comments of every topic that has a file named as its own."""
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield CommentRow(_slug_of(path), row, read_moment(row["received"], today))


def read_moment(text: str, today: date) -> datetime:
    """ "2010-07-04T21:14", or "-12d 21:14": twelve days before the day of loading."""
    relative = re.fullmatch(r"-(\d+)d (\d\d):(\d\d)", text)
    if relative is None:
        return clock.from_london(datetime.fromisoformat(text))
    days, hour, minute = (int(part) for part in relative.groups())
    return clock.from_london(datetime.combine(today - timedelta(days=days), time(hour, minute)))


def read_time(facts: dict[str, Any], name: str, today: date, otherwise: time) -> datetime | None:
    """`<name>_at` as written, or `<name>_day` days from today (with `<name>_time`), or None."""
    if wall := facts.get(f"{name}_at"):
        return clock.from_london(wall)
    days = facts.get(f"{name}_day")
    if days is None:
        return None
    at = facts.get(f"{name}_time")
    wall_time = time.fromisoformat(at) if at else otherwise
    return clock.from_london(datetime.combine(today + timedelta(days=days), wall_time))


def read_day(facts: dict[str, Any], name: str, today: date) -> datetime:
    """`<name>_on` or `<name>_day`, at nine in the morning."""
    days = facts.get(f"{name}_day")
    day = facts[f"{name}_on"] if days is None else today + timedelta(days=days)
    return clock.from_london(datetime.combine(day, OPENING_TIME))
