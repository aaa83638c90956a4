from __future__ import annotations

import pytest

from app.core.db import db
from app.jobs import tasks
from app.jobs.models import OutboxEntry


@pytest.fixture
def done(app, monkeypatch):
    """The arguments with which the task "test" was done."""
    made = []
    monkeypatch.setitem(tasks.TASKS, "test", tasks.Task(lambda **facts: made.append(facts), False))
    return made


@pytest.fixture
def failing(app, monkeypatch):
    """Makes the task "test" fail with an error."""

    def fail_with(error):
        def fail(**_facts):
            raise error

        monkeypatch.setitem(tasks.TASKS, "test", tasks.Task(fail, False))

    return fail_with


@pytest.fixture
def entry(app):
    """The one entry of the outbox, as the database has it."""

    def read():
        db.session.rollback()
        return db.session.query(OutboxEntry).one()

    return read
