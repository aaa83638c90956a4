"""Visitors over HTTP who send comments, alone or as a crowd."""

from __future__ import annotations

import http.client
import re
import threading
import time
import urllib.parse


class Visitor:
    """Sends comments one after another and remembers every answer and every receipt."""

    def __init__(self, base, path):
        self.host, self.path = base.removeprefix("http://"), path
        code, headers, page = self.ask("GET", path)
        assert code == 200
        self.cookie = headers["Set-Cookie"].split(";")[0]
        self.token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0]
        self.codes, self.receipts = [], []

    def ask(self, method, path, body=None, **headers):
        connection = http.client.HTTPConnection(self.host, timeout=60)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            connection.close()

    def send(self, words="My words."):
        fields = {"csrf_token": self.token, "confirmed": "1", "publication_choice": "anonymous",
                  "body": words}  # fmt: skip
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        code, headers, page = self.ask("POST", self.path, urllib.parse.urlencode(fields), **kind)
        if code == 303:
            self.receipts.append(headers["Location"])
        elif code == 503:
            assert words in page
            assert int(headers["Retry-After"]) > 0
        self.codes.append(code)


class Crowd:
    """Visitors who send all the time, each in a thread."""

    def __init__(self, visitors):
        self.visitors, self.is_over = visitors, threading.Event()
        self.threads = [threading.Thread(target=self._send, args=[one]) for one in visitors]

    def _send(self, visitor):
        while not self.is_over.is_set():
            visitor.send()

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error):
        self.is_over.set()
        for thread in self.threads:
            thread.join(90)

    def count(self, code):
        return sum(visitor.codes.count(code) for visitor in self.visitors)

    def wait_for_more(self, code, amount=8):
        """Until so many more answers of this kind came, a minute at most."""
        wanted, patience = self.count(code) + amount, time.monotonic() + 60
        while self.count(code) < wanted:
            assert time.monotonic() < patience, [v.codes[-5:] for v in self.visitors]
            time.sleep(0.05)
