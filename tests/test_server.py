"""The embedded server starts, answers, and stops without dropping what it has in hand."""

from __future__ import annotations

import contextlib
import http.client
import re
import signal
import socket
import time
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from app.comments.models import Comment
from app.core.db import db
from app.server import LARGEST_BODY, RECEIVING_SECONDS
from tests import factories
from tests.serving import environment_for, run_command, served


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_when_told(settings, number):
    with served(settings.database_url, settings.instance) as site:
        assert site.stop(number) == 0
        assert "Stopped." in site.output.read_text()


def test_it_answers_after_preparing_a_database_that_has_content(app, settings, topic):
    path = f"/inquiries/{topic.inquiry.slug}/{topic.slug}"
    db.session.commit()
    with served(settings.database_url, settings.instance, "--prepare") as site:
        assert urllib.request.urlopen(site.base + path, timeout=10).status == 200
        assert site.stop() == 0


def test_it_finishes_the_requests_in_hand(app, settings, topic):
    """Twelve comments are on their way when the signal comes: what was taken was answered."""
    path = f"/inquiries/{topic.inquiry.slug}/{topic.slug}/comment"
    db.session.commit()
    with served(settings.database_url, settings.instance) as site:
        visitor = Visitor(site.base, path)
        with ThreadPoolExecutor(12) as pool:
            answers = [pool.submit(visitor.send) for _ in range(12)]
            time.sleep(0.05)
            assert site.stop() == 0
        codes = [answer.result() for answer in answers]
    taken = db.session.scalar(select(func.count()).select_from(Comment))
    assert codes.count(303) == taken
    assert taken


class Visitor:
    """Opens the form once, then sends it as often as asked, each time on a new connection."""

    def __init__(self, base: str, path: str) -> None:
        self.host, self.path = base.removeprefix("http://"), path
        connection = http.client.HTTPConnection(self.host)
        connection.request("GET", path)
        response = connection.getresponse()
        page = response.read().decode()
        self.cookie = (response.getheader("Set-Cookie") or "").split(";")[0]
        self.token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0]
        connection.close()

    def send(self) -> int:
        """The status of the answer, 0 when the server took no more connections."""
        fields = {
            "csrf_token": self.token, "confirmed": "1", "publication_choice": "anonymous",
            "body": "(http://example.org/a&b) " * 780,
        }  # fmt: skip
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        connection = http.client.HTTPConnection(self.host, timeout=30)
        try:
            connection.request("POST", self.path, urllib.parse.urlencode(fields), headers)
            return connection.getresponse().status
        except ConnectionError:
            return 0
        finally:
            connection.close()


