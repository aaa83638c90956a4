"""Is the process alive, and can it do its work."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, make_response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.core.db import db
from app.web.access import public

bp = Blueprint("health", __name__)


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
    """Its database answers, and it is not about to stop."""
    if current_app.extensions.get("soundings_stopping"):
        return _plain("stopping", 503)
    try:
        db.session.execute(text("SELECT 1 FROM alembic_version"))
    except SQLAlchemyError:
        return _plain("the database does not answer", 503)
    return _plain("ok", 200)
