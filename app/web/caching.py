"""Who may keep an answer. Everything is `no-store` until a page says that it is public.

A public page may be kept by anybody, but is asked for again each time; its validator is made from
version stamps, without rendering, so a withdrawn word is gone at the next request.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Request, Response, current_app, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from werkzeug.http import parse_etags

from app.core import clock
from app.web.assets import state_of
from app.web.compression import choose_coding, compress

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_BUILT_FROM = ("app", "templates", "static")
PUBLIC_PAGE = "public, no-cache"
HTML = "text/html; charset=utf-8"


class QuietSessions(SecureCookieSessionInterface):
    """Cookie sessions that leave public answers alone: no cookie, no `Vary: Cookie`."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Most visitors have no cookie, and nothing has to be made ready to read it."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not is_public(response):
            super().save_session(app, session, response)


def is_public(response: Response) -> bool:
    return response.headers.get("Cache-Control", "").startswith("public")


def init_caching(app: Flask, root: Path, *, shown: Iterable[str], is_watched: bool) -> None:
    """`shown` are the settings that pages show: with another one every page is new.

    Where the folders are watched (in development), a changed template or file makes new pages too.
    """
    app.session_interface = QuietSessions()
    app.config["BUILD"] = (fingerprint(root), *shown)
    app.config["WATCHED"] = (root / "templates", root / "static") if is_watched else ()
    app.config["TEMPLATES_AUTO_RELOAD"] = is_watched
    app.after_request(_keep_private)


def fingerprint(root: Path) -> str:
    """A short hash of all code, templates and static files: the same on every machine."""
    digest = hashlib.sha256()
    for folder in _BUILT_FROM:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(root).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def build_of(app: Flask) -> tuple[object, ...]:
    """What all pages are made of beside the database."""
    build: tuple[object, ...] = app.config["BUILD"]
    watched = app.config["WATCHED"]
    return (*build, *map(state_of, watched)) if watched else build


def _keep_private(response: Response) -> Response:
    if not is_public(response) or response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
    return response


def public_page(facts: Iterable[object], render: Callable[[], str]) -> Response:
    """Answer 304 when the reader's copy still holds, else the rendered page.

    `facts` are all that the page depends on beside its address, the build and the London date.
    """
    etag = make_etag(facts)
    if is_held(etag, request.environ):
        return not_modified(etag)
    coding = choose_asked(request.environ)
    return whole_page(etag, compress(render().encode(), coding), coding)


def make_etag(facts: Iterable[object]) -> str:
    today = clock.london_date(clock.now())
    whole = (build_of(current_app), address_of(request.environ), today, *facts)
    return hashlib.sha256(repr(whole).encode()).hexdigest()[:32]


def address_of(wsgi: WSGIEnvironment) -> str:
    """The whole address as it was asked for; a host is noted only once Flask has accepted it."""
    host, query = wsgi.get("HTTP_HOST", ""), wsgi.get("QUERY_STRING", "")
    place = wsgi.get("SCRIPT_NAME", "") + wsgi.get("PATH_INFO", "")
    return f"{wsgi['wsgi.url_scheme']}://{host}{place}?{query}"


def choose_asked(wsgi: WSGIEnvironment) -> str:
    return choose_coding(wsgi.get("HTTP_ACCEPT_ENCODING"))


def is_held(etag: str, wsgi: WSGIEnvironment) -> bool:
    """Does the reader say that it has this very page?"""
    held = wsgi.get("HTTP_IF_NONE_MATCH")
    if not held:
        return False
    if held == f'W/"{etag}"':
        return True
    asked = parse_etags(held)
    return asked.contains_weak(etag) and not asked.star_tag


def not_modified(etag: str) -> Response:
    response = Response(status=304, headers=_headers(etag))
    del response.headers["Content-Type"]
    return response


def whole_page(etag: str, body: bytes, coding: str, content_type: str = HTML) -> Response:
    """A page whose body is already in a coding; all codings of it share a weak validator."""
    headers = _headers(etag)
    if coding:
        headers.append(("Content-Encoding", coding))
    return Response(body, content_type=content_type, headers=headers)


def _headers(etag: str) -> list[tuple[str, str]]:
    return [
        ("Cache-Control", PUBLIC_PAGE),
        ("ETag", f'W/"{etag}"'),
        ("Vary", "Accept-Encoding"),
    ]
