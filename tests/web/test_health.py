"""Alive, and ready to work."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update

from app.core import clock
from app.core.db import db
from app.jobs.models import OutboxEntry
from app.jobs.outbox import enqueue
from app.web import health
from config import ROOT
from tests.conftest import ON_POSTGRESQL


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


def answer(client) -> tuple[int, str]:
    response = client.get("/readyz")
    return response.status_code, response.text


def test_a_disk_that_is_nearly_full_is_not_ready(client, monkeypatch):
    monkeypatch.setattr("app.web.health.LEAST_FREE_BYTES", 10**18)
    assert answer(client) == (503, "the disk is nearly full\n")
    assert client.get("/healthz").status_code == 200


def test_an_instance_folder_that_is_gone_is_not_ready(app, client, settings):
    gone = replace(settings, instance=settings.instance / "gone")
    app.extensions["soundings_settings"] = gone
    assert answer(client) == (503, "the instance folder cannot be read\n")


def test_every_reason_is_said_on_a_line_of_its_own(app, client, monkeypatch):
    monkeypatch.setattr("app.web.health.LEAST_FREE_BYTES", 10**18)
    app.extensions["soundings_stopping"] = True
    assert answer(client) == (503, "stopping\nthe disk is nearly full\n")


@pytest.mark.skipif(ON_POSTGRESQL, reason="about the file of a SQLite")
def test_a_database_file_that_was_taken_away_is_not_ready(client):
    assert answer(client) == (200, "ok\n")
    Path(str(db.engine.url.database)).unlink()
    assert answer(client) == (503, "the database does not answer\n")


def test_a_stopped_queue_is_not_ready(app, client):
    enqueue("comments.receipt", comment_id=1)
    db.session.execute(update(OutboxEntry).values(due_at=clock.now() - timedelta(days=1)))
    db.session.commit()
    assert answer(client) == (503, "the queue has stopped\n")
