"""The embedded server: waitress, with a way to stop that finishes the requests in hand."""

from __future__ import annotations

import signal
import socket
import time
from types import FrameType
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server

from app.jobs.worker import find_embedded_worker
from app.web.protocol import Channel

THREADS = 8
PATIENCE_SECONDS = 20.0
RECEIVING_SECONDS = 5.0
TURN_SECONDS = 0.2
LARGEST_BODY = 30_000_000  # more than the door lets in anywhere, so that its page answers


def serve(app: Flask, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT; raises OSError when the port is taken."""
    server: Any = create_server(
        app,
        host=_first_address(host, port),
        port=port,
        threads=THREADS,
        ident=None,
        channel_timeout=60,
        connection_limit=500,
        max_request_body_size=LARGEST_BODY,
        clear_untrusted_proxy_headers=False,
    )
    server.channel_class = Channel
    Runner(app, server).run()


def _first_address(host: str, port: int) -> str:
    """One address of a host, because waitress makes another kind of server for several."""
    return str(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][0])


class Runner:
    """Turns the server's loop until told to stop, then until nothing is in hand any more."""

    def __init__(self, app: Flask, server: Any) -> None:
        self.app = app
        self.server = server
        self.worker = find_embedded_worker(app)
        self.is_stopping = False

    def run(self) -> None:
        if self.worker:
            self.worker.start()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self.is_stopping:
            self._turn()
        # Only the listening socket closes: what has been accepted is still answered.
        wasyncore.dispatcher.close(self.server)
        begun = time.monotonic()
        while self._is_busy(time.monotonic() - begun):
            self._turn()
        self.server.task_dispatcher.shutdown()
        if self.worker:
            self.worker.stop()

    def _turn(self) -> None:
        wasyncore.loop(timeout=TURN_SECONDS, map=self.server._map, count=1)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.app.extensions["soundings_stopping"] = True
        self.is_stopping = True

    def _is_busy(self, waited: float) -> bool:
        """Is anything being answered, or (for a shorter time) still being received?"""
        channels = list(self.server.active_channels.values())
        if waited < RECEIVING_SECONDS and any(channel.request for channel in channels):
            return True
        return waited < PATIENCE_SECONDS and any(
            channel.requests or channel.total_outbufs_len for channel in channels
        )
