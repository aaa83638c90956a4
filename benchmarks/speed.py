"""What pages and sending cost, against bare Flask and nginx, in one run on one machine."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from benchmarks import speed_report
from benchmarks.running_site import (
    free_port,
    fresh_database,
    make_environment,
    run_flask,
    stop,
)
from benchmarks.speed_data import WORDS, crowd_site, make_site
from benchmarks.speed_load import Answer, Case, Connection, make_request
from benchmarks.visitor import FaultError
from config import ROOT

SIZES = {"small": 1_000, "usual": 10_000, "large": 100_000}
CROWD = 1_000_000
START_SECONDS = 60
QUICK, SLOW, SENT, FROM_NGINX = 300, 50, 25, 3_000  # requests a round
WARM_UP = 20


@dataclass
class Servers:
    """What is running: a port and the process ids by name."""

    environment: dict[str, str]
    ports: dict[str, int] = field(default_factory=dict)
    pids: dict[str, list[int]] = field(default_factory=dict)

    def start(self, stack: ExitStack, name: str) -> None:
        port = free_port()
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.speed_apps", name, str(port)],
            cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.watch(stack, name, port, process)

    def start_nginx(self, stack: ExitStack, folder: Path, page: Answer) -> None:
        port, conf = free_port(), folder / "nginx.conf"
        (folder / "files").mkdir()
        (folder / "files" / "page.html").write_bytes(page.body)
        site, headers = self.ports["soundings"], list_headers(page)
        conf.write_text(NGINX.format(folder=folder, port=port, site=site, headers=headers))
        process = subprocess.Popen(
            ["nginx", "-e", str(folder / "error.log"), "-c", str(conf)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.watch(stack, "nginx", port, process)
        os.sched_setaffinity(process.pid, list_cores()[1:] or list_cores())

    def watch(
        self, stack: ExitStack, name: str, port: int, process: subprocess.Popen[bytes]
    ) -> None:
        """Wait until it answers; it is stopped at the end."""
        stack.callback(stop, process)
        self.ports[name], self.pids[name] = port, [process.pid]
        wait_for(port, process, name)

    def visit(self, name: str) -> Connection:
        return Connection(self.ports[name])


NGINX = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off; default_type text/html; sendfile on; keepalive_requests 1000000;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  proxy_cache_path {folder}/cache keys_zone=pages:1m max_size=50m;
  server {{
    listen 127.0.0.1:{port};
    location = /page.html {{
      root {folder}/files; etag off; if_modified_since off;
      {headers}
    }}
    location / {{
      proxy_pass http://127.0.0.1:{site}; proxy_http_version 1.1; proxy_set_header Host 127.0.0.1;
      proxy_set_header Connection ""; proxy_cache pages; proxy_cache_valid 200 1s;
      proxy_ignore_headers Cache-Control; proxy_cache_use_stale updating error timeout;
      proxy_cache_background_update on; proxy_cache_lock on;
    }}
  }}
}}
"""


MADE_BY_NGINX = {
    "connection", "content-length", "content-type", "date", "last-modified", "server"
}  # fmt: skip


def list_headers(page: Answer) -> str:
    """The site's own headers as nginx's lines, so that file and site are the same on the wire."""
    pairs = [line.partition(": ") for line in page.head.decode().split("\r\n")[1:]]
    own = [(name, value) for name, _, value in pairs if name.lower() not in MADE_BY_NGINX]
    return "\n      ".join(f'add_header {name} "{escape(value)}";' for name, value in own)


def escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')


