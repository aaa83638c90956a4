"""The demonstration: loaded once, whole, alive on any day, and never in production."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

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
from app.demo_files import CONTENT, read_comments
from app.inquiries.models import Inquiry, Topic
from app.papers.models import DiscussionPaper
from tests.accounts.test_sessions import is_in
from tests.browsing import Browser
from tests.conftest import make_settings

ROWS = [
    row
    for folder in sorted((CONTENT / "inquiries").iterdir())
    for row in read_comments(folder / "comments", date(2027, 1, 1))
]


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


def test_it_holds_what_it_promises(app):
    load()
    assert (count(Inquiry), count(Topic), count(DiscussionPaper)) == (2, 18, 7)
    assert count(Comment) >= 200
    by_status = select(Comment.status, func.count()).group_by(Comment.status)
    found = {status: number for status, number in db.session.execute(by_status)}
    assert set(found) == set(CommentStatus) - {
        CommentStatus.SUSPENDED
    }  # no decision leads there yet
    assert 12 <= found[CommentStatus.PENDING] < 20  # and so a newcomer sees their own
    assert set(db.session.scalars(select(Comment.is_late).distinct())) == {True, False}
    assert get_staff("admin@example.org").role_set == {Role.ADMIN}
    with_paragraph = [row for row in ROWS if row.facts["paragraph"]]
    assert db.session.scalar(select(func.count(Comment.paragraph_id))) == len(with_paragraph)


def test_every_commenter_writes_from_an_address_that_cannot_exist():
    hosts = {row.facts["email"].rpartition("@")[2] for row in ROWS}
    assert hosts == {"", "example.org", "example.com", "example.net"}


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2027, 3, 28, 0, 30, tzinfo=UTC),
        datetime(2028, 2, 29, 12, tzinfo=UTC),
        datetime(2027, 12, 31, 23, 59, 30, tzinfo=UTC),
    ],
    ids=lambda moment: f"{moment:%d %B %Y %H.%M}",
)
def test_on_any_day_it_is_whole_and_one_inquiry_is_open_and_the_other_concluded(app, moment):
    with time_machine.travel(moment):
        load()
        browser = Browser(app)
        home = browser.open("/").text
        assert "Open for comments" in home or "days left" in home
        path = "/inquiries/remote-and-online-access/getting-through"
        assert browser.open(f"{path}/comment").form("body")
        page = browser.open("/inquiries/quality-of-general-practice/therapeutic-relationship")
        assert not [link for link in page.links if link["href"].endswith("/comment")]
        assert latest_moment() <= datetime.now(UTC)
        assert list_faults(report=lambda _line: None) == []


def load():
    demo.load(report=lambda _line: None)
    db.session.commit()


def latest_moment():
    """A comment is received, at the latest, when its status changes."""
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
