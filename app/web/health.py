"""Is the process alive, and can it do its work.

Strangers may ask both, so an answer is a plain sentence a fault and tells no address or figure.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import Blueprint, Response, current_app, make_response
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from app.core.db import db
from app.web.access import public

LEAST_FREE_BYTES = 100_000_000
NO_DATABASE = "the database does not answer"

bp = Blueprint("health", __name__)


def why_not_migrated(connection: Connection, folder: str) -> str | None:
    """Why the tables are not those that this code knows, as a sentence, or None.

    A revision that this code does not know is newer: while a release is rolled out, the machines
    that still run the one before it go on working.
    """
    found = set(connection.scalars(text("SELECT version_num FROM alembic_version")))
    known, newest = _revisions(folder)
    if found and not found & (known - newest):
        return None
    return "The database is behind this code: run `flask --app wsgi db upgrade`."


@cache
def _revisions(folder: str) -> tuple[frozenset[str], frozenset[str]]:
    """All revisions of the migrations, and the newest."""
    script = ScriptDirectory(folder)
    known = frozenset(step.revision for step in script.walk_revisions())
    return known, frozenset(script.get_heads())


def _plain(words: str, code: int) -> Response:
    response = make_response(words + "\n", code)
    response.mimetype = "text/plain"
    return response


@bp.get("/healthz")
@public
def healthz() -> Response:
    """The process answers; touches nothing else."""
    return _plain("ok", 200)


@bp.get("/readyz")
@public
def readyz() -> Response:
    """Whether requests should be sent here; the reasons against it, a line each."""
    answers = [_ask(why) for why in current_app.extensions["soundings_ready_unless"]]
    reasons = dict.fromkeys(reason for reason in answers if reason)
    return _plain("\n".join(reasons), 503) if reasons else _plain("ok", 200)


def _ask(why: Callable[[], str | None]) -> str | None:
    try:
        return why()
    except SQLAlchemyError:
        return NO_DATABASE


def why_stopping() -> str | None:
    return "stopping" if current_app.extensions.get("soundings_stopping") else None


def why_no_database() -> str | None:
    """It does not answer, lacks tables, or its file was taken away under open connections."""
    url = db.engine.url
    if url.drivername == "sqlite" and not Path(url.database or "").is_file():
        return NO_DATABASE
    return why_not_migrated(db.session.connection(), current_app.extensions["migrate"].directory)


def why_no_space() -> str | None:
    """Too little is left in the instance folder for comments, files and logs to be written."""
    instance: Path = current_app.extensions["soundings_settings"].instance
    try:
        free = shutil.disk_usage(instance).free
    except OSError:
        return "the instance folder cannot be read"
    return "the disk is nearly full" if free < LEAST_FREE_BYTES else None
