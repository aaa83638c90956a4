"""Public pages that are answered without asking their views again.

When a view has made a page, what its validator hangs on is noted under its address: the stamps, and
until when the clock changes nothing. At the next visit one read of those stamps by the driver says
whether the validator still holds; then the answer is 304, or the bytes that lie under it, with the
headers of the first time. That happens before Flask makes anything of the request.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING

from flask import Flask, Response, current_app, g, request

from app.core import clock
from app.core.driver import DriverReads
from app.core.stamps import read_stamps_now
from app.web.caching import (
    HTML,
    address_of,
    build_of,
    choose_asked,
    is_held,
    make_etag,
    not_modified,
    whole_page,
)
from app.web.compression import PLAIN, compress
from app.web.page_store import PageStore, make_store

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_NOTES = 20_000
KNOWN_ARGUMENTS = frozenset({"page", "order"})
LONGEST_QUERY = 40
_OF_ONE_ANSWER = frozenset({"content-length", "content-encoding"})

Headers = tuple[tuple[str, str], ...]
# Is told of each answer that Flask's own hooks do not see: endpoint, method, status, seconds.
Observer = Callable[[str, str, int, float], None]


@dataclass(frozen=True)
class Note:
    """What a page's validator hangs on, between which moments, and the headers it is sent with."""

    etag: str
    stamps: Mapping[str, int]
    since: datetime
    until: datetime
    build: tuple[object, ...]
    endpoint: str
    headers: Headers = ()

    def holds_at(self, moment: datetime) -> bool:
        return self.since <= moment < self.until


class KeptPages:
    """The notes of this process, and the store of bytes."""

    def __init__(self, store: PageStore) -> None:
        self.store = store
        self._notes: OrderedDict[str, Note] = OrderedDict()
        self._lock = Lock()

    def find(self, address: str) -> Note | None:
        return self._notes.get(address)

    def note(self, address: str, note: Note) -> None:
        with self._lock:
            self._notes.pop(address, None)
            self._notes[address] = note
            if len(self._notes) > MOST_NOTES:
                self._notes.popitem(last=False)

    def find_body(self, etag: str, coding: str) -> bytes | None:
        """The kept bytes; those in another coding are made from the plain ones."""
        body = self.store.find(f"{etag} {coding}")
        if body is None and coding and (plain := self.store.find(f"{etag} {PLAIN}")) is not None:
            body = compress(plain, coding)
            self.store.keep(f"{etag} {coding}", body)
        return body

    def keep_body(self, etag: str, plain: bytes, coding: str, body: bytes) -> None:
        self.store.keep(f"{etag} {PLAIN}", plain)
        if coding:
            self.store.keep(f"{etag} {coding}", body)


class Front:
    """Stands before Flask: answers what still holds, passes on the rest."""

    def __init__(self, app: Flask, pages: KeptPages, observe: Observer | None) -> None:
        self._app = app
        self._pages = pages
        self._behind: WSGIApplication = app.wsgi_app
        self._driver: DriverReads = app.extensions["soundings_driver"]
        self._observe = observe

    def __call__(self, wsgi: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        begun = time.perf_counter()
        method = wsgi["REQUEST_METHOD"]
        note = self._pages.find(address_of(wsgi)) if method in ("GET", "HEAD") else None
        answer = self._answer(note, wsgi) if note is not None else None
        if note is None or answer is None:
            return self._behind(wsgi, start)
        status, headers, body = answer
        start(status, headers)
        if self._observe:
            self._observe(note.endpoint, method, int(status[:3]), time.perf_counter() - begun)
        return [] if method == "HEAD" or not body else [body]

    def _answer(
        self, note: Note, wsgi: WSGIEnvironment
    ) -> tuple[str, list[tuple[str, str]], bytes] | None:
        if is_held(note.etag, wsgi):
            if not self._still_holds(note):
                return None
            headers = [pair for pair in note.headers if pair[0].lower() != "content-type"]
            return "304 NOT MODIFIED", headers, b""
        coding = choose_asked(wsgi)
        body = self._pages.find_body(note.etag, coding)
        if body is None or not self._still_holds(note):
            return None
        headers = [*note.headers, ("Content-Length", str(len(body)))]
        if coding:
            headers.append(("Content-Encoding", coding))
        return "200 OK", headers, body

    def _still_holds(self, note: Note) -> bool:
        if not note.headers or not note.holds_at(clock.now()) or note.build != build_of(self._app):
            return False
        try:
            return read_stamps_now(self._driver, note.stamps) == note.stamps
        except Exception:  # whatever the driver says, the view meets it too and words it for people
            return False


def init_kept_pages(app: Flask, redis_url: str, observe: Observer | None = None) -> None:
    """To be called before whatever else has a part in answers: their last headers are noted."""
    pages = KeptPages(make_store(redis_url))
    app.extensions["soundings_pages"] = pages
    app.before_request(_begin)
    app.after_request(_note_headers)
    app.wsgi_app = Front(app, pages, observe)  # type: ignore[method-assign, assignment]


def _begin() -> None:
    g.asked_at = clock.now()


def _note_headers(response: Response) -> Response:
    note: Note | None = g.pop("note", None)
    if note is not None and response.status_code == 200:
        headers = tuple(
            (name, value) for name, value in response.headers if name.lower() not in _OF_ONE_ANSWER
        )
        kept_pages().note(address_of(request.environ), replace(note, headers=headers))
    return response


def kept_pages() -> KeptPages:
    pages: KeptPages = current_app.extensions["soundings_pages"]
    return pages


def kept_page(
    stamps: Mapping[str, int],
    turns: Iterable[datetime],
    render: Callable[[], str],
    content_type: str = HTML,
) -> Response:
    """A public page that depends on the stamps given, and on the clock only at the `turns`.

    All that is rendered must be read in the same transaction as the stamps were, or after them.
    """
    # What is rendered is as of a later moment: so it never passes for what stands after a turn.
    present: datetime = g.asked_at
    turns = sorted(turns)
    etag = make_etag([sorted(stamps.items()), [turn <= present for turn in turns]])
    if is_held(etag, request.environ):
        return not_modified(etag)
    if _may_be_kept():
        build, endpoint = build_of(current_app), request.endpoint or ""
        g.note = Note(etag, stamps, present, next_turn(turns, present), build, endpoint)
    coding = choose_asked(request.environ)
    body = kept_pages().find_body(etag, coding)
    if body is None:
        body = _make_body(etag, coding, render)
    return whole_page(etag, body, coding, content_type)


def _make_body(etag: str, coding: str, render: Callable[[], str]) -> bytes:
    plain = render().encode()
    body = compress(plain, coding)
    if _may_be_kept():
        kept_pages().keep_body(etag, plain, coding, body)
    return body


def next_turn(turns: Iterable[datetime], present: datetime) -> datetime:
    """When the clock changes a page next: at midnight in London at the latest."""
    return min([turn for turn in turns if turn > present] + [clock.next_midnight(present)])


def _may_be_kept() -> bool:
    """Not with arguments that no page knows: anybody could fill the store with the same page."""
    query = request.query_string
    return len(query) <= LONGEST_QUERY and KNOWN_ARGUMENTS.issuperset(request.args)
