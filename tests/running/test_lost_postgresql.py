"""A PostgreSQL that dies under load and comes back, and a Redis that goes: seen from outside."""

from __future__ import annotations

import pytest
from flask_migrate import upgrade

from app import create_app
from app.core.db import db
from tests import factories
from tests.conftest import make_settings
from tests.running.visitors import Crowd, Visitor
from tests.services import private_postgresql, private_redis
from tests.serving import served

pytestmark = [pytest.mark.prove, pytest.mark.postgresql]


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
