"""The words that templates make of moments, counts and enums."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import Enum

import pytest
import time_machine

from app.accounts.enums import Role
from app.comments.enums import CommentStatus, PublicationChoice
from app.inquiries.enums import PeriodState, PublishingState
from app.moderation.enums import Decision, Reason
from app.web.filters import iso, label, since

SUMMER = datetime(2026, 6, 30, 22, 59, tzinfo=UTC)


@pytest.fixture
def say(app):
    """Renders one expression as a template does."""

    def render(expression, **values):
        return app.jinja_env.from_string("{{ " + expression + " }}").render(**values)

    return render


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (SUMMER, "2026-06-30T23:59:00+01:00"),
        (datetime(2026, 12, 1, 9, tzinfo=UTC), "2026-12-01T09:00:00+00:00"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "2026-10-25T01:30:00+01:00"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "2026-10-25T01:30:00+00:00"),
    ],
)
def test_a_moment_for_machines_has_londons_offset(moment, expected):
    assert iso(moment) == expected


def test_how_long_ago_is_counted_from_now():
    with time_machine.travel(SUMMER, tick=False):
        assert since(SUMMER - timedelta(days=2, hours=3)) == "2 days"


@pytest.mark.parametrize(
    "kind", [Role, CommentStatus, PublicationChoice, PeriodState, PublishingState, Decision, Reason]
)
def test_every_member_of_an_enum_has_words(kind):
    words = [label(member) for member in kind]
    assert all(word[0].isupper() and "_" not in word for word in words)
    assert len(set(words)) == len(words)


def test_an_enum_speaks_with_its_own_label_where_it_has_one():
    class Plain(Enum):
        OFF_TOPIC = "off_topic"

    assert label(Plain.OFF_TOPIC) == "Off topic"
    assert label(PublicationChoice.ANONYMOUS) == "To be published, name withheld"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("moment|say_date", "30 June 2026"),
        ("moment|say_time", "11:59pm"),
        ("moment|say_moment", "11:59pm on 30 June 2026"),
        ("1|say_count('comment')", "1 comment"),
        ("1204|say_count('comment')", "1,204 comments"),
        ("2|say_count('inquiry', 'inquiries')", "2 inquiries"),
        ("site_name", "Soundings"),
        ("contact", "inquiry@example.org, 1 Example Street, 01632 960000"),
    ],
)
def test_templates_say_it(say, expression, expected):
    assert say(expression, moment=SUMMER) == expected


def test_only_what_is_marked_as_clean_is_markup(app):
    page = app.jinja_env.overlay(autoescape=True).from_string("{{ html }}|{{ html|trusted_html }}")
    assert page.render(html="<b>") == "&lt;b&gt;|<b>"
