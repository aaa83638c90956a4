"""The site is killed in the middle of its work, three times: nothing that was answered is lost."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from app.checks import list_faults
from app.comments.models import Comment
from app.comments.nonces import hash_receipt_key, make_nonce
from app.core.db import db, reading
from app.jobs.enums import EntryState
from app.jobs.queries import count_entries
from app.moderation.models import ModerationDecision
from tests.browsing import Page
from tests.factories import PASSWORD
from tests.serving import ServedSite, served
from tests.working import messages

SENT, DECIDED, KILLED_AFTER = 2_000, 200, (500, 1_000, 1_500)
PATIENCE_SECONDS = 300


class Restarted:
    """A site that is killed and started again; visitors ask it for where it is now."""

    def __init__(self, settings) -> None:
        self.settings = settings
        self.site: ServedSite | None = None

    def start(self):
        self.running = served(self.settings.database_url, self.settings.instance)
        self.site = self.running.__enter__()

    def kill(self):
        self.site.process.kill()
        self.site.process.wait()
        self.running.__exit__(None, None, None)

    @property
    def host(self) -> str:
        return self.site.base.removeprefix("http://")


class Visitor:
    """Presses the button again, with the same form, until there is an answer."""

    def __init__(self, place: Restarted, form_path: str) -> None:
        self.place = place
        self.cookies: dict[str, str] = {}
        self.fields = self.fields_of(form_path)

    def fields_of(self, path: str) -> dict[str, str]:
        return Page(self._ask("GET", path)[2]).form("csrf_token").values

    def post(self, path: str, fields: dict[str, str]) -> str:
        """Where the answer leads."""
        begun = time.monotonic()
        while time.monotonic() - begun < PATIENCE_SECONDS:
            try:
                code, location, page = self._ask("POST", path, {**self.fields, **fields})
            except (OSError, HTTPException):
                code = 0
            if code in (302, 303):
                return location
            assert code in (0, 503), f"{path} gave {code}: {page}"
            time.sleep(0.1)
        raise AssertionError(f"{path} was never answered")

    def _ask(self, method, path, fields=None):
        connection = HTTPConnection(self.place.host, timeout=60)
        try:
            headers = {
                "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            }
            if fields:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, path, urlencode(fields) if fields else None, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
            for line in answer.headers.get_all("Set-Cookie", []):
                name, _, rest = line.partition("=")
                self.cookies[name] = rest.partition(";")[0]
            return answer.status, answer.getheader("Location", ""), page
        finally:
            connection.close()


def email_of(number: int) -> str:
    return f"person{number}@example.org"


def send_comments(place, path, app, answered, numbers):
    visitor = Visitor(place, path)
    with app.app_context():
        for number in numbers:
            nonce = make_nonce().signed
            fields = {
                "body": f"Comment {number}.", "publication_choice": "anonymous",
                "email": email_of(number), "nonce": nonce, "confirmed": "1",
            }  # fmt: skip
            answered[number] = visitor.post(path, fields)


def decide_comments(place, moderator_email, app, decided):
    visitor = Visitor(place, "/staff/login")
    visitor.post("/staff/login", {"email": moderator_email, "password": PASSWORD})
    visitor.fields = visitor.fields_of("/staff/")
    with app.app_context():
        while len(decided) < DECIDED:
            for comment_id in waiting_ids():
                path = f"/staff/moderation/{comment_id}/decision"
                visitor.post(path, {"decision": "publish", "seen_version": "1"})
                decided.append(comment_id)
            time.sleep(0.05)


def waiting_ids():
    with reading():
        ids = db.session.scalars(
            select(Comment.id).where(Comment.status == "pending").order_by(Comment.id).limit(10)
        ).all()
        db.session.rollback()
    return ids


@pytest.mark.prove
def test_what_was_answered_is_there_once_and_each_message_goes_out(app, settings, topic, moderator):
    path = f"/inquiries/{topic.inquiry.slug}/{topic.slug}/comment"
    email = moderator.email
    answered: dict[int, str] = {}
    decided: list[int] = []
    place = Restarted(settings)
    db.session.commit()
    place.start()
    with ThreadPoolExecutor(5) as pool:
        shares = [range(first, SENT, 4) for first in range(4)]
        work = [pool.submit(send_comments, place, path, app, answered, share) for share in shares]
        work.append(pool.submit(decide_comments, place, email, app, decided))
        for limit in KILLED_AFTER:
            wait_until(
                lambda limit=limit: len(answered) >= limit or any(w.done() for w in work[:4])
            )
            place.kill()
            place.start()
        for piece in work:
            piece.result()
    wait_until(nothing_waits)
    place.kill()
    check_comments(answered)
    check_decisions(decided)
    check_messages(decided)
    assert list_faults(report=lambda _line: None) == []


def wait_until(happened) -> None:
    begun = time.monotonic()
    while not happened():
        assert time.monotonic() - begun < PATIENCE_SECONDS
        time.sleep(0.05)


def nothing_waits() -> bool:
    with reading():
        waiting = count_entries(EntryState.WAITING)
        db.session.rollback()
    return waiting == 0


def check_comments(answered) -> None:
    receipts = {
        f"Comment {number}.": hash_receipt_key(location.removeprefix("/receipts/"))
        for number, location in answered.items()
    }
    db.session.rollback()
    stored = db.session.execute(select(Comment.body, Comment.receipt_hash)).all()
    assert len(stored) == len(answered) == SENT
    assert dict(stored) == receipts


def check_decisions(decided) -> None:
    rows = db.session.scalars(select(ModerationDecision.comment_id)).all()
    assert sorted(rows) == sorted(decided)
    assert len(set(rows)) == len(rows) >= DECIDED
    numbers = db.session.scalars(select(Comment.number).where(Comment.number.is_not(None))).all()
    assert sorted(numbers) == list(range(1, len(rows) + 1))


def check_messages(decided) -> None:
    bodies = db.session.execute(select(Comment.id, Comment.body)).all()
    number_of = {row.id: int(row.body.removeprefix("Comment ").rstrip(".")) for row in bodies}
    expected = Counter(email_of(number) for number in range(SENT))
    expected.update(email_of(number_of[comment_id]) for comment_id in decided)
    written = Counter(message.to for message in messages(10_000))
    assert {to: n for to, n in written.items() if to.startswith("person")} == dict(expected)
