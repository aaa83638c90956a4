"""What bringing in many comments costs, against a bare `executemany` of the same rows."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from benchmarks import importing_report
from benchmarks.importing_bare import Rows, read_rows, write_rows
from benchmarks.importing_data import TOPICS, write_inquiry
from benchmarks.importing_report import Found
from benchmarks.importing_visitors import Waits, visiting
from benchmarks.running_site import (
    free_port,
    fresh_database,
    make_environment,
    run_flask,
    start_server,
    stop,
    wait_until_ready,
)
from benchmarks.visitor import FaultError
from config import ROOT

SLUG = "imports"
FEW, MANY = 10_000, 100_000
LOOK_SECONDS = 0.05


@dataclass(frozen=True)
class Import:
    """How long it took from start to end of the command, and its memory at the most."""

    seconds: float
    memory_mb: float


class Files:
    """The folders in the import format: few comments, many, and the same without any."""

    def __init__(self, folder: Path, many: int) -> None:
        self.few = write_inquiry(folder / "few", SLUG, FEW)
        self.many = write_inquiry(folder / "many", SLUG, many)
        self.texts = folder / "texts"
        shutil.copytree(self.many, self.texts, ignore=shutil.ignore_patterns("comments"))


@contextmanager
def fresh_site(server_url: str | None) -> Iterator[dict[str, str]]:
    """The settings of a site with its tables and nothing in them."""
    with (
        tempfile.TemporaryDirectory(prefix="soundings-importing-") as folder,
        fresh_database(server_url) as database_url,
    ):
        environment = make_environment(Path(folder), database_url, free_port())
        run_flask(environment, "db", "upgrade")
        yield environment


def run_import(environment: dict[str, str], folder: Path) -> Import:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "import", "inquiry", str(folder)]
    begun, memory = time.perf_counter(), 0.0
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said)
        while process.poll() is None:
            memory = read_peak_mb(process.pid) or memory
            time.sleep(LOOK_SECONDS)
        seconds = time.perf_counter() - begun
        said.seek(0)
        if process.returncode:
            words = said.read().decode(errors="replace")[-2_000:]
            raise FaultError(f"The import ended with {process.returncode}:\n{words}")
    return Import(seconds, memory)


def read_peak_mb(pid: int) -> float:
    """The most memory of a process until now; 0 once it has none."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    peaks = [int(line.split()[1]) for line in lines if line.startswith("VmHWM")]
    return peaks[0] / 1024 if peaks else 0


def check(environment: dict[str, str]) -> None:
    if run_flask(environment, "check").splitlines()[-1:] != ["ok"]:
        raise FaultError("`flask check` does not end with “ok” after the import.")


def import_alone(server_url: str | None, folder: Path) -> tuple[Import, dict[str, Rows]]:
    """While nobody visits; with the rows that it leaves."""
    with fresh_site(server_url) as environment:
        done = run_import(environment, folder)
        check(environment)
        return done, read_rows(environment)


def import_visited(server_url: str | None, files: Files) -> tuple[Import, Waits]:
    """While the site stands, and visitors read and comment on the topics that are imported."""
    with fresh_site(server_url) as environment:
        run_import(environment, files.texts)
        port = int(environment["SOUNDINGS_SITE_URL"].rpartition(":")[2])
        log = Path(environment["SOUNDINGS_INSTANCE"]) / "server.log"
        process = start_server(environment, port, log)
        try:
            wait_until_ready(process, port, log)
            paths = [f"/inquiries/{SLUG}/{topic}" for topic in TOPICS]
            with visiting(port, paths) as waits:
                done = run_import(environment, files.many)
        finally:
            stop(process)
        check(environment)
    return done, waits


def write_bare(server_url: str | None, files: Files, rows: dict[str, Rows]) -> float:
    with fresh_site(server_url) as environment:
        run_import(environment, files.texts)
        return write_rows(environment, rows)


def measure(server_url: str | None, files: Files) -> Found:
    """The bare rows are written before and after the visited import: the machine may change."""
    print("  few comments …", flush=True)
    few, _ = import_alone(server_url, files.few)
    print("  many comments …", flush=True)
    alone, rows = import_alone(server_url, files.many)
    print(
        "  the same rows by executemany, twice, and the import with visitors between …", flush=True
    )
    before = write_bare(server_url, files, rows)
    visited, waits = import_visited(server_url, files)
    after = write_bare(server_url, files, rows)
    return Found(
        comments=len(rows["comments"].rows),
        bare_seconds=(before, after),
        alone_seconds=alone.seconds,
        visited_seconds=visited.seconds,
        few_mb=few.memory_mb,
        many_mb=alone.memory_mb,
        page_seconds=waits.pages,
        sent_seconds=waits.sent,
    )


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks importing")
    parser.add_argument("--postgresql", default="postgresql://postgres@127.0.0.1:5432/postgres")
    parser.add_argument("--comments", type=int, default=MANY)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    options = parser.parse_args(arguments)
    begun, found = time.monotonic(), dict[str, Found]()
    with tempfile.TemporaryDirectory(prefix="soundings-files-") as folder:
        files = Files(Path(folder), options.comments)
        runs: dict[str, Callable[[], Found]] = {
            "SQLite": lambda: measure(None, files),
            "PostgreSQL": lambda: measure(options.postgresql, files),
        }
        for name, run in runs.items():
            if options.only in (None, name.lower()):
                print(f"{name}:", flush=True)
                try:
                    found[name] = run()
                except (FaultError, SQLAlchemyError, psycopg.Error, OSError) as error:
                    print(f"It did not end well: {error}", file=sys.stderr)
                    return 1
    is_whole = not options.only and options.comments == MANY
    importing_report.write(found, time.monotonic() - begun, is_whole=is_whole)
    return 0
