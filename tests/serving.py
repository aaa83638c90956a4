"""The real site in a process of its own, as `serve` starts it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECRET = "a secret that only the tests know: 7f3k9q"


class ServedSite:
    def __init__(
        self, process: subprocess.Popen[str], base: str, environment: dict[str, str], output: Path
    ) -> None:
        self.process = process
        self.output = output
        self.base = base
        self.environment = environment

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=30)


def environment_for(database_url: str, instance: Path) -> dict[str, str]:
    return {
        **os.environ,
        "SOUNDINGS_DATABASE_URL": database_url,
        "SOUNDINGS_INSTANCE": str(instance),
        "SOUNDINGS_SECRET_KEY": SECRET,
        "SOUNDINGS_RATE_LIMITS": "off",
        "SOUNDINGS_CONTACT": "inquiry@example.org, 1 Example Street, 01632 960000",
        "PYTHONUNBUFFERED": "1",
    }


def run_command(
    environment: dict[str, str], *arguments: str, typed: str = ""
) -> subprocess.CompletedProcess[str]:
    """One `flask --app wsgi …` command, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        cwd=ROOT, env=environment, input=typed, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(
    database_url: str, instance: Path, *options: str, **changes: str
) -> Iterator[ServedSite]:
    """Serve a database that has its tables, with changed settings; the process is gone afterwards."""
    environment, port = {**environment_for(database_url, instance), **changes}, free_port()
    output = instance / "output.txt"  # not a pipe, which would hold the site up once it is full
    with output.open("w") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "serve", "--port", str(port), *options],
            cwd=ROOT, env=environment, stdout=stream, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
    site = ServedSite(process, f"http://127.0.0.1:{port}", environment, output)
    try:
        _wait_until_it_answers(site)
        yield site
    finally:
        if process.poll() is None:
            site.stop()


def _wait_until_it_answers(site: ServedSite) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{site.base}/healthz", timeout=2).close()
            return
        except (urllib.error.URLError, ConnectionError):
            assert site.process.poll() is None, "the server ended at once"
            time.sleep(0.1)
    raise AssertionError("the server did not answer within half a minute")
