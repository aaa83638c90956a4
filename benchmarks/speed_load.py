"""Requests over one kept connection, and what they cost the server in processor time."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from benchmarks.visitor import FaultError

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_COOKIE = re.compile(rb"\r\nset-cookie: *([^;\r]+)", re.IGNORECASE)
_ETAG = re.compile(rb"\r\netag: *([^\r]+)", re.IGNORECASE)
_LOCATION = re.compile(rb"\r\nlocation: *([^\r]+)", re.IGNORECASE)

_HIDDEN = re.compile(r'<input(?=[^>]*type="hidden")[^>]* name="([^"]+)"[^>]* value="([^"]*)"')


@dataclass(frozen=True)
class Answer:
    status: int
    head: bytes
    body: bytes

    def header(self, pattern: re.Pattern[bytes]) -> str:
        found = pattern.search(self.head)
        return found[1].decode() if found else ""

    @property
    def etag(self) -> str:
        return self.header(_ETAG)

    @property
    def location(self) -> str:
        return self.header(_LOCATION)


class Connection:
    """One visitor on one kept connection; says no more than a request needs."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._socket = self._connect()

    def _connect(self) -> socket.socket:
        connected = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connected

    def close(self) -> None:
        self._socket.close()

    def renew(self) -> None:
        self._socket.close()
        self._socket = self._connect()

    def get(self, path: str, *lines: str) -> Answer:
        return self.ask(make_request("GET", path, *lines))

    def ask(self, request: bytes) -> Answer:
        self._socket.sendall(request)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._receive()
        head, _, body = received.partition(b"\r\n\r\n")
        status = int(head[9:12])
        length = _LENGTH.search(head)
        wanted = int(length[1]) if length and status != 304 else 0
        parts, size = [body], len(body)
        while size < wanted:
            parts.append(self._receive())
            size += len(parts[-1])
        return Answer(status, head, b"".join(parts))

    def _receive(self) -> bytes:
        received = self._socket.recv(262_144)
        if not received:
            raise FaultError("The server closed the connection.")
        return received

    def send_comment(self, form_path: str, words: str) -> None:
        """Fetch the form, fill it in, and send it; it must lead to another page."""
        fields = {
            "body": words, "name": "Pat Lowe", "email": "",
            "publication_choice": "named", "confirmed": "1",
        }  # fmt: skip
        self.send_form(form_path, form_path, fields)

    def send_form(self, form_path: str, path: str, fields: dict[str, str]) -> Answer:
        """With the hidden fields and the cookie of the form that is fetched for it."""
        form_page = self.get(form_path)
        hidden = dict(_HIDDEN.findall(form_page.body.decode()))
        sent = self.ask(
            make_request(
                "POST", path, f"Cookie: {form_page.header(_COOKIE)}",
                "Content-Type: application/x-www-form-urlencoded", body=urlencode(hidden | fields),
            )
        )  # fmt: skip
        if sent.status not in (302, 303) or not sent.location:
            raise FaultError(f"Sending to {path} gave {sent.status}.")
        return sent


def make_request(method: str, path: str, *lines: str, body: str = "") -> bytes:
    """Without Accept-Encoding, so that bytes are the page's own."""
    head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *lines]
    if body:
        head.append(f"Content-Length: {len(body.encode())}")
    return ("\r\n".join(head) + "\r\n\r\n" + body).encode()


def cpu_seconds(pids: Sequence[int]) -> float:
    """What the processes have used of the processors, all threads, to the nanosecond."""
    total = 0
    for pid in pids:
        for task in Path(f"/proc/{pid}/task").iterdir():
            total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9


@dataclass(frozen=True)
class Cost:
    """Of one request: processor time of the server, and how many a second came through."""

    cpu_us: float
    per_second: float


class Case:
    """One kind of request to one server, measured a round at a time."""

    def __init__(
        self,
        name: str,
        pids: Sequence[int],
        count: int,
        visitor: Connection,
        act: Callable[[], object],
    ) -> None:
        self.name, self.pids, self.count = name, pids, count
        self.visitor, self.act = visitor, act
        self.costs: list[Cost] = []
        self.answer_bytes = 0  # where somebody has looked

    def run(self, count: int) -> None:
        """On a new connection: a server closes one that is idle while others have their turn."""
        self.visitor.renew()
        for _ in range(count):
            try:
                self.act()
            except (OSError, FaultError) as error:
                raise FaultError(f"{self.name}: {error}") from error

    def measure(self) -> None:
        self.run(2)
        cpu, begun = cpu_seconds(self.pids), time.perf_counter()
        self.run(self.count)
        seconds = time.perf_counter() - begun
        used = cpu_seconds(self.pids) - cpu
        self.costs.append(Cost(used / self.count * 1e6, self.count / seconds))

    def in_times_of(self, other: Case) -> float:
        """Its processor time: the median of the rounds' ratios."""
        pairs = zip(self.costs, other.costs, strict=True)
        return median(mine.cpu_us / its.cpu_us for mine, its in pairs)
