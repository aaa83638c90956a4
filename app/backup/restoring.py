"""Bringing a backup back: its hashes first, then the database, then the files, then the checks."""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask import current_app
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from app.backup import postgresql, sqlite
from app.backup.archive import BackupError, Reader, read_archive
from app.backup.files import put_back
from app.backup.making import list_differences, mark_of
from app.backup.scratch import list_scratch_faults
from app.checks import Report
from app.core.db import Base, db
from config import Settings


def restore_backup(path: Path, report: Report, *, may_replace: bool) -> None:
    """Raises BackupError with a sentence; nothing was touched when that is about the file."""
    settings: Settings = current_app.extensions["soundings_settings"]
    with read_archive(path) as reader:
        report(f"the backup of {reader.manifest.made_at} is whole")
        _refuse_other_kind(reader)
        if not may_replace and not _is_empty():
            raise BackupError("The database has content. With --replace it is thrown away.")
        _load(reader, settings.instance)
        faults = list_differences(reader)
        report(f"files: {put_back(reader, settings.instance)}")
        upgrade()
        faults += list_scratch_faults(db.engine, report)
        if reader.manifest.secret_mark != mark_of(settings.secret_key):
            report(
                "warning: the backup was made under another secret, without which receipts "
                "cannot be found and e-mail addresses cannot be read"
            )
    if faults:
        raise BackupError("What was restored is not what was saved: " + "; ".join(faults[:5]))


def _refuse_other_kind(reader: Reader) -> None:
    here, there = db.engine.dialect.name, reader.manifest.database
    if here != there:
        raise BackupError(f"The backup is of a {there} database, and this site uses {here}.")


def _is_empty() -> bool:
    """True without tables, or with nothing in those of the site."""
    present = set(inspect(db.engine).get_table_names()) & Base.metadata.tables.keys()
    with db.engine.connect() as connection:
        return not any(
            connection.scalar(text(f'SELECT 1 FROM "{name}" LIMIT 1'))  # noqa: S608 - our models' names
            for name in present
        )


def _load(reader: Reader, instance: Path) -> None:
    instance.mkdir(parents=True, exist_ok=True)
    if db.engine.dialect.name == "sqlite":
        with tempfile.TemporaryDirectory(dir=instance, prefix=".restore-") as folder:
            sqlite.load(reader, db.engine, Path(folder))
        return
    if "alembic_version" in inspect(db.engine).get_table_names():
        downgrade(revision="base")
    postgresql.load(reader, db.engine)
