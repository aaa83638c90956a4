"""SQLite by its own online backup: one consistent copy of the file while the site goes on."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from app.backup.archive import Reader, Writer

PART = "database.sqlite3"
SCHEME = "sqlite:///"


def path_of(engine: Engine) -> Path:
    return Path(engine.url.database or "")


def dump(engine: Engine, writer: Writer, folder: Path) -> None:
    """`folder` has room for a copy of the database."""
    copy = folder / PART
    _copy(path_of(engine), copy)
    with closing(sqlite3.connect(copy)) as connection:
        writer.manifest.tables = count_rows(connection)
        writer.manifest.revision = _revision(connection)
    writer.add_file(PART, copy)
    copy.unlink()


def load(reader: Reader, engine: Engine, folder: Path) -> None:
    """Put the saved database in the place of the engine's, in one transaction."""
    copy = folder / PART
    reader.copy_to(PART, copy)
    engine.dispose()
    _copy(copy, path_of(engine))
    copy.unlink()


def list_differences(reader: Reader, engine: Engine) -> list[str]:
    """What the loaded database has otherwise than the manifest says."""
    with closing(sqlite3.connect(path_of(engine))) as connection:
        found, expected = count_rows(connection), reader.manifest.tables
    return [
        f"{name} has {found.get(name, 0)} rows, the manifest says {expected.get(name, 0)}"
        for name in sorted(found.keys() | expected.keys())
        if found.get(name) != expected.get(name)
    ]


def count_rows(connection: sqlite3.Connection) -> dict[str, int]:
    names = [
        row[0]
        for row in connection.execute(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
            "AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
    ]
    # The names come from the database itself, which no visitor can add a table to.
    return {
        name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])  # noqa: S608
        for name in names
    }


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _revision(connection: sqlite3.Connection) -> str:
    return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
