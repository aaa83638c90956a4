"""Files with facts in TOML between two lines of +++, and Markdown below; and their line numbers."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from app.core import clock

FENCE = "+++"


class FrontError(Exception):
    """The file cannot be read; `line` is where."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line
        self.sentence = sentence


@dataclass
class Page:
    """What a file says: its facts, and its text, which begins on `text_line`."""

    facts: dict[str, Any]
    text: str = ""
    text_line: int = 0
    front: list[str] = field(default_factory=list)
    first_line: int = 1

    def line_of(self, key: str, table: str = "", index: int = 0) -> int:
        """Where a key stands, in the n-th [[table]] or before the first; else the table's line."""
        start, end = self._lines_of(table, index)
        for place in range(start, end):
            if re.match(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""", self.front[place]):
                return self.first_line + place
        return self.first_line + max(0, start - 1) if table else self.first_line

    def _lines_of(self, table: str, index: int) -> tuple[int, int]:
        heads = [place for place, line in enumerate(self.front) if re.match(r"\s*\[", line)]
        own = [place for place in heads if re.match(rf"\s*\[+\s*{table}\s*\]", self.front[place])]
        if not table or index >= len(own):
            return 0, heads[0] if heads else len(self.front)
        return own[index] + 1, next((h for h in heads if h > own[index]), len(self.front))


def read_page(text: str) -> Page:
    """Raises FrontError with the line where it is not such a file."""
    lines = text.replace("\r\n", "\n").split("\n")
    if lines[0].rstrip() != FENCE:
        raise FrontError(1, f"The file begins with a line of {FENCE}, and facts in TOML under it.")
    ends = [place for place, line in enumerate(lines) if place and line.rstrip() == FENCE]
    if not ends:
        raise FrontError(1, f"A second line of {FENCE} has to end the facts.")
    front, body = lines[1 : ends[0]], "\n".join(lines[ends[0] + 1 :])
    blank = len(body) - len(body.lstrip("\n"))
    return Page(
        _parse("\n".join(front), 2), body.strip("\n"), ends[0] + 2 + blank, front, first_line=2
    )


def read_facts(text: str) -> Page:
    """A file of TOML alone. Raises FrontError with the line where it is none."""
    text = text.replace("\r\n", "\n")
    return Page(_parse(text, 1), front=text.split("\n"))


def _parse(text: str, first_line: int) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        line = int(place[1]) - 1 + first_line if place else first_line + text.count("\n")
        said = re.sub(r" *\(at .*\)$", "", str(error))
        raise FrontError(line, f"This is not TOML: {said}.") from error


def write_facts(facts: dict[str, Any]) -> str:
    """TOML: plain facts first, then tables; what is empty is left out."""
    facts = {key: value for key, value in facts.items() if value not in ("", None, (), [])}
    tables = {key: value for key, value in facts.items() if _is_table(value)}
    lines = [f"{key} = {_say(value)}\n" for key, value in facts.items() if key not in tables]
    for key, value in tables.items():
        for entry in value if isinstance(value, list) else [value]:
            head = f"[[{key}]]" if isinstance(value, list) else f"[{key}]"
            lines += [f"\n{head}\n", write_facts(entry)]
    return "".join(lines)


def write_page(facts: dict[str, Any], text: str) -> str:
    body = f"{text}\n" if text else ""
    return f"{FENCE}\n{write_facts(facts)}{FENCE}\n{body}"


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and isinstance(value[0], dict))


def _say(value: Any) -> str:
    if isinstance(value, datetime):
        return say_moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_say, value))}]"
    return str(value)


def say_moment(moment: datetime) -> str:
    """London's clock without a zone, or UTC with a Z in the hour that London has twice."""
    wall = clock.london(moment).replace(tzinfo=None)
    if clock.from_london(wall) == moment:
        return wall.isoformat()
    return f"{moment.replace(tzinfo=None).isoformat()}Z"


def read_moment(moment: datetime) -> datetime:
    """The same the other way: without a zone it is London's clock."""
    return clock.from_london(moment) if moment.tzinfo is None else moment.astimezone(UTC)
