"""The migrations: up, down, with data, and against the models."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from app import create_app, demo
from app.core.db import Base, db
from tests.conftest import make_settings


@pytest.fixture
def empty_app(databases, tmp_path, request):
    url = databases.empty(f"migration_{abs(hash(request.node.name))}")
    app = create_app(make_settings(url, tmp_path))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    databases.drop(url)


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names())


def test_they_go_up_and_down_and_up_again(empty_app):
    upgrade()
    assert "comments" in tables()
    downgrade(revision="base")
    assert tables() == {"alembic_version"}
    upgrade()
    assert "comments" in tables()


def test_they_go_down_with_data_in_the_tables(empty_app):
    upgrade()
    demo.load(report=lambda _line: None)
    db.session.commit()
    db.session.remove()
    downgrade(revision="base")
    assert tables() == {"alembic_version"}


def test_they_make_what_the_models_say(app):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
