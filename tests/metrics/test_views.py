"""The figures: for whoever has the token, true, and at the same cost however much there is."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest
from prometheus_client.parser import text_string_to_metric_families as read_families

from app import create_app
from tests import factories
from tests.serving import ROOT
from tests.web.conftest import NOWHERE

TOKEN = "heron-and-a-long-token"
WITH_TOKEN = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def settings(settings):
    return replace(settings, metrics_token=TOKEN)


def figures(client) -> dict[tuple, float]:
    response = client.get("/metrics", headers=WITH_TOKEN)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in read_families(response.text)
        for sample in family.samples
    }


@pytest.mark.parametrize(
    "offered", ["", TOKEN, f"Bearer {TOKEN[:-1]}", f"Bearer {TOKEN}x", "Bearer ", "Bearer ü"]
)
def test_without_the_token_there_is_no_such_page(client, offered):
    response = client.get("/metrics", headers={"Authorization": offered})
    assert response.status_code == 404
    assert "soundings_" not in response.text


def test_where_no_token_is_set_nothing_opens_it(settings):
    client = create_app(replace(settings, metrics_token="")).test_client()
    for offered in ("", "Bearer", "Bearer "):
        assert client.get("/metrics", headers={"Authorization": offered}).status_code == 404


def test_requests_are_counted_by_endpoint_and_status(client, topic):
    def counted(*labels):
        name = "soundings_request_seconds_count"
        return figures(client).get((name, *sorted(labels)), 0)

    before = counted("inquiries.home", "GET", "200"), counted("none", "GET", "404")
    client.get("/")
    client.get("/no-such-page")
    after = counted("inquiries.home", "GET", "200"), counted("none", "GET", "404")
    assert (after[0] - before[0], after[1] - before[1]) == (1, 1)


def test_comments_are_counted_by_status(client, topic, moderator):
    factories.make_published(topic, moderator)
    factories.reject(factories.make_comment(topic), moderator)
    factories.make_comment(topic)
    factories.make_comment(topic, email="pat@example.org")
    found = figures(client)
    assert found["soundings_comments", "pending"] == 2
    assert found["soundings_comments", "published"] == 1
    assert found["soundings_comments", "rejected"] == 1
    assert found["soundings_comments", "spam"] == 0
    assert found["soundings_outbox", "waiting"] == 1
    assert found["soundings_outbox", "given_up"] == 0
    assert 0 <= found["soundings_queue_oldest_seconds",] < 60
    assert found["soundings_database_up",] == 1


def test_a_database_that_is_away_is_a_figure(settings):
    client = create_app(replace(settings, database_url=NOWHERE)).test_client()
    client.get("/")
    found = figures(client)
    assert found["soundings_database_up",] == 0
    assert found["soundings_database_errors_total",] >= 1


ASKS = """
from dataclasses import replace
from app import create_app
from config import load_settings
client = create_app(replace(load_settings(), metrics_token="{token}")).test_client()
client.get("/healthz")
print(client.get("/metrics", headers={{"Authorization": "Bearer {token}"}}).text)
"""


@pytest.mark.prove
def test_several_workers_are_added_up(settings, tmp_path):
    (tmp_path / "metrics").mkdir()
    environment = {
        **os.environ,
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "metrics"),
        "SOUNDINGS_INSTANCE": str(tmp_path),
        "SOUNDINGS_DATABASE_URL": settings.database_url,
    }
    for worker in (1, 2):
        said = subprocess.run(
            [sys.executable, "-c", ASKS.format(token=TOKEN)],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        counted = {
            sample.labels.get("endpoint"): sample.value
            for family in read_families(said)
            for sample in family.samples
            if sample.name == "soundings_request_seconds_count"
        }
        assert counted["health.healthz"] == worker
