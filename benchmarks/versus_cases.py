"""How fifty comments are read and one is sent in each of the systems; every answer is looked at."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import create_engine, text

from benchmarks.speed import Servers
from benchmarks.speed_data import WORDS
from benchmarks.speed_load import Case, Connection, make_request
from benchmarks.visitor import FaultError

COUNT, SHOWN = 10_000, 50
PATH = "/topic/"  # of the page that is commented on, at Isso and at Django
FEW, MANY, SENT = 50, 300, 25  # requests a round
SENTENCE = WORDS.partition(".")[0].encode()
# Whether stored comments are public, and how many are.
STORED = {
    "soundings": "SELECT status = 'published', count(*) FROM comments GROUP BY 1",
    "isso": "SELECT mode = 1, count(*) FROM comments GROUP BY 1",
    "django": "SELECT is_public, count(*) FROM django_comments GROUP BY 1",
}


@dataclass
class Stage:
    """What runs on one kind of database, where each system stores, and what each was sent."""

    servers: Servers
    topic: str
    databases: dict[str, str]
    sent: dict[str, int] = field(default_factory=dict)

    def make_cases(self) -> list[Case]:
        """Named by the system and what is done there; `afresh` is the site without kept pages."""
        cases = [
            self._read("soundings read", "afresh", self.topic, FEW),
            self._read("soundings kept", "soundings", self.topic, MANY),
            self._see_form("soundings", f"{self.topic}/comment"),
            self._send("soundings", self._send_to_soundings),
            self._read("django read", "django", PATH, FEW),
            self._see_form("django", f"{PATH}comment"),
            self._send("django", self._send_to_django),
        ]
        if "isso" in self.databases:
            cases.append(self._read("isso read", "isso", f"/?uri={PATH}&limit={SHOWN}", FEW))
            cases.append(self._send("isso", self._send_to_isso))
        return cases

    def _read(self, case: str, server: str, path: str, count: int) -> Case:
        return self._get(case, server, path, count, SENTENCE, SHOWN)

    def _see_form(self, system: str, path: str) -> Case:
        return self._get(f"{system} form", system, path, SENT, b"<textarea", 1)

    def _get(self, case: str, server: str, path: str, count: int, mark: bytes, marks: int) -> Case:
        visitor, request = self.servers.visit(server), make_request("GET", path)

        def act() -> None:
            answer = visitor.ask(request)
            if answer.status != 200 or answer.body.count(mark) != marks:
                raise FaultError(f"{path} gave {answer.status}, or not {marks} times {mark!r}.")

        made = Case(case, self.servers.pids[server], count, visitor, act)
        made.answer_bytes = len(visitor.ask(request).body)
        return made

    def _send(self, system: str, send: Callable[[Connection], None]) -> Case:
        visitor = self.servers.visit(system)
        self.sent[system] = 0

        def act() -> None:
            self.sent[system] += 1
            send(visitor)

        return Case(f"{system} sent", self.servers.pids[system], SENT, visitor, act)

    def _send_to_soundings(self, visitor: Connection) -> None:
        visitor.send_comment(f"{self.topic}/comment", WORDS)

    def _send_to_isso(self, visitor: Connection) -> None:
        """As Isso's script does in a browser, where it has made the form by itself."""
        fields = {"text": WORDS, "author": "Pat Lowe", "email": None, "parent": None}
        kind, body = "Content-Type: application/json", json.dumps(fields)
        answer = visitor.ask(make_request("POST", f"/new?uri={PATH}", kind, body=body))
        if answer.status != 202:
            raise FaultError(f"Sending to Isso gave {answer.status}, not that it waits.")

    def _send_to_django(self, visitor: Connection) -> None:
        """It demands an e-mail address; each comment comes from another one."""
        email = f"lowe.{self.sent['django']}@example.org"
        fields = {"name": "Pat Lowe", "email": email, "comment": WORDS}
        sent = visitor.send_form(f"{PATH}comment", "/comments/post/", fields)
        if not sent.location.startswith("/comments/posted/"):
            raise FaultError(f"Sending to Django led to {sent.location}.")

    def check(self) -> None:
        """What was published still is, and all that was sent is stored and waits."""
        for system, database in self.databases.items():
            stored = count_stored(database, STORED[system])
            expected = {True: COUNT, False: self.sent[system]}
            if stored != expected:
                raise FaultError(f"{system} stores {stored} comments, not {expected}.")


def count_stored(database: str, question: str) -> dict[bool, int]:
    engine = create_engine(database)
    try:
        with engine.connect() as connection:
            return {
                bool(is_public): count for is_public, count in connection.execute(text(question))
            }
    finally:
        engine.dispose()
