"""The site beside two other systems for comments: Isso, and Django with django-contrib-comments."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from app.server import THREADS
from benchmarks import versus_report
from benchmarks.running_site import free_port, fresh_database, make_environment, run_flask
from benchmarks.speed import Servers, measure
from benchmarks.speed_data import WORDS, make_site
from benchmarks.speed_load import Case
from benchmarks.versus_cases import COUNT, PATH, Stage
from benchmarks.visitor import FaultError
from config import ROOT

LOCK = "benchmarks/versus_requirements.txt"
# What app.server asks of waitress.
SERVER = {
    "threads": THREADS, "ident": None, "channel_timeout": 60, "connection_limit": 500,
    "clear_untrusted_proxy_headers": False,
}  # fmt: skip


@contextmanager
def stage_on(server_url: str | None, python: Path) -> Iterator[Stage]:
    """The site and the others, each with its comments in a new database of the same kind."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="soundings-versus-")))
        ours = stack.enter_context(fresh_database(server_url))
        theirs = stack.enter_context(fresh_database(server_url))
        environment = make_environment(folder, ours, 80)
        environment["SOUNDINGS_SITE_URL"] = "http://127.0.0.1"
        run_flask(environment, "db", "upgrade")
        topic = make_site(environment, {"topic": COUNT})["topic"]
        servers = Servers(environment)
        for name in ("soundings", "afresh"):
            servers.start(stack, name)
        start_other(stack, servers, "django", python, folder, theirs)
        databases = {"soundings": ours, "django": theirs}
        if server_url is None:
            start_other(stack, servers, "isso", python, folder)
            databases = {
                "soundings": f"sqlite:///{folder}/instance/soundings.sqlite3",
                "django": f"sqlite:///{folder}/django.sqlite3",
                "isso": f"sqlite:///{folder}/isso.sqlite3",
            }
        yield Stage(servers, topic, databases)


def start_other(
    stack: ExitStack, servers: Servers, name: str, python: Path, folder: Path, database: str = ""
) -> None:
    """Another system, which fills its new database (SQLite without a name) and then answers."""
    port = free_port()
    orders = {
        "folder": str(folder), "port": port, "path": PATH, "count": COUNT, "words": WORDS,
        "database": database, "server": SERVER,
    }  # fmt: skip
    process = subprocess.Popen(
        [python, "-I", ROOT / "benchmarks" / f"versus_{name}.py", json.dumps(orders)]
    )
    servers.watch(stack, name, port, process)


def install(folder: Path) -> Path:
    """The other systems at their locked versions, unless they are there; gives their Python."""
    done = subprocess.run([ROOT / ".ci" / "environment", folder, LOCK], check=False)
    if done.returncode:
        raise FaultError("Isso and Django could not be installed.")
    return folder / "bin" / "python"


def compare(server_url: str | None, rounds: int, python: Path) -> dict[str, Case]:
    """All cases by name, measured."""
    print("  the databases and their comments …", flush=True)
    with stage_on(server_url, python) as stage:
        cases = stage.make_cases()
        print("  measuring …", flush=True)
        measure(cases, rounds)
        stage.check()
        return {case.name: case for case in cases}


def run(options: argparse.Namespace, environment: Path) -> dict[str, dict[str, Case]]:
    """What was found on each kind of database."""
    python = install(environment)
    servers = {"SQLite": None, "PostgreSQL": options.postgresql}
    found = {}
    for name, server_url in servers.items():
        if options.only in (None, name.lower()):
            print(f"{name}:", flush=True)
            found[name] = compare(server_url, options.rounds, python)
    return found


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks versus")
    parser.add_argument("--postgresql", default="postgresql://postgres@127.0.0.1:5432/postgres")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument(
        "--environment", type=Path, help="a folder to install the others into, and to keep"
    )
    options = parser.parse_args(arguments)
    begun = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="soundings-versus-") as folder:
            found = run(options, (options.environment or Path(folder) / "environment").absolute())
    except (FaultError, SQLAlchemyError, psycopg.Error, OSError) as error:
        print(f"It did not end well: {error}", file=sys.stderr)
        return 1
    versus_report.write(found, time.monotonic() - begun, is_whole=not options.only)
    return 0
