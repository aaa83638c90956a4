"""The demonstration: loaded once, whole, alive on any day, and never in production."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import func, select

from app import demo
from app.accounts.enums import Role
from app.accounts.models import StaffUser
from app.accounts.queries import get_staff
from app.checks import list_faults
from app.comments.enums import CommentStatus
from app.comments.models import Comment
from app.core.db import Base, db
from app.inquiries.models import Inquiry
from app.papers.models import Paragraph
from tests.accounts.test_sessions import is_in
from tests.browsing import Browser
from tests.conftest import make_settings


@pytest.fixture
def run(app):
    def command(*arguments, code=0):
        db.session.commit()
        result = app.test_cli_runner().invoke(args=["demo", *arguments])
        assert result.exit_code == code, result.output
        assert "Traceback" not in result.output
        return result.output

    return command


def read_passwords(said: str) -> dict[str, str]:
    return dict(re.findall(r"^  (\S+@\S+) +(\S+)$", said, re.MULTILINE))


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def count_everything() -> list[int]:
    tables = Base.metadata.sorted_tables
    return [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def test_loading_prints_passwords_that_work_and_the_second_time_changes_nothing(app, run):
    passwords = read_passwords(run())
    assert set(passwords) == set(demo.STAFF)
    before = count_everything()
    assert "was not loaded again" in run()
    assert count_everything() == before
    for email, password in passwords.items():
        browser = Browser(app)
        browser.sign_in(email, password)
        assert is_in(browser)


def test_new_passwords_replace_the_old_ones_and_end_the_sessions(app, run):
    old, browser = read_passwords(run()), Browser(app)
    browser.sign_in("moderator@example.org", old["moderator@example.org"])
    new = read_passwords(run("--new-passwords"))
    assert set(new) == set(old)
    assert not set(new.values()) & set(old.values())
    assert not is_in(browser)
    browser.sign_in("moderator@example.org", new["moderator@example.org"])
    assert is_in(browser)


def test_new_passwords_where_no_demonstration_is_are_refused_in_words(run):
    said = run("--new-passwords", code=1)
    assert said == "Error: The demonstration is not loaded here.\n"


@pytest.fixture
def loaded(app):
    demo.load(report=lambda _line: None)
    db.session.commit()


def test_it_holds_what_it_promises(loaded):
    assert count(Inquiry) == 2
    assert count(Comment) >= 50
    found = set(db.session.scalars(select(Comment.status).distinct()))
    assert found == set(CommentStatus) - {CommentStatus.SUSPENDED}  # no decision leads there yet
    assert count(Paragraph) >= 40
    assert get_staff("admin@example.org").role_set == {Role.ADMIN}


def test_it_is_whole(loaded):
    assert list_faults(report=lambda _line: None) == []


def test_no_comment_and_no_decision_lies_in_the_future(loaded):
    assert db.session.scalar(select(func.max(Comment.received_at))) < datetime.now(UTC)
    assert db.session.scalar(select(func.max(Comment.status_changed_at))) < datetime.now(UTC)


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2027, 3, 28, 0, 30, tzinfo=UTC),
        datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
        datetime(2028, 2, 29, 12, tzinfo=UTC),
        datetime(2027, 12, 31, 23, 59, 30, tzinfo=UTC),
        datetime(2027, 6, 15, 6, 0, tzinfo=UTC),
    ],
    ids=lambda moment: f"{moment:%d %B %Y %H.%M}",
)
def test_on_any_day_one_inquiry_is_open_and_the_other_concluded(app, moment):
    with time_machine.travel(moment):
        demo.load(report=lambda _line: None)
        db.session.commit()
        browser = Browser(app)
        home = browser.open("/").text
        assert "Open for comments" in home or "days left" in home
        path = "/inquiries/remote-and-online-access/getting-through"
        assert browser.open(f"{path}/comment").form("body")
        page = browser.open("/inquiries/quality-of-general-practice/therapeutic-relationship")
        assert not [link for link in page.links if link["href"].endswith("/comment")]
        assert latest_moment() <= datetime.now(UTC)


def latest_moment():
    return db.session.scalar(select(func.max(Comment.status_changed_at)))


class TestInProduction:
    @pytest.fixture
    def settings(self, database_url, tmp_path):
        return make_settings(
            database_url, tmp_path, env="production", site_url="https://consult.example.org"
        )

    @pytest.mark.parametrize("arguments", [[], ["--new-passwords"]])
    def test_it_is_refused(self, run, arguments):
        said = run(*arguments, code=1)
        assert said == "Error: The demonstration never loads in production.\n"
        assert count(Inquiry) == count(StaffUser) == 0
