"""Every reference and number of an import, kept on disk so that memory stays flat."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

from app.transfer.rows import CommentRow


class Ledger:
    """A database of its own that SQLite makes on disk and forgets when it is closed."""

    def __init__(self) -> None:
        self._rows = sqlite3.connect("")
        self._rows.execute(
            "CREATE TABLE seen (file TEXT, line INTEGER, topic TEXT, ref TEXT, number INTEGER)"
        )

    def note(self, file: str, topic: str, rows: Sequence[CommentRow]) -> None:
        self._rows.executemany(
            "INSERT INTO seen VALUES (?, ?, ?, ?, ?)",
            ((file, row.line, topic, row.ref, row.number) for row in rows),
        )

    def read_twins(self) -> Iterator[tuple[str, int, str, str, int]]:
        """Rows that say the same reference or number as an earlier one: what, and where that is."""
        for what, key in (("reference", "ref"), ("number", "topic, number")):
            self._rows.execute(f"CREATE INDEX by_{what} ON seen ({key})")
            twins = self._rows.execute(
                f"SELECT later.file, later.line, '{what}', first.file, first.line"  # noqa: S608
                f" FROM (SELECT {key}, min(rowid) AS place FROM seen"
                f" WHERE {key.rpartition(' ')[2]} IS NOT NULL GROUP BY {key} HAVING count(*) > 1)"
                f" AS twice JOIN seen AS first ON first.rowid = place"
                f" JOIN seen AS later ON ({_of('later', key)}) = ({_of('twice', key)})"
                " AND later.rowid > place LIMIT 1000"
            )
            yield from twins.fetchall()

    def highest_numbers(self) -> dict[str, int]:
        """By topic, the highest number that the files give."""
        rows = self._rows.execute(
            "SELECT topic, max(number) FROM seen WHERE number IS NOT NULL GROUP BY topic"
        )
        return dict(rows.fetchall())

    def close(self) -> None:
        self._rows.close()


def _of(table: str, key: str) -> str:
    return ", ".join(f"{table}.{column}" for column in key.split(", "))
