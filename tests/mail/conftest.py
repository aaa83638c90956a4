"""A mail server that keeps what it is given, or refuses it."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from email.message import EmailMessage

import pytest


class MailServer(socketserver.ThreadingTCPServer):
    """`refusals` are the codes with which it answers the next recipients."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.letters: list[EmailMessage] = []
        self.refusals: list[int] = []
        self.url = f"smtp://127.0.0.1:{self.server_address[1]}"


class _Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say(220)
        while line := self.rfile.readline():
            verb = line.split()[0].upper()
            if verb == b"RCPT" and self.server.refusals:
                self._say(self.server.refusals.pop(0))
            elif verb == b"DATA":
                self._say(354)
                self._take_letter()
                self._say(250)
            else:
                self._say(221 if verb == b"QUIT" else 250)

    def _say(self, code: int) -> None:
        self.wfile.write(b"%d said\r\n" % code)

    def _take_letter(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        letter = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        self.server.letters.append(letter)


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()
