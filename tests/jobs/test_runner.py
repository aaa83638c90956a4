"""Doing entries: once, again after a failure, never for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from app.core import clock
from app.core.db import db
from app.jobs import tasks
from app.jobs.enums import EntryState
from app.jobs.models import OutboxEntry
from app.jobs.outbox import enqueue, enqueue_once, release_claims, try_again
from app.jobs.queries import list_due_ids, why_not_working
from app.jobs.rules import DONE_KEPT_FOR, FIRST_DELAY, LEASE, MAXIMUM_ATTEMPTS, STOPPED_AFTER
from app.jobs.runner import run_entry, sweep
from tests.working import do_due_jobs


def enqueued(**facts):
    enqueue("test", **facts)
    db.session.commit()
    return db.session.scalar(select(func.max(OutboxEntry.id)))


def later(delay):
    return clock.at(clock.now() + delay)


def test_an_entry_is_done_once_with_its_arguments(done, entry):
    entry_id = enqueued(comment_id=7)
    run_entry(entry_id)
    run_entry(entry_id)
    assert done == [{"comment_id": 7}]
    assert entry().state is EntryState.DONE


def test_what_a_rolled_back_transaction_asked_for_is_not_done(app, done):
    enqueue("test")
    db.session.rollback()
    do_due_jobs()
    assert done == []


def test_a_failure_is_tried_again_later(failing, done, entry):
    failing(OSError("who? pat@example.org"))
    entry_id = enqueued()
    run_entry(entry_id)
    assert (entry().state, entry().attempts) == (EntryState.WAITING, 1)
    assert list_due_ids(10) == []
    with later(FIRST_DELAY):
        assert list_due_ids(10) == [entry_id]


def test_only_the_kind_of_a_failure_is_kept(failing, entry):
    failing(OSError("who? pat@example.org"))
    run_entry(enqueued())
    assert entry().last_error == "OSError"


def test_it_is_given_up_in_the_end_and_can_be_tried_anew(failing, done, entry, monkeypatch):
    failing(OSError())
    entry_id = enqueued()
    for day in range(MAXIMUM_ATTEMPTS):
        with later(timedelta(days=day)):
            run_entry(entry_id)
    assert (entry().state, entry().attempts) == (EntryState.GIVEN_UP, MAXIMUM_ATTEMPTS)
    with later(timedelta(days=99)):
        assert list_due_ids(10) == []
    try_again(entry())
    db.session.commit()
    assert list_due_ids(10) == [entry_id]
    assert entry().attempts == 0


@pytest.mark.parametrize("name", ["test", "a task of another version"])
def test_what_can_never_succeed_is_given_up_at_once(failing, entry, name):
    failing(tasks.GiveUpError())
    enqueue(name)
    do_due_jobs()
    assert (entry().state, entry().attempts) == (EntryState.GIVEN_UP, 1)


def test_what_a_failed_task_had_written_is_not_kept(app, monkeypatch, entry):
    def write_and_fail():
        db.session.execute(text("INSERT INTO stamps (name, version) VALUES ('half', 1)"))
        raise OSError

    monkeypatch.setitem(tasks.TASKS, "test", tasks.Task(write_and_fail, False))
    run_entry(enqueued())
    assert entry().last_error == "OSError"
    assert db.session.scalar(text("SELECT count(*) FROM stamps WHERE name = 'half'")) == 0


def test_an_act_on_the_world_outside_holds_no_lock(app, at_once, monkeypatch):
    """Another writes while the act goes on; with a lock held it would wait for eight seconds."""
    acts = []

    def act():
        at_once(enqueued)
        acts.append("done")

    monkeypatch.setitem(tasks.TASKS, "outside", tasks.Task(lambda _entry_id: act, True))
    enqueue("outside")
    db.session.commit()
    run_entry(list_due_ids(1)[0])
    assert acts == ["done"]


def test_eight_workers_do_each_entry_once(done, at_once):
    ids = [enqueued(number=number) for number in range(20)]

    def work():
        for entry_id in ids:
            run_entry(entry_id)

    at_once(*[work] * 8)
    assert sorted(facts["number"] for facts in done) == list(range(20))


def test_a_key_makes_an_entry_unique_for_good(done):
    for _ in range(2):
        enqueue_once("digest 2026-11-25", "test")
        do_due_jobs()
    assert done == [{}]


def claimed_by_one_that_died(failing, entry):
    failing(SystemExit())
    entry_id = enqueued()
    with pytest.raises(SystemExit):
        run_entry(entry_id)
    assert list_due_ids(10) == []
    return entry_id


def test_what_a_killed_worker_had_claimed_is_due_again_after_its_lease(failing, entry):
    entry_id = claimed_by_one_that_died(failing, entry)
    with later(LEASE):
        assert list_due_ids(10) == [entry_id]


def test_the_only_worker_frees_at_its_start_what_was_claimed(failing, entry):
    entry_id = claimed_by_one_that_died(failing, entry)
    release_claims()
    assert list_due_ids(10) == [entry_id]


def test_the_sweep_names_what_is_due_and_forgets_what_was_done_long_ago(done, entry, monkeypatch):
    monkeypatch.setattr("app.jobs.runner.CHORES", [])
    run_entry(enqueued())
    waiting = enqueued()
    assert list(sweep()) == [waiting]
    with later(DONE_KEPT_FOR + timedelta(seconds=1)):
        sweep()
    assert entry().id == waiting


def test_a_worker_that_takes_nothing_up_is_noticed(app):
    assert why_not_working() is None
    enqueued()
    assert why_not_working() is None
    with later(STOPPED_AFTER):
        assert why_not_working() == "the queue has stopped"