def test_a_port_that_is_taken_is_said_in_words(settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        environment = environment_for(settings.database_url, settings.instance)
        result = run_command(environment, "serve", "--port", port)
    assert result.returncode == 1
    assert f"Port {port} cannot be used" in result.stderr


def ask(base: str, request: str) -> socket.socket:
    """A connection on which so much of a request has been sent, and little is read at a time."""
    host, port = base.removeprefix("http://").split(":")
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(30)
    connection.connect((host, int(port)))
    connection.sendall(request.encode())
    return connection


def read_to_the_end(connection: socket.socket) -> tuple[int, int]:
    """The length that the answer announced and the length that came."""
    with connection, connection.makefile("rb") as stream:
        head = b"".join(iter(stream.readline, b"\r\n")).decode()
        announced = int(re.findall(r"(?i)^content-length: (\d+)", head, re.MULTILINE)[0])
        return announced, len(stream.read())


def test_a_slow_reader_gets_the_whole_page_before_it_stops(app, settings, topic, moderator):
    factories.make_published(topic, moderator).body_html = "word " * 1_200_000
    path = f"/inquiries/{topic.inquiry.slug}/{topic.slug}"
    db.session.commit()
    with served(settings.database_url, settings.instance) as site:
        connection = ask(site.base, f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n")
        time.sleep(1.5)
        site.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        assert site.process.poll() is None
        announced, received = read_to_the_end(connection)
        assert received == announced > 5_000_000
        assert site.process.wait(timeout=10) == 0


HALVES = {
    "nothing yet": "",
    "half a head": "GET /healthz HTT",
    "half a body": "POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nbo",
}


@pytest.mark.prove
@pytest.mark.parametrize("half", HALVES.values(), ids=HALVES.keys())
def test_half_a_request_does_not_keep_it_from_stopping(settings, half):
    with served(settings.database_url, settings.instance) as site, ask(site.base, half):
        time.sleep(0.3)
        started = time.monotonic()
        assert site.stop() == 0
        assert time.monotonic() - started < RECEIVING_SECONDS + 3


def test_a_request_whose_other_half_comes_while_it_stops_is_answered(settings):
    with served(settings.database_url, settings.instance) as site:
        connection = ask(site.base, HALVES["half a head"])
        time.sleep(0.3)
        site.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        connection.sendall(b"P/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert read_to_the_end(connection) == (3, 3)
        assert site.process.wait(timeout=10) == 0


def test_twenty_half_sent_requests_do_not_stop_the_others(settings):
    with served(settings.database_url, settings.instance) as site, contextlib.ExitStack() as stack:
        for _ in range(20):
            stack.enter_context(ask(site.base, "POST /x HTTP/1.1\r\nContent-Length: 900\r\n\r\nb"))
        assert urllib.request.urlopen(f"{site.base}/readyz", timeout=5).status == 200


REFUSED = {
    "no request at all": ("nonsense\r\n\r\n", 400),
    "two ends of one body": (
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n"
        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        400,
    ),
    "another coding": ("POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
    "a long head": (f"GET / HTTP/1.1\r\nX: {'x' * 262_121}\r\n\r\n", 431),
    "a long body": (f"POST / HTTP/1.1\r\nContent-Length: {LARGEST_BODY}\r\n\r\n", 413),
}


def read_refusal(base: str, request: str) -> tuple[int, str]:
    """The code and the words; an answer that keeps the connection open never comes to its end."""
    with ask(base, request) as connection, connection.makefile("rb") as stream:
        whole = stream.read().decode()
    head, _, words = whole.partition("\r\n\r\n")
    for line in ("Content-Security-Policy: default-src 'none'", "Cache-Control: no-store",
                 "X-Content-Type-Options: nosniff", "Connection: close"):  # fmt: skip
        assert line in head
    assert "Server:" not in head
    return int(head.split(" ")[1]), words


def test_what_no_page_answers_is_refused_in_plain_words_and_with_headers(settings):
    with served(settings.database_url, settings.instance) as site:
        for name, (request, code) in REFUSED.items():
            answered, words = read_refusal(site.base, request)
            assert answered == code, name
            assert words.endswith(".\n"), name
            assert "generated" not in words, name


def test_a_text_that_is_far_too_long_is_refused_by_a_page(settings):
    body = f"body={'%E0%A4%95' * 400_000}"
    head = "POST /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    with served(settings.database_url, settings.instance) as site:
        connection = ask(site.base, f"{head}Content-Length: {len(body)}\r\n\r\n{body}")
        with connection, connection.makefile("rb") as stream:
            answer = stream.read().decode()
    assert answer.startswith("HTTP/1.1 413 ")
    assert "That is too long</h1>" in answer


def test_no_new_visitor_is_taken_once_it_stops(settings):
    with served(settings.database_url, settings.instance) as site:
        site.stop()
        with pytest.raises(urllib.error.URLError, match="refused"):
            urllib.request.urlopen(f"{site.base}/healthz", timeout=5)


def test_a_connection_outlives_an_answer_without_a_body(settings):
    with served(settings.database_url, settings.instance) as site:
        connection = http.client.HTTPConnection(site.base.removeprefix("http://"))
        connection.request("GET", "/about/privacy")
        first = connection.getresponse()
        first.read()
        kept = connection.sock
        connection.request(
            "GET", "/about/privacy", headers={"If-None-Match": first.headers["ETag"]}
        )
        second = connection.getresponse()
        assert (second.status, second.read(), second.headers["Connection"]) == (304, b"", None)
        connection.request("GET", "/about/privacy")
        assert connection.getresponse().status == 200
        assert connection.sock is kept
        connection.close()


def test_a_connection_is_closed_where_its_visitor_asks_for_that(settings):
    with served(settings.database_url, settings.instance) as site:
        connection = http.client.HTTPConnection(site.base.removeprefix("http://"))
        connection.request("GET", "/healthz", headers={"Connection": "close"})
        assert connection.getresponse().headers["Connection"] == "close"
        connection.close()
