"""The door: what is refused before any view looks at a request.

werkzeug keeps malformed UTF-8 of a form as literal "%FF" and sets no limit on the number of
urlencoded fields, so both are bounded here, on the bytes. The length of each field is bounded too,
because what cleans and checks it later may take longer than in proportion.
"""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from flask import Flask, abort, current_app, g, request
from werkzeug.exceptions import RequestEntityTooLarge

from app.core.db import only_reads
from app.web.access import View

MAXIMUM_BYTES = 1_000_000
MAXIMUM_FIELDS = 100
LONGEST_FIELD = 1_000  # characters
LONGEST_TEXT = 200_000  # more than fits into a comment, so that its form can say by how much
TEXT_FIELDS = frozenset({"body", "note", "credential"})  # what a passkey says is no line
# A view that `takes_whole_texts` takes papers, of any number of authors.
MAXIMUM_BYTES_OF_TEXTS = 4_000_000
MAXIMUM_FIELDS_OF_TEXTS = 2_000
LONGEST_WHOLE_TEXT = 1_000_000
# A view that `takes_files` takes one of 25 MB, with some fields.
MAXIMUM_BYTES_OF_FILES = 26_000_000
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class FieldTooLongError(RequestEntityTooLarge):
    """One field of a form holds too much; `sentence` says how much it may hold."""

    def __init__(self, name: str, limit: int) -> None:
        super().__init__()
        kind = "A password" if "password" in name else "That field"
        self.sentence = f"{kind} can have up to {limit:,} characters."


def takes_whole_texts(view: View) -> View:
    """The view's form holds texts as long as a paper, and says itself what is too long."""
    view.__dict__["takes_whole_texts"] = True
    return view


def takes_files(view: View) -> View:
    """The view's form is sent in parts, one of which is a file that the view looks through."""
    view.__dict__["takes_files"] = True
    return view


def _is_marked(mark: str) -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, mark, False)


def reads_first(view: View) -> View:
    """The view, and what comes before it, only reads until it asks to write (`begin_writing`)."""
    view.__dict__["reads_first"] = True
    return view


def init_door(app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = MAXIMUM_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = MAXIMUM_BYTES
    app.config["MAX_FORM_PARTS"] = MAXIMUM_FIELDS
    app.before_request(_check)
    app.teardown_request(_leave)


def _check() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    g.reads_token = only_reads.set(
        request.method in SAFE_METHODS or getattr(view, "reads_first", False)
    )
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
    if _is_marked("takes_files"):
        _check_parts()
        return
    is_wide = _is_marked("takes_whole_texts")
    if is_wide:
        request.max_content_length = MAXIMUM_BYTES_OF_TEXTS
        request.max_form_memory_size = MAXIMUM_BYTES_OF_TEXTS
    body = request.get_data(cache=True, parse_form_data=False)
    if body and request.mimetype != "application/x-www-form-urlencoded":
        abort(415)  # the form sends no files, and there is no other way in
    if body.count(b"&") >= (MAXIMUM_FIELDS_OF_TEXTS if is_wide else MAXIMUM_FIELDS):
        abort(413)
    try:
        unquote_to_bytes(body.replace(b"+", b" ")).decode()
    except UnicodeDecodeError:
        abort(400)
    for name, value in request.form.items(multi=True):
        is_text = name in TEXT_FIELDS
        limit = LONGEST_WHOLE_TEXT if is_wide else LONGEST_TEXT if is_text else LONGEST_FIELD
        if len(value) > limit:
            raise FieldTooLongError(name, limit)


def _check_parts() -> None:
    """Of the parts werkzeug bounds the number and, by their bytes, the fields together."""
    request.max_content_length = MAXIMUM_BYTES_OF_FILES
    if request.mimetype != "multipart/form-data":
        abort(415)
    for name, value in request.form.items(multi=True):
        if "\ufffd" in value or "\x00" in value:
            abort(400)
        if len(value) > LONGEST_FIELD:
            raise FieldTooLongError(name, LONGEST_FIELD)
