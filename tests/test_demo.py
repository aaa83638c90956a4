"""The demonstration: loaded once, whole, alive on any day, and never in production."""

from __future__ import annotations

import csv
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
from app.core import clock
from app.core.db import Base, db
from app.demo import CONTENT, WRITTEN_FOR
from app.inquiries.models import Inquiry, Topic
from app.papers.models import DiscussionPaper
from app.publishing.adopting import read_inquiry, read_paper, read_topic
from app.publishing.models import Manuscript
from app.transfer.exporting import export_inquiry
from tests import factories
from tests.accounts.test_sessions import is_in
from tests.browsing import Browser
from tests.conftest import make_settings
from tests.transfer.files import read_all

ROWS = [
    row
    for path in sorted(CONTENT.glob("*/comments/*.csv"))
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines(keepends=True))
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
    with_paragraph = [row for row in ROWS if row["paragraph"]]
    assert db.session.scalar(select(func.count(Comment.paragraph_id))) == len(with_paragraph)


def test_every_commenter_writes_from_an_address_that_cannot_exist():
    hosts = {row["email"].rpartition("@")[2] for row in ROWS}
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


@pytest.mark.parametrize("moment", [datetime(2026, 6, 4, 11, tzinfo=UTC)])
def test_on_the_day_that_it_is_written_for_it_is_exported_as_it_is_written(app, tmp_path, moment):
    with time_machine.travel(moment):
        load()
        for folder in sorted(CONTENT.iterdir()):
            place = tmp_path / folder.name
            export_inquiry(folder.name, place, lambda _line: None, with_contacts=True)
            assert read_all(place) == read_all(folder)


def test_the_open_inquiry_moves_with_the_day_and_keeps_its_times_of_day(app):
    written_for = WRITTEN_FOR["remote-and-online-access"]
    with time_machine.travel(datetime(2027, 1, 20, 12, tzinfo=UTC)):
        load()
        inquiry = db.session.scalars(
            select(Inquiry).where(Inquiry.slug == "remote-and-online-access")
        ).one()
        moved = clock.london_date(inquiry.closes_at) - date(2026, 8, 3)
        assert moved == date(2027, 1, 20) - written_for
        assert f"{clock.london(inquiry.closes_at):%H:%M}" == "23:59"


def test_what_an_interrupted_loading_has_left_out_is_loaded_the_next_time(run, monkeypatch):
    with monkeypatch.context() as interrupted:
        interrupted.setattr(demo, "_list_all", lambda: sorted(CONTENT.iterdir())[:1])
        load()
    assert count(Inquiry) == 1
    assert set(read_passwords(run())) == set(demo.STAFF)
    assert (count(Inquiry), count(Comment)) == (2, len(ROWS))
    assert "was not loaded again" in run()


def test_a_site_with_content_of_its_own_is_left_alone(run):
    factories.make_topic()
    db.session.commit()
    assert "was not loaded again" in run()


def test_what_stands_in_its_log_is_what_its_pages_say(app):
    load()
    manuscripts = db.session.scalars(select(Manuscript)).all()
    assert len(manuscripts) == 2 + 18 + 7
    for manuscript in manuscripts:
        assert manuscript.content == read(manuscript) == manuscript.publications[-1].content


def read(manuscript):
    """What the public reads."""
    if manuscript.inquiry:
        return read_inquiry(manuscript.inquiry)
    if manuscript.topic:
        return read_topic(manuscript.topic)
    return read_paper(manuscript.paper, manuscript.paper.versions[-1])


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
