"""A browser without JavaScript, over a connection that is kept; it times every answer."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

from benchmarks.pages import Form, Page

PATIENCE_SECONDS = 60
PROGRESS_EVERY = 250
PLAINEST = "ask whether it lives (/healthz)"
PLAINEST_EVERY = 5


class FaultError(Exception):
    """The site did not do what it must; the message is a sentence without anybody's words."""


class Timings:
    """How many seconds each request took, in the order in which they were made."""

    def __init__(self) -> None:
        self.all: list[tuple[str, float]] = []

    def add(self, kind: str, seconds: float) -> None:
        self.all.append((kind, seconds))

    def by_kind(self) -> dict[str, list[float]]:
        """Kinds in the order of their first use."""
        kinds: dict[str, list[float]] = {}
        for kind, seconds in self.all:
            kinds.setdefault(kind, []).append(seconds)
        return kinds


def say_progress(done: int, whole: int, things: str) -> None:
    if done % PROGRESS_EVERY == 0:
        print(f"  {done:,} of {whole:,} {things}", flush=True)


class Visitor:
    """Keeps cookies and the page it stands on."""

    def __init__(self, port: int, timings: Timings) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        self.timings = timings
        self.cookies: dict[str, str] = {}
        self.path = "/"
        self.location = ""
        self.etag = ""

    def open(self, path: str, kind: str, expect: int = 200, etag: str = "") -> Page:
        return Page(self._request("GET", path, kind, expect, etag=etag))

    def send(self, form: Form, values: Mapping[str, str], kind: str, expect: int = 303) -> Page:
        """Press a form's button; the redirect is left to be followed at `location`."""
        fields = {**form.values, **values}
        body = urlencode({name: as_browsers_send(value) for name, value in fields.items()})
        return Page(self._request("POST", form.action, kind, expect, body=body))

    def ask_plainly(self, turn: int = 0) -> None:
        """The request that others are measured by; among others, every fifth turn makes one."""
        if turn % PLAINEST_EVERY == 0:
            self._request("GET", "/healthz", PLAINEST, 200)

    def forget(self) -> None:
        """Become somebody else, who has never been here."""
        self.cookies.clear()

    def _request(
        self, method: str, path: str, kind: str, expect: int, *, body: str = "", etag: str = ""
    ) -> str:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if etag:
            headers["If-None-Match"] = etag
        begun = time.perf_counter()
        self.connection.request(
            method, path, body.encode() if body else None, {k: v for k, v in headers.items() if v}
        )
        response = self.connection.getresponse()
        content = response.read()
        self.timings.add(kind, time.perf_counter() - begun)
        self._keep_cookies(response.headers.get_all("Set-Cookie", []))
        if response.status != expect:
            raise FaultError(
                f"{method} {without_key(path)} ({kind}) gave {response.status}: {expect} expected."
            )
        self.path = path
        self.location = _local(response.headers.get("Location", ""))
        self.etag = response.headers.get("ETag", "")
        return content.decode()

    def _keep_cookies(self, lines: list[str]) -> None:
        for line in lines:
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]


def as_browsers_send(value: str) -> str:
    """Every line end as CR LF, as the standard for forms has it."""
    return re.sub("\r\n?|\n", "\r\n", value)


def without_key(path: str) -> str:
    """An address that may be printed: a receipt's is its author's key."""
    return "/receipts/…" if path.startswith("/receipts/") else path


def _local(location: str) -> str:
    parts = urlsplit(location)
    return parts.path + (f"?{parts.query}" if parts.query else "")
