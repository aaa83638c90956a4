"""The files of deploy/, really started: what a visitor, a cache and a monitor see."""

from __future__ import annotations

import signal
import threading
import time

import pytest
from sqlalchemy import func, select

from app.comments.models import Comment
from app.core.db import db
from app.web.headers import HEADERS
from tests import factories
from tests.deploy.conftest import METRICS_TOKEN, Writer

pytestmark = [pytest.mark.prove, pytest.mark.postgresql, pytest.mark.redis]


@pytest.fixture
def path(topic):
    return f"/inquiries/{topic.inquiry.slug}/{topic.slug}"


def stored() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Comment)) or 0


def test_the_site_behind_nginx(path, deployed, topic, moderator):
    """One start for all of it, because starting takes the longest."""
    check_pages_and_cache(deployed, path, topic, moderator)
    check_refusals(deployed, path)
    check_limits_by_real_address(deployed, path)
    check_figures(deployed)
    check_worker(deployed, path)
    check_stop(deployed, path)


def check_pages_and_cache(deployed, path, topic, moderator):
    deployed.ask("GET", path)
    code, headers, page = deployed.ask("GET", path, Cookie="soundings=anything; theme=dark")
    assert (code, headers["X-Cache"]) == (200, "HIT")
    assert {name: headers[name] for name in HEADERS} == HEADERS
    assert "max-age" in headers["Strict-Transport-Security"]
    assert headers["Cache-Control"] == "public, no-cache"
    assert "Set-Cookie" not in headers
    assert headers.get_all("Server") in (None, ["nginx"])
    assert deployed.ask("GET", path, If_None_Match=headers["ETag"])[0] == 304
    assert deployed.ask("GET", path, Accept_Encoding="gzip")[1]["Content-Encoding"] == "gzip"
    assert "Words to be seen." not in page
    factories.make_published(topic, moderator, body="Words to be seen.")
    db.session.commit()
    time.sleep(2.1)  # nginx counts in whole seconds
    assert "Words to be seen." in deployed.ask("GET", path)[2]


def check_refusals(deployed, path):
    writer = Writer(deployed, f"{path}/comment", "127.0.20.1")
    assert "Content-Encoding" not in deployed.ask("GET", writer.path, Accept_Encoding="gzip")[1]
    code, headers, _ = writer.send()
    assert code == 303
    receipt = headers["Location"]
    for _ in range(2):
        code, headers, _ = deployed.ask("GET", receipt)
        assert (code, headers["Cache-Control"]) == (200, "no-store")
        assert "X-Cache" not in headers
    code, headers, _ = deployed.ask("GET", f"{receipt}/a.css")
    assert (code, headers["Cache-Control"]) == (404, "no-store")
    assert deployed.ask("GET", "/staff/login")[1]["Cache-Control"] == "no-store"
    code, _, page = deployed.ask("POST", writer.path, "x" * 1_000_001, source=writer.source)
    assert (code, "That is too long" in page) == (413, True)
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}
    code, headers, page = deployed.ask("GET", receipt, **forged)
    assert code == 200
    assert f"https://localhost:{deployed.port}/receipts/" in page
    assert "evil.example" not in page


def check_limits_by_real_address(deployed, path):
    """Twenty from one network in both workers together, whatever address the visitor claims."""
    writer = Writer(deployed, f"{path}/comment", "127.0.21.1")
    codes = [writer.send(X_Forwarded_For=f"198.51.{n}.1")[0] for n in range(21)]
    assert codes == [303] * 20 + [429]
    assert Writer(deployed, f"{path}/comment", "127.0.22.1").send()[0] == 303


def check_figures(deployed):
    token = {"Authorization": f"Bearer {METRICS_TOKEN}"}
    assert deployed.ask("GET", "/metrics", **token)[0] == 404
    assert deployed.ask_the_site("/metrics", Host="localhost")[0] == 404
    code, _, page = deployed.ask_the_site("/metrics", Host="localhost", **token)
    assert code == 200
    sent = [line for line in page.splitlines() if "comments.topic_form" in line and '"303"' in line]
    assert any(line.startswith("soundings_request_seconds_count") for line in sent)
    log = (deployed.folder / "site.log").read_text()
    assert '"rule": "/inquiries/<inquiry>/<topic>/comment"' in log
    assert "127.0.2" not in log


def check_worker(deployed, path):
    """A receipt is sent by the worker, and the worker stops when it is told."""
    assert Writer(deployed, f"{path}/comment", "127.0.23.1").send("pat@example.org")[0] == 303
    patience = time.monotonic() + 90
    while not any((deployed.folder / "mail").glob("*")):
        assert time.monotonic() < patience
        time.sleep(0.1)
    deployed.worker.send_signal(signal.SIGTERM)
    assert deployed.worker.wait(40) == 0


def check_stop(deployed, path):
    """Whoever was told 303 while it stopped is in the database, and nobody else."""
    writers = [Writer(deployed, f"{path}/comment", f"127.0.{n}.1") for n in range(30, 38)]
    before, codes, is_over = stored(), [], threading.Event()

    def send_all(writer):
        for _ in range(15):
            if not is_over.is_set():
                codes.append(writer.send()[0])

    threads = [threading.Thread(target=send_all, args=[writer]) for writer in writers]
    for thread in threads:
        thread.start()
    while codes.count(303) < 10:
        time.sleep(0.02)
    deployed.site.send_signal(signal.SIGTERM)
    assert deployed.site.wait(40) == 0
    is_over.set()
    for thread in threads:
        thread.join()
    assert codes.count(303) == stored() - before
    assert set(codes) <= {303, 503}
    code, headers, page = deployed.ask("GET", "/about/privacy")
    assert code == 503
    assert "The site is not available at the moment" in page
    assert int(headers["Retry-After"]) > 0
