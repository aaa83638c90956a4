"""A whole site for one run: a fresh database, an inquiry, a moderator, and the real server."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL, make_url
from sqlalchemy import text as sql

from app import create_app
from app.core import clock
from app.core.db import db
from app.inquiries.service import publish_inquiry, publish_topic
from benchmarks.visitor import FaultError
from config import ROOT, load_settings

MODERATOR = "moderator@example.org"
START_SECONDS = 60
STOP_SECONDS = 30


@dataclass(frozen=True)
class RunningSite:
    """Where it answers, what stands on it, and how to look after it."""

    port: int
    process: subprocess.Popen[bytes]
    environment: dict[str, str]
    topic_path: str
    password: str
    database: str

    def memory_mb(self, line: str) -> float | None:
        """The server's memory: "VmRSS" now, "VmHWM" at most until now; None where unknown."""
        status = Path(f"/proc/{self.process.pid}/status")
        if not status.exists():
            return None
        figures = dict(row.split(":", 1) for row in status.read_text().splitlines() if ":" in row)
        return round(int(figures[line].split()[0]) / 1024, 1)

    def check(self) -> None:
        """`flask check`: the database is whole and the counts add up."""
        if run_flask(self.environment, "check").splitlines()[-1:] != ["ok"]:
            raise FaultError("`flask check` does not end with “ok”.")


@contextmanager
def running_site(server_url: str | None) -> Iterator[RunningSite]:
    """On a new SQLite database, or on a new one of the PostgreSQL server; both are removed."""
    with (
        tempfile.TemporaryDirectory(prefix="soundings-benchmark-") as folder,
        fresh_database(server_url) as database_url,
    ):
        port = free_port()
        environment = make_environment(Path(folder), database_url, port)
        password = secrets.token_urlsafe(12)
        run_flask(environment, "db", "upgrade")
        run_flask(
            environment, "staff", "create", "--email", MODERATOR, "--role", "moderator",
            "--password-stdin", typed=password + "\n",
        )  # fmt: skip
        topic_path, database = put_up_topic(environment)
        log = Path(folder) / "server.log"
        process = start_server(environment, port, log)
        try:
            wait_until_ready(process, port, log)
            yield RunningSite(port, process, environment, topic_path, password, database)
        finally:
            stop(process)


@contextmanager
def fresh_database(server_url: str | None) -> Iterator[str]:
    """Its address; empty for SQLite, which then lies in the site's own folder."""
    if server_url is None:
        yield ""
        return
    server = make_url(server_url).set(drivername="postgresql")
    name = f"soundings_benchmark_{secrets.token_hex(6)}"
    run_on_server(server, f"CREATE DATABASE {name}")
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        run_on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


def run_on_server(server: URL, statement: str) -> None:
    address = server.render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True, connect_timeout=5) as connection:
        connection.execute(statement.encode())


def make_environment(folder: Path, database_url: str, port: int) -> dict[str, str]:
    """As in production, but for the rate limits: one machine sends in the name of thousands."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SOUNDINGS_", "FLASK_"))
    }
    return inherited | {
        "SOUNDINGS_ENV": "production",
        "SOUNDINGS_INSTANCE": str(folder / "instance"),
        "SOUNDINGS_DATABASE_URL": database_url,
        "SOUNDINGS_SECRET_KEY": secrets.token_urlsafe(48),
        "SOUNDINGS_SITE_URL": f"http://127.0.0.1:{port}",
        "SOUNDINGS_CONTACT": "inquiry@example.org",
        "SOUNDINGS_RATE_LIMITS": "off",
        "SOUNDINGS_PUBLICATION_DELAY": "0",
    }


def run_flask(environment: dict[str, str], *command: str, typed: str = "") -> str:
    """A command's output; its failure is a FaultError with what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *command],
        cwd=ROOT, env=environment, input=typed, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-2000:]
        raise FaultError(f"`flask {' '.join(command)}` ended with {done.returncode}:\n{said}")
    return done.stdout


def put_up_topic(environment: dict[str, str]) -> tuple[str, str]:
    """An inquiry with one open topic; gives the topic's address and the database's name."""
    app = create_app(load_settings(environment))
    with app.app_context():
        inquiry = publish_inquiry(**_inquiry())
        topic = publish_topic(
            inquiry=inquiry,
            slug="real-input",
            position=1,
            title="Real input",
            summary="A topic that takes every comment of the benchmark.",
            explored="What comes back of what is sent.",
            learnt="Nothing yet.",
            call="Tell us what you think.",
        )
        path = f"/inquiries/{inquiry.slug}/{topic.slug}"
        db.session.commit()
        database = _name_database()
        db.session.remove()
        db.engine.dispose()
    return path, database


def _inquiry() -> dict[str, Any]:
    present = clock.now()
    return {
        "slug": "benchmark",
        "title": "Inquiry into real input",
        "summary": "It asks whether every comment comes back as it was typed.",
        "body": "### Why\n\nBecause comments belong to those who wrote them.",
        "commissioned_by": "The benchmarks",
        "chair": "Nobody",
        "still_open": "Everything.",
        "already_decided": "Nothing.",
        "formats_contact": "formats@example.org",
        "launched_on": present.date(),
        "opens_at": present - timedelta(days=1),
        "closes_at": present + timedelta(days=30),
    }


def _name_database() -> str:
    if db.engine.dialect.name == "sqlite":
        return f"SQLite {db.session.scalar(sql('SELECT sqlite_version()'))}"
    version = str(db.session.scalar(sql("SHOW server_version"))).split()[0]
    return f"PostgreSQL {version}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start_server(environment: dict[str, str], port: int, log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "serve", "--port", str(port)],
            cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip


def wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            said = log.read_text(errors="replace")[-2000:]
            raise FaultError(f"The server ended with {process.returncode} at its start:\n{said}")
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.1)
    raise FaultError(f"The server was not ready within {START_SECONDS} seconds.")


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask it to stop, and wait; it is killed only when it does not listen."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
