"""The site as deploy/ says: granian's workers behind nginx, on PostgreSQL and Redis."""

from __future__ import annotations

import contextlib
import datetime
import http.client
import os
import re
import shlex
import ssl
import subprocess
import sys
import time
import urllib.parse
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.core.db import db
from tests.services import find_program, private_redis
from tests.serving import ROOT, free_port

DEPLOY = ROOT / "deploy"
METRICS_TOKEN = "heron-and-a-long-token"


def exec_start(unit: str) -> list[str]:
    line = re.findall(r"^ExecStart=(.+)$", (DEPLOY / unit).read_text(), re.MULTILINE)[0]
    return shlex.split(line)


def read_environment() -> dict[str, str]:
    lines = (DEPLOY / "environment.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@dataclass
class Deployed:
    port: int
    site_port: int
    site: subprocess.Popen[bytes]
    worker: subprocess.Popen[bytes]
    folder: Path

    def ask(self, method, path, body=None, source="127.0.0.1", **headers):
        """Through nginx: (status, headers, text)."""
        context = ssl._create_unverified_context()  # noqa: S323 - its own certificate
        connection = http.client.HTTPSConnection(
            "localhost", self.port, timeout=60, context=context, source_address=(source, 0)
        )
        return self._answer(connection, method, path, body, headers)

    def ask_the_site(self, path, **headers):
        """Past nginx, as somebody on the machine."""
        connection = http.client.HTTPConnection("127.0.0.1", self.site_port, timeout=60)
        return self._answer(connection, "GET", path, None, headers)

    @staticmethod
    def _answer(connection, method, path, body, headers):
        with contextlib.closing(connection):
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, named)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode(errors="replace")


class Writer:
    """Somebody at an address of their own who has opened the comment form."""

    def __init__(self, deployed: Deployed, path: str, source: str) -> None:
        self.deployed, self.path, self.source = deployed, path, source
        code, headers, page = deployed.ask("GET", path, source=source)
        assert code == 200
        assert headers["Cache-Control"] == "no-store"
        assert "X-Cache" not in headers
        self.cookie = headers["Set-Cookie"].split(";")[0]
        self.token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0]

    def send(self, email="", **more):
        fields = {"csrf_token": self.token, "confirmed": "1", "publication_choice": "anonymous",
                  "body": "My words.", "email": email}  # fmt: skip
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Referer": f"https://localhost:{self.deployed.port}/",
            "Cookie": self.cookie,
            **more,
        }
        body = urllib.parse.urlencode(fields)
        return self.deployed.ask("POST", self.path, body, self.source, **headers)


def make_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    today = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "privkey.pem").write_bytes(secret)


def configure_nginx(folder: Path, port: int, site_port: int) -> Path:
    """deploy/nginx.conf with places of this test's own."""
    for name in ("log", "lib", "cache", "tls"):
        (folder / name).mkdir()
    make_certificate(folder / "tls")
    text = (DEPLOY / "nginx.conf").read_text()
    for there, here in {
        "/run/nginx.pid": f"{folder}/nginx.pid",
        "/var/log/nginx": f"{folder}/log",
        "/var/lib/nginx": f"{folder}/lib",
        "/var/cache/nginx": f"{folder}/cache",
        "/etc/ssl/soundings": f"{folder}/tls",
        "/srv/soundings": str(ROOT),
        "server 127.0.0.1:8100": f"server 127.0.0.1:{site_port}",
        "listen 80 ": f"listen 127.0.0.1:{free_port()} ",
        "listen 443 ": f"listen 127.0.0.1:{port} ",
        "consult.example.org": "localhost",
    }.items():
        assert there in text, there
        text = text.replace(there, here)
    if os.getuid() == 0:
        text = "user root;\n" + text  # the folder of a test is its owner's alone
    path = folder / "nginx.conf"
    path.write_text(text)
    return path


def command_of(unit: str, port: int) -> list[str]:
    program, *arguments = exec_start(unit)
    arguments = [str(port) if argument == "8100" else argument for argument in arguments]
    return [str(Path(sys.executable).with_name(Path(program).name)), *arguments]


@pytest.fixture
def deployed(app, settings, tmp_path):
    nginx = find_program("nginx")
    port, site_port, folder = free_port(), free_port(), tmp_path / "nginx"
    folder.mkdir()
    (tmp_path / "metrics").mkdir()
    db.session.commit()
    with private_redis() as server, contextlib.ExitStack() as stack:
        environment = {
            **os.environ,
            **read_environment(),
            "SOUNDINGS_INSTANCE": str(tmp_path),
            "SOUNDINGS_DATABASE_URL": settings.database_url,
            "SOUNDINGS_REDIS_URL": server.url,
            "SOUNDINGS_SITE_URL": f"https://localhost:{port}",
            "SOUNDINGS_SMTP_URL": "",  # messages become files
            "SOUNDINGS_SECRET_KEY": "Zr8vQm3xKp7tLw2nBy6cHf9dJg4sUaEo",
            "SOUNDINGS_METRICS_TOKEN": METRICS_TOKEN,
            "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "metrics"),
        }
        output = stack.enter_context((tmp_path / "site.log").open("wb"))
        site, worker = (
            start(stack, command_of(unit, site_port), cwd=ROOT, env=environment,
                  stdout=output, stderr=output)
            for unit in ("soundings-site.service", "soundings-worker.service")
        )  # fmt: skip
        conf = configure_nginx(folder, port, site_port)
        start(stack, [nginx, "-c", str(conf), "-g", "daemon off;"], stderr=output)
        made = Deployed(port, site_port, site, worker, tmp_path)
        wait_until_ready(made)
        yield made


def start(stack, command, **options) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(command, **options)
    stack.callback(process.wait, 60)
    stack.callback(process.terminate)
    return process


def wait_until_ready(deployed: Deployed) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError, ssl.SSLError):
            if deployed.ask("GET", "/readyz")[0] == 200:
                return
        assert deployed.site.poll() is None, (deployed.folder / "site.log").read_text()
        time.sleep(0.1)
    raise AssertionError((deployed.folder / "site.log").read_text()[-2000:])
