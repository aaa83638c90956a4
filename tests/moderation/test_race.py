"""Many moderators at one stale page: one lasting decision each, and every loser is told."""

from __future__ import annotations

import http.cookiejar
import random
import re
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from app.checks import list_faults
from app.core.db import db
from app.moderation.enums import Decision
from app.moderation.models import ModerationDecision
from tests import factories
from tests.serving import served

CHOICES = [("publish", ""), ("reject", "off_topic"), ("reject", "abusive"), ("spam", "")]


@dataclass(frozen=True)
class Answer:
    """What one moderator tried on one comment, and the page that came of it."""

    email: str
    comment_id: int
    decision: tuple[str, str | None]
    code: int
    page: str


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments):
        return None


class Moderator:
    """One person's browser: signs in, then decides from what the first page showed."""

    def __init__(self, base: str, email: str) -> None:
        self.base, self.email, self.random = base, email, random.Random(email)
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar, NoRedirect)
        token = self.token("/staff/login")
        fields = {"email": email, "password": factories.PASSWORD, "csrf_token": token}
        assert self.post("/staff/login", fields)[0] == 302
        self.csrf_token = self.token("/staff/moderation")

    def token(self, path: str) -> str:
        page = self.opener.open(self.base + path, timeout=30).read().decode()
        return str(re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0])

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        data = urllib.parse.urlencode(fields).encode()
        try:
            with self.opener.open(self.base + path, data, timeout=60) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def decide_all(self, ids: list[int]) -> list[Answer]:
        """From the top of the page to its end, as the others do at the same time."""
        return [self.decide(comment_id) for comment_id in ids]

    def decide(self, comment_id: int) -> Answer:
        decision, reason = self.random.choice(CHOICES)
        fields = {
            "decision": decision, "reason": reason, "seen_version": "1",
            "csrf_token": self.csrf_token, "note": "", "back": "/staff/",
        }  # fmt: skip
        code, page = self.post(f"/staff/moderation/{comment_id}/decision", fields)
        if code == 303:
            page = self.opener.open(f"{self.base}/staff/", timeout=60).read().decode()
        return Answer(self.email, comment_id, (decision, reason or None), code, page)


def race(app, settings, topic, moderators: int, comments: int) -> None:
    people = [factories.make_staff(name=f"Moderator {n}") for n in range(moderators)]
    ids = [factories.make_comment(topic, f"Comment {n}.").id for n in range(comments)]
    emails = [person.email for person in people]
    db.session.commit()
    with served(settings.database_url, settings.instance) as site:
        crowd = [Moderator(site.base, email) for email in emails]
        with ThreadPoolExecutor(moderators) as pool:
            answers = [a for some in pool.map(lambda m: m.decide_all(ids), crowd) for a in some]
    assert len(answers) == moderators * comments
    rows = check_log(ids)
    for answer in answers:
        check_answer(answer, rows[answer.comment_id])


def check_log(ids: list[int]) -> dict[int, ModerationDecision]:
    """One lasting decision each, and the comment is as it says."""
    db.session.rollback()
    found = db.session.scalars(select(ModerationDecision)).all()
    rows = {row.comment_id: row for row in found}
    assert len(found) == len(rows) == len(ids)
    for comment_id, row in rows.items():
        assert db.session.get_one(factories.Comment, comment_id).status is row.to_status
    assert list_faults(report=lambda _line: None) == []
    return rows


def check_answer(answer: Answer, row: ModerationDecision) -> None:
    """303 to the winner and to whoever wanted the same, with the winner's name; 409 to the rest."""
    reason = row.reason.value if row.decision is Decision.REJECT and row.reason else None
    wanted_the_same = answer.decision == (row.decision.value, reason)
    assert answer.code == (303 if wanted_the_same else 409)
    if answer.email == row.moderator.email:
        assert wanted_the_same
        assert "had already been" not in answer.page
    elif wanted_the_same:
        assert f"by {row.moderator.name} at" in answer.page
    else:
        assert "The decision that stands" in answer.page
        assert f"by <bdi>{row.moderator.name}</bdi>" in answer.page


def test_four_moderators_decide_twenty_comments_once_each(app, settings, topic):
    race(app, settings, topic, moderators=4, comments=20)


@pytest.mark.prove
def test_eight_moderators_decide_three_hundred_comments_once_each(app, settings, topic):
    race(app, settings, topic, moderators=8, comments=300)
