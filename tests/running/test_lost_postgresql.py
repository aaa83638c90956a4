"""A PostgreSQL that dies under load and comes back, and a Redis that goes: seen from outside."""

from __future__ import annotations

import http.client
import re
import threading
import time
import urllib.parse

import pytest
from flask_migrate import upgrade

from app import create_app
from app.core.db import db
from tests import factories
from tests.conftest import make_settings
from tests.services import private_postgresql, private_redis
from tests.serving import served

pytestmark = [pytest.mark.prove, pytest.mark.postgresql]


class Visitor:
    """Sends comments one after another and remembers every answer and every receipt."""

    def __init__(self, base, path):
        self.host, self.path = base.removeprefix("http://"), path
        code, headers, page = self.ask("GET", path)
        assert code == 200
        self.cookie = headers["Set-Cookie"].split(";")[0]
        self.token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0]
        self.codes, self.receipts = [], []

    def ask(self, method, path, body=None, **headers):
        connection = http.client.HTTPConnection(self.host, timeout=60)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            connection.close()

    def send(self, words="My words."):
        fields = {"csrf_token": self.token, "confirmed": "1", "publication_choice": "anonymous",
                  "body": words}  # fmt: skip
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        code, headers, page = self.ask("POST", self.path, urllib.parse.urlencode(fields), **kind)
        if code == 303:
            self.receipts.append(headers["Location"])
        elif code == 503:
            assert words in page
            assert int(headers["Retry-After"]) > 0
        self.codes.append(code)


class Crowd:
    """Visitors who send all the time, each in a thread."""

    def __init__(self, visitors):
        self.visitors, self.is_over = visitors, threading.Event()
        self.threads = [threading.Thread(target=self._send, args=[one]) for one in visitors]

    def _send(self, visitor):
        while not self.is_over.is_set():
            visitor.send()

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error):
        self.is_over.set()
        for thread in self.threads:
            thread.join(90)

    def count(self, code):
        return sum(visitor.codes.count(code) for visitor in self.visitors)

    def wait_for_more(self, code, amount=8):
        """Until so many more answers of this kind came, a minute at most."""
        wanted, patience = self.count(code) + amount, time.monotonic() + 60
        while self.count(code) < wanted:
            assert time.monotonic() < patience, [v.codes[-5:] for v in self.visitors]
            time.sleep(0.05)


@pytest.fixture
def cluster():
    with private_postgresql() as made:
        yield made


def prepare(url, folder) -> str:
    """Make the tables and an open topic; the address of its comment form."""
    app = create_app(make_settings(url, folder))
    with app.app_context():
        upgrade()
        topic = factories.make_topic()
        path = f"/inquiries/{topic.inquiry.slug}/{topic.slug}/comment"
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return path


def test_nothing_that_was_answered_is_lost_and_the_site_recovers(cluster, tmp_path):
    path = prepare(cluster.url, tmp_path)
    with served(cluster.url, tmp_path) as site:
        crowd = Crowd([Visitor(site.base, path) for _ in range(4)])
        with crowd:
            for mode in ("immediate", "fast"):
                crowd.wait_for_more(303)
                cluster.stop(mode)
                crowd.wait_for_more(503)
                assert crowd.visitors[0].ask("GET", "/readyz")[0] == 503
                assert crowd.visitors[0].ask("GET", "/healthz")[0] == 200
                cluster.start()
                crowd.wait_for_more(303)
        assert {code for visitor in crowd.visitors for code in visitor.codes} == {303, 503}
        reader = crowd.visitors[0]
        assert reader.ask("GET", "/readyz")[0] == 200
        for receipt in [key for visitor in crowd.visitors for key in visitor.receipts]:
            assert reader.ask("GET", receipt)[0] == 200


@pytest.mark.redis
def test_reading_and_commenting_go_on_while_redis_goes_and_comes(settings, topic, app, tmp_path):
    path = f"/inquiries/{topic.inquiry.slug}/{topic.slug}/comment"
    changes = {"SOUNDINGS_RATE_LIMITS": "on"}
    with private_redis() as server:
        changes["SOUNDINGS_REDIS_URL"] = server.url
        with served(settings.database_url, tmp_path, **changes) as site:
            visitor = Visitor(site.base, path)
            visitor.send()
            server.stop()
            for _ in range(3):
                visitor.send()
                assert visitor.ask("GET", path)[0] == 200
            server.start()
            visitor.send()
    assert visitor.codes == [303] * 5
