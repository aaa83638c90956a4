"""A database apart from the running site's, used as the site itself would use it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from sqlalchemy import Engine

from app.checks import Report, WhyNotWhole, list_faults
from app.core.db import db, init_database


@contextmanager
def connected_to(url: str) -> Iterator[Engine]:
    """Inside, `db` is that database, with the site's migrations."""
    folder = Path(current_app.extensions["migrate"].directory)
    scratch = Flask("scratch")
    init_database(scratch, url, folder)
    with scratch.app_context():
        try:
            yield db.engine
        finally:
            db.session.remove()
            db.engine.dispose()


def find_revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    folder = current_app.extensions["migrate"].directory
    return str(ScriptDirectory(folder).get_current_head())


def list_scratch_faults(
    engine: Engine, report: Report, why_not_whole: WhyNotWhole | None = None
) -> list[str]:
    """What `check` finds; nothing while the tables are older than the code that checks them."""
    if find_revision(engine) != newest_revision():
        report("the tables are older than this code, so `check` was left out")
        return []
    return list_faults(report, why_not_whole)
