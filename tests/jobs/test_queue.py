"""huey, with each of its storages, and messages that only this site can have written."""

from __future__ import annotations

import pickle
import time
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from huey.registry import Message
from itsdangerous import BadSignature

from app import create_app
from app.core import clock
from app.core.db import db
from app.jobs.outbox import enqueue, enqueue_for
from app.jobs.queue import SignedJson
from app.jobs.worker import Worker
from tests.working import do_due_jobs

MESSAGE = Message("one", "app.jobs.queue.run", args=[7], kwargs={})


NAIVE = datetime(2027, 3, 1, 9, 30, tzinfo=UTC).replace(tzinfo=None)  # as huey has them


@pytest.mark.parametrize("eta", [None, NAIVE])
def test_a_message_comes_back_as_it_was(eta):
    serializer, message = SignedJson("a key"), MESSAGE._replace(eta=eta)
    assert serializer.deserialize(serializer.serialize(message)) == message


@pytest.mark.parametrize(
    "forged", [b"", b"{}", pickle.dumps(MESSAGE), SignedJson("another key").serialize(MESSAGE)]
)
def test_a_message_from_somebody_else_is_refused(forged):
    with pytest.raises(BadSignature):
        SignedJson("a key").deserialize(forged)


@pytest.fixture(
    params=[
        "embedded",
        pytest.param("redis", marks=pytest.mark.redis),
        pytest.param("postgresql", marks=pytest.mark.postgresql),
    ]
)
def settings(settings, request):
    url = request.getfixturevalue("redis_url") if request.param == "redis" else ""
    # A secret of its own, so that this test's messages are no other's in the one Redis.
    return replace(
        settings, queue=request.param, redis_url=url, secret_key=f"only here {uuid.uuid4()}"
    )


def until(happened, seconds=20):
    for _ in range(seconds * 20):
        if happened():
            return True
        time.sleep(0.05)
    return False


def test_a_worker_does_what_a_commit_asked_for(app, done):
    queue = app.extensions["soundings_queue"]
    queue.huey.flush()
    worker = Worker(queue, threads=2)
    worker.start()
    try:
        enqueue("test", comment_id=7)
        db.session.commit()
        assert until(lambda: done)
    finally:
        worker.stop()
    assert done == [{"comment_id": 7}]


def test_a_worker_does_at_its_moment_what_was_asked_for_then(app, done):
    queue = app.extensions["soundings_queue"]
    queue.huey.flush()
    worker = Worker(queue, threads=1)
    worker.start()
    try:
        due_at = clock.now() + timedelta(seconds=2)
        enqueue_for(due_at, "test", comment_id=7)
        db.session.commit()
        assert until(lambda: done)
    finally:
        worker.stop()
    assert clock.now() >= due_at


def test_a_worker_takes_up_what_was_enqueued_before_it_came(app, done):
    queue = app.extensions["soundings_queue"]
    enqueue("test", comment_id=7)
    db.session.commit()
    queue.huey.flush()
    worker = Worker(queue, threads=1)
    worker.start()
    try:
        assert until(lambda: done)
    finally:
        worker.stop()
    assert done == [{"comment_id": 7}]


@pytest.mark.parametrize("settings", ["redis"], indirect=True)
def test_a_queue_that_is_away_loses_nothing_and_stops_nobody(settings, done):
    app = create_app(replace(settings, redis_url="redis://127.0.0.1:1/0"))
    with app.app_context():
        enqueue("test")
        do_due_jobs()
        db.session.remove()
        db.engine.dispose()
    assert done == [{}]


def test_a_worker_may_be_stopped_as_soon_as_it_is_started(app):
    for _ in range(5):
        worker = Worker(app.extensions["soundings_queue"], threads=2)
        worker.start()
        worker.stop()
