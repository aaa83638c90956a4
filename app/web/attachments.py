"""Answers that are kept as a file and never shown as a page."""

from __future__ import annotations

from typing import TypeVar

from flask import Response, send_file
from werkzeug.wrappers import Response as BaseResponse

from app.core.storage import store

Answer = TypeVar("Answer", bound=BaseResponse)

POLICY = "default-src 'none'; sandbox"
NO_STORE = "no-store"


def attach(response: Answer, name: str) -> Answer:
    """The answer as a download under a file name, with no right to do anything when opened."""
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Content-Security-Policy"] = POLICY
    return response


def send_stored(sha256: str, media_type: str, name: str, kept_as: str = NO_STORE) -> Response:
    """A stored file, whole or the ranges asked for; its validator is what is in it.

    Raises FileNotFoundError where it is lost.
    """
    path = store().path_of(sha256).absolute()
    response = send_file(path, mimetype=media_type, etag=sha256, conditional=True)
    response.headers["Cache-Control"] = kept_as
    del response.headers["Last-Modified"]  # the time of this machine's copy says nothing
    return attach(response, name)
