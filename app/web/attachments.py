"""Answers that are kept as a file and never shown as a page."""

from __future__ import annotations

from typing import TypeVar

from werkzeug.wrappers import Response

Answer = TypeVar("Answer", bound=Response)

POLICY = "default-src 'none'; sandbox"


def attach(response: Answer, name: str) -> Answer:
    """The answer as a download under a file name, with no right to do anything when opened."""
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Content-Security-Policy"] = POLICY
    return response