def wait_for(port: int, process: subprocess.Popen[bytes], name: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise FaultError(f"The server {name} ended with {process.returncode} at its start.")
        try:
            Connection(port).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise FaultError(f"The server {name} did not answer within {START_SECONDS} seconds.")


class NginxCase(Case):
    """Asked from a core that nginx keeps off.

    So short an answer costs a third less where both happen to share a core.
    """

    def run(self, count: int) -> None:
        cores = list_cores()
        os.sched_setaffinity(0, cores[:1])
        try:
            super().run(count)
        finally:
            os.sched_setaffinity(0, cores)


def list_cores() -> list[int]:
    return sorted(os.sched_getaffinity(0))


def get_case(servers: Servers, case: str, server: str, path: str, count: int, *lines: str) -> Case:
    """A request that is repeated over one connection; its first answer is looked at."""
    visitor = servers.visit(server)
    expected = 304 if lines else 200
    first = visitor.get(path, *lines)
    if first.status != expected:
        raise FaultError(f"{case}: {path} gave {first.status}, not {expected}.")
    request = make_request("GET", path, *lines)
    kind = NginxCase if server == "nginx" else Case
    return kind(case, servers.pids[server], count, visitor, lambda: visitor.ask(request))


def sending_case(servers: Servers, case: str, server: str, path: str) -> Case:
    visitor = servers.visit(server)
    return Case(
        case, servers.pids[server], SENT, visitor, lambda: visitor.send_comment(path, WORDS)
    )


def topic_cases(servers: Servers, path: str, label: str) -> list[Case]:
    """Everything about one topic's page, under the label."""
    etag = servers.visit("soundings").get(path).etag
    held = f"If-None-Match: {etag}"
    return [
        get_case(servers, f"afresh{label}", "afresh", path, SLOW),
        get_case(servers, f"unchanged{label}", "soundings", path, QUICK, held),
        get_case(servers, f"kept{label}", "soundings", path, QUICK),
        sending_case(servers, f"sending{label}", "soundings", f"{path}/comment"),
    ]


def bare_cases(servers: Servers, path: str, label: str = "") -> list[Case]:
    """What the site is compared with."""
    return [
        get_case(servers, f"hello{label}", "hello", "/", QUICK),
        get_case(servers, f"bare page{label}", "bare_topic", path, SLOW),
        sending_case(servers, f"bare sending{label}", "bare_form", "/comment"),
    ]


def measure(cases: Sequence[Case], rounds: int) -> None:
    """The cases take turns, so that whatever else the machine does falls on all of them."""
    for case in cases:
        case.run(min(WARM_UP, case.count))
    for _ in range(rounds):
        for case in cases:
            case.measure()


@contextmanager
def servers_on(server_url: str | None, folder: Path) -> Iterator[tuple[Servers, dict[str, str]]]:
    """A site with its data on a new database, and all the servers beside it."""
    with fresh_database(server_url) as database_url, ExitStack() as stack:
        environment = make_environment(folder, database_url, 80)
        environment["SOUNDINGS_SITE_URL"] = "http://127.0.0.1"
        print("  the database and its comments …", flush=True)
        run_flask(environment, "db", "upgrade")
        paths = make_site(environment, SIZES)
        servers = Servers(environment)
        for name in ("hello", "bare_topic", "bare_form", "soundings", "afresh"):
            servers.start(stack, name)
        page = servers.visit("soundings").get(paths["usual"])
        if shutil.which("nginx"):
            servers.start_nginx(stack, folder, page)
        yield servers, paths


def compare(server_url: str | None, rounds: int, crowd: int) -> dict[str, Case]:
    """All cases by name, measured."""
    with (
        tempfile.TemporaryDirectory(prefix="soundings-speed-") as folder,
        servers_on(server_url, Path(folder)) as (servers, paths),
    ):
        path = paths["usual"]
        cases = [*bare_cases(servers, path), *topic_cases(servers, path, "")]
        if "nginx" in servers.ports:
            both = [*servers.pids["nginx"], *servers.pids["soundings"]]
            cases.append(get_case(servers, "nginx, file", "nginx", "/page.html", FROM_NGINX))
            cases.append(get_case(servers, "nginx, site", "nginx", path, FROM_NGINX))
            cases[-1].pids = both
        for size in ("small", "large"):
            cases += topic_cases(servers, paths[size], f", {SIZES[size]:,}")
        print("  measuring …", flush=True)
        measure(cases, rounds)
        if crowd:
            print(f"  {crowd:,} comments more on the site …", flush=True)
            crowd_site(servers.environment, crowd)
            crowded = [kind(servers, path, ", crowded") for kind in (bare_cases, topic_cases)]
            measure([case for kind in crowded for case in kind], rounds)
            cases += [case for kind in crowded for case in kind]
        return {case.name: case for case in cases}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks speed")
    parser.add_argument("--postgresql", default="postgresql://postgres@127.0.0.1:5432/postgres")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--crowd", type=int, default=CROWD, help="comments more on the site")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    options = parser.parse_args(arguments)
    runs: dict[str, Callable[[], dict[str, Case]]] = {
        "SQLite": lambda: compare(None, options.rounds, options.crowd),
        "PostgreSQL": lambda: compare(options.postgresql, options.rounds, options.crowd),
    }
    begun, found = time.monotonic(), {}
    for name, run in runs.items():
        if options.only in (None, name.lower()):
            print(f"{name}:", flush=True)
            try:
                found[name] = run()
            except (FaultError, SQLAlchemyError, psycopg.Error, OSError) as error:
                print(f"It did not end well: {error}", file=sys.stderr)
                return 1
    speed_report.write(found, time.monotonic() - begun, options.crowd, is_whole=not options.only)
    return 0
