"""Is the process alive, and can it do its work."""

from __future__ import annotations

from functools import cache

from alembic.script import ScriptDirectory
from flask import Blueprint, Response, current_app, make_response
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from app.core.db import db
from app.web.access import public

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
    """Its database answers with the current tables, and it is not about to stop."""
    if current_app.extensions.get("soundings_stopping"):
        return _plain("stopping", 503)
    try:
        behind = why_not_migrated(
            db.session.connection(), current_app.extensions["migrate"].directory
        )
    except SQLAlchemyError:
        return _plain("the database does not answer", 503)
    return _plain(behind, 503) if behind else _plain("ok", 200)
