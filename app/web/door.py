"""The door: what is refused before any view looks at a request.

werkzeug keeps malformed UTF-8 of a form as literal "%FF" and sets no limit on the number of
urlencoded fields, so both are bounded here, on the bytes.
"""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from flask import Flask, abort, g, request

from app.core.db import only_reads

MAXIMUM_BYTES = 1_000_000
MAXIMUM_FIELDS = 100
LONGEST_PASSWORD = 1_000
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def init_door(app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = MAXIMUM_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = MAXIMUM_BYTES
    app.config["MAX_FORM_PARTS"] = MAXIMUM_FIELDS
    app.before_request(_check)
    app.teardown_request(_leave)


def _check() -> None:
    g.reads_token = only_reads.set(request.method in SAFE_METHODS)
    _check_address()
    if request.method not in SAFE_METHODS:
        _check_body()


def _leave(_error: BaseException | None) -> None:
    token = g.pop("reads_token", None)
    if token is not None:
        only_reads.reset(token)


def _check_address() -> None:
    address = request.path + request.query_string.decode("latin-1")
    if "\x00" in address or "%00" in address or "\ufffd" in request.path:
        abort(404)


def _check_body() -> None:
    body = request.get_data(cache=True, parse_form_data=False)
    if body and request.mimetype != "application/x-www-form-urlencoded":
        abort(415)  # no form of this site sends files, and there is no other way in
    if body.count(b"&") >= MAXIMUM_FIELDS:
        abort(413)
    try:
        unquote_to_bytes(body.replace(b"+", b" ")).decode()
    except UnicodeDecodeError:
        abort(400)
    passwords = (value for name, value in request.form.items() if "password" in name)
    if any(len(password) > LONGEST_PASSWORD for password in passwords):
        abort(413)
