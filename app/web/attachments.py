"""Answers that are kept as a file and never shown as a page."""

from __future__ import annotations

from typing import TypeVar

from flask import Response, send_file
from werkzeug.wrappers import Response as BaseResponse

from app.core.storage import store
from app.web.errors import ErrorText, error_page
from app.web.logs import log_exception

Answer = TypeVar("Answer", bound=BaseResponse)

POLICY = "default-src 'none'; sandbox"
NO_STORE = "no-store"
LOST = ErrorText(
    "This file is missing",
    "It should be here, and we cannot find it. The fault is ours. It has been recorded.",
    ("Ask us for it: how to reach us stands at the foot of this page.",),
)


def attach(response: Answer, name: str) -> Answer:
    """The answer as a download under a file name, with no right to do anything when opened."""
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Content-Security-Policy"] = POLICY
    return response


def send_stored(sha256: str, media_type: str, name: str, kept_as: str = NO_STORE) -> Response:
    """A stored file, whole or the ranges asked for; its validator is what is in it.

    One that is lost is told as such, and logged.
    """
    path = store().path_of(sha256).absolute()
    try:
        response = send_file(path, mimetype=media_type, etag=sha256, conditional=True)
    except FileNotFoundError as error:
        log_exception(error)
        return error_page(404, LOST)
    response.headers["Cache-Control"] = kept_as
    del response.headers["Last-Modified"]  # the time of this machine's copy says nothing
    return attach(response, name)
