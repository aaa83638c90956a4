"""What administrators see of jobs and messages."""

from __future__ import annotations

import pytest
import time_machine

from app.accounts.enums import Role
from app.core import clock
from app.jobs.outbox import enqueue
from app.jobs.rules import STOPPED_AFTER
from app.jobs.tasks import TASKS
from app.operations.staff_views import ENTRY_TASKS
from tests import factories
from tests.working import do_due_jobs


@pytest.fixture
def admin(browser):
    person = factories.make_staff(Role.ADMIN)
    factories.commit()
    browser.sign_in(person.email)
    return browser


@pytest.mark.parametrize("path", ["/staff/jobs", "/staff/mail", "/staff/mail/000000000001"])
@pytest.mark.parametrize("role", [Role.PUBLISHER, Role.MODERATOR, Role.ANALYST])
def test_they_are_for_administrators(browser, path, role):
    person = factories.make_staff(role)
    factories.commit()
    browser.sign_in(person.email)
    browser.open(path, expect=403)


def test_an_idle_site_has_nothing_to_show(admin):
    page = admin.open("/staff/jobs")
    assert "Nothing was given up." in page.text
    assert "Nothing waits" in page.text


def test_what_was_given_up_is_seen_and_tried_again(admin):
    enqueue("no such task")
    do_due_jobs()
    page = admin.open("/staff/jobs")
    assert "GiveUpError" in page.text
    page = admin.send("again", {}, button=("again", "1"))
    assert "is tried again" in page.text
    assert "1 job waits" in page.text


def test_a_stopped_worker_is_said_loudly(admin):
    enqueue("no such task")
    factories.commit()
    assert "the worker has stopped" not in admin.open("/staff/jobs").text
    with time_machine.travel(clock.now() + STOPPED_AFTER):
        assert "the worker has stopped" in admin.open("/staff/jobs").text


def test_every_task_has_words(app):
    assert set(ENTRY_TASKS) == set(TASKS)


def test_messages_that_reached_nobody_can_be_read(admin, topic):
    assert "No message has been written yet." in admin.open("/staff/mail").text
    comment = factories.make_comment(topic, email="pat@example.org")
    do_due_jobs()
    page = admin.open("/staff/mail")
    assert "pat@example.org" in page.text
    page = admin.open(page.link("/staff/mail/0"))
    assert comment.public_ref in page.title
    assert "Your receipt" in page.text
    assert "auto-generated" in page.text


def test_many_messages_are_read_page_by_page(admin, topic):
    for number in range(51):
        factories.make_comment(topic, email=f"person{number}@example.org")
    do_due_jobs()
    page = admin.open("/staff/mail")
    assert "person50@example.org" in page.text
    assert "person0@" not in page.text
    assert "person0@example.org" in admin.open(page.link("before=")).text


@pytest.mark.parametrize(
    "path", ["/staff/mail/1", "/staff/mail/000000000009", "/staff/mail/..%2fsecret_key",
             "/staff/mail?before=zzz"],
)  # fmt: skip
def test_only_messages_are_found(admin, path):
    admin.open(path, expect=404)


def test_a_job_that_is_not_there_cannot_be_tried_again(admin):
    enqueue("no such task")
    do_due_jobs()
    form = admin.open("/staff/jobs").form("again")
    form.action = "/staff/jobs/999/again"
    admin.send("again", {}, expect=404)
