"""Making a backup while the site runs, and proving it before it gets its name."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import current_app
from sqlalchemy import make_url

from app.backup import postgresql, sqlite
from app.backup.archive import BackupError, Manifest, Reader, read_archive, write_archive
from app.backup.files import add_files, why_not_held
from app.backup.scratch import connected_to, list_scratch_faults
from app.checks import Report
from app.core import clock
from app.core.crypto import derive_key
from app.core.db import db
from config import Settings


def mark_of(secret: str) -> str:
    """Tells whether two secrets are the same, and nothing else about them."""
    return derive_key(secret, "backup mark").hex()[:16]


def make_backup(path: Path, report: Report, *, with_secret: bool, scratch: str = "") -> None:
    """Write a verified backup; raises BackupError, and leaves no file of that name, otherwise.

    `scratch` is the address of an empty PostgreSQL database to verify in; without it one is made.
    """
    if path.exists():
        raise BackupError(f"{path} exists already.")
    settings: Settings = current_app.extensions["soundings_settings"]
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    partial.unlink(missing_ok=True)
    try:
        _write(partial, settings, report, with_secret=with_secret)
        _prove(partial, report, scratch)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _write(partial: Path, settings: Settings, report: Report, *, with_secret: bool) -> None:
    kind = db.engine.dialect.name
    mark = mark_of(settings.secret_key)
    manifest = Manifest(clock.now().isoformat(timespec="seconds"), kind, "", mark)
    with (
        write_archive(partial, manifest) as writer,
        tempfile.TemporaryDirectory(dir=partial.parent, prefix=".backup-") as folder,
    ):
        # The database first: a file comes into being before the row that names it.
        if kind == "sqlite":
            sqlite.dump(db.engine, writer, Path(folder))
        else:
            for name in postgresql.dump(db.engine, writer):
                report(f"left out: {name}, which is no table of this site")
        add_files(settings.instance, writer, partial, with_secret=with_secret)
    rows = sum(manifest.tables.values())
    report(f"saved: {rows} rows of {len(manifest.tables)} tables, {len(manifest.parts)} parts")


def _prove(partial: Path, report: Report, scratch: str) -> None:
    """Read it back into a database apart, compare, and check that."""
    with (
        read_archive(partial) as reader,
        tempfile.TemporaryDirectory(dir=partial.parent, prefix=".backup-") as folder,
        _scratch_url(Path(folder), scratch) as url,
        connected_to(url) as engine,
    ):
        if engine.dialect.name == "sqlite":
            sqlite.load(reader, engine, Path(folder))
        else:
            postgresql.load(reader, engine)
        faults = list_differences(reader)
        faults += list_scratch_faults(engine, report, lambda sha256: why_not_held(reader, sha256))
    if faults:
        raise BackupError("The backup does not hold what it should: " + "; ".join(faults[:5]))


@contextmanager
def _scratch_url(folder: Path, given: str) -> Iterator[str]:
    if db.engine.dialect.name == "sqlite":
        yield f"sqlite:///{folder / 'scratch.sqlite3'}"
    elif given:
        yield make_url(given).set(drivername="postgresql+psycopg").render_as_string(False)
    else:
        with postgresql.scratch_database(db.engine.url) as url:
            yield url.render_as_string(hide_password=False)


def list_differences(reader: Reader) -> list[str]:
    """How the database that `db` stands for differs from a backup that was loaded into it."""
    if db.engine.dialect.name == "sqlite":
        return sqlite.list_differences(reader, db.engine)
    return postgresql.list_differences(reader, db.engine)
