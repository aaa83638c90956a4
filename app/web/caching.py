"""Who may keep an answer. Everything is `no-store` until a page says that it is public.

A public page may be kept by anybody, but is asked for again each time; its validator is made from
version stamps, without rendering, so a withdrawn word is gone at the next request.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

from flask import Flask, Response, current_app, make_response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from app.core import clock

_BUILT_FROM = ("app", "templates", "static")
PUBLIC_PAGE = "public, no-cache"


class QuietSessions(SecureCookieSessionInterface):
    """Cookie sessions that leave public answers alone: no cookie, no `Vary: Cookie`."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not response.cache_control.public:
            super().save_session(app, session, response)


def init_caching(app: Flask, root: Path, *, shown: Iterable[str]) -> None:
    """`shown` are the settings that pages show: with another one every page is new."""
    app.session_interface = QuietSessions()
    app.config["BUILD"] = (fingerprint(root), *shown)
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


def _keep_private(response: Response) -> Response:
    if not response.cache_control.public or response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
    return response


def public_page(facts: Iterable[object], render: Callable[[], str]) -> Response:
    """Answer 304 when the reader's copy still holds, else the rendered page.

    `facts` are all that the page depends on beside its address, the build and the London date.
    """
    etag = _make_etag(facts)
    asked = request.if_none_match
    if asked.contains_weak(etag) and not asked.star_tag:
        response = make_response("", 304)
    else:
        response = make_response(render())
    response.set_etag(etag, weak=True)
    response.headers["Cache-Control"] = PUBLIC_PAGE
    return response


def _make_etag(facts: Iterable[object]) -> str:
    today = clock.london_date(clock.now())
    whole = (current_app.config["BUILD"], request.full_path, today, *facts)
    return hashlib.sha256(repr(whole).encode()).hexdigest()[:32]
