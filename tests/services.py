"""Services of a test's own, which it may stop and start: a PostgreSQL, a Redis."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from tests.conftest import REQUIRE_ALL
from tests.serving import free_port

POSTGRESQL_PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


def find_program(name: str, *folders: Path) -> str:
    """Where a program lies; without it the test is skipped, or fails where all must run."""
    path = os.pathsep.join([*map(str, folders), os.environ["PATH"], "/usr/sbin"])
    found = shutil.which(name, path=path)
    if found is None and REQUIRE_ALL:
        pytest.fail(f"{name} is not on this machine")
    if found is None:
        pytest.skip(f"{name} is not on this machine")
    return found


class Cluster:
    """A PostgreSQL in a folder of its own; its programs refuse to run as root."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"
        self._run("initdb", "-D", folder / "data", "-A", "trust", "-U", "postgres", "-E", "UTF8")

    def _run(self, program: str, *arguments: str | Path) -> None:
        as_owner = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        subprocess.run(
            [*as_owner, find_program(program, *POSTGRESQL_PROGRAMS), *map(str, arguments)],
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True,
        )  # fmt: skip

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        self._run("pg_ctl", "-D", self.folder / "data", "-l", self.folder / "log",
                  "-o", options, "-w", "start")  # fmt: skip

    def stop(self, mode: str = "fast") -> None:
        """`immediate` ends it as a crash would, without a last word to anybody."""
        self._run("pg_ctl", "-D", self.folder / "data", "-m", mode, "-w", "stop")

    def make_database(self, name: str) -> str:
        with psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"{self.url.rsplit('/', 1)[0]}/{name}"


@contextlib.contextmanager
def private_postgresql() -> Iterator[Cluster]:
    """A running cluster; it and its folder are gone afterwards."""
    find_program("initdb", *POSTGRESQL_PROGRAMS)
    folder = Path(tempfile.mkdtemp(prefix="soundings-"))
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    cluster = Cluster(folder)
    cluster.start()
    try:
        yield cluster
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            cluster.stop("immediate")
        shutil.rmtree(folder)


class PrivateRedis:
    """A Redis that keeps nothing."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        program = find_program("redis-server")
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
        retry = redis.retry.Retry(redis.backoff.ConstantBackoff(0.1), 50)
        with redis.Redis.from_url(self.url, retry=retry) as connection:
            connection.ping()

    def stop(self) -> None:
        self.process.kill()
        self.process.wait(10)


@contextlib.contextmanager
def private_redis() -> Iterator[PrivateRedis]:
    server = PrivateRedis()
    try:
        yield server
    finally:
        server.stop()
