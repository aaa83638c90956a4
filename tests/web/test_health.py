"""Alive, and ready to work."""

from __future__ import annotations

from sqlalchemy import text

from app.core.db import db


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


def test_being_alive_touches_no_database(client, monkeypatch):
    monkeypatch.setattr("app.web.health.db", None)
    assert client.get("/healthz").status_code == 200
