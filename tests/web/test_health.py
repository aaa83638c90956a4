"""Alive, and ready to work."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.core.db import db
from app.web import health
from config import ROOT


def test_a_site_that_works_is_alive_and_ready(client):
    for address in ("/healthz", "/readyz"):
        response = client.get(address)
        assert (response.status_code, response.text) == (200, "ok\n")
        assert response.mimetype == "text/plain"


def test_a_site_that_is_about_to_stop_is_alive_and_not_ready(app, client):
    app.extensions["soundings_stopping"] = True
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_a_database_without_tables_is_not_ready(client):
    db.session.execute(text("DROP TABLE alembic_version"))
    db.session.commit()
    assert client.get("/readyz").status_code == 503


@pytest.mark.parametrize(
    ("steps", "answer"),
    [
        ("DELETE FROM alembic_version", "The database is behind this code"),
        ("UPDATE alembic_version SET version_num = '0000'", "The database is behind this code"),
        ("UPDATE alembic_version SET version_num = 'of a newer release'", "ok"),
    ],
)
def test_a_database_that_is_behind_is_not_ready_and_one_that_is_ahead_is(
    client, monkeypatch, steps, answer
):
    known, newest = health._revisions(str(ROOT / "migrations"))
    monkeypatch.setattr(health, "_revisions", lambda _folder: (known | {"0000"}, newest))
    db.session.execute(text(steps))
    db.session.commit()
    response = client.get("/readyz")
    assert response.text.startswith(answer)
    assert response.status_code == (200 if answer == "ok" else 503)


def test_being_alive_touches_no_database(client, monkeypatch):
    monkeypatch.setattr("app.web.health.db", None)
    assert client.get("/healthz").status_code == 200
